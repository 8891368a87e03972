// SPDX-License-Identifier: Apache-2.0
using System.Text;
using System.Text.Json;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Ir.Serialization;

/// <summary>A graph as JSON; arrays of numbers that belong to layers stand in tensors.</summary>
internal static class GraphJson
{
    /// <summary>The text; tensors are added to <paramref name="tensors"/>.</summary>
    public static string Write(Graph graph, SafetensorsWriter tensors)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("name", graph.Name);
            json.WriteString("stage", $"{graph.Stage}");
            json.WriteString("layout", $"{graph.Layout}");
            json.WriteString("output", graph.Output);
            if (graph.RecordsAreCodes)
                json.WriteBoolean("recordsAreCodes", value: true);
            json.WriteStartObject("arithmetic");
            json.WriteString("mode", $"{graph.Arithmetic.Mode}");
            json.WriteString("profile", $"{graph.Arithmetic.Profile}");
            json.WriteNumber("multiplierBits", graph.Arithmetic.MultiplierBits);
            json.WriteEndObject();
            if (graph.Normalization is { } normalization)
                Write(json, normalization);
            if (!graph.Ranges.IsEmpty)
                WriteRanges(json, graph);
            json.WriteStartArray("nodes");
            foreach (var node in graph.Nodes)
                new NodeWriter(json, tensors, node).Write();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>The graph; damage throws <see cref="ModelFormatException"/>.</summary>
    public static Graph Read(string text, SafetensorsReader tensors)
    {
        using var json = JsonDocument.Parse(text);
        var fields = new JsonFields(json.RootElement, "graph");
        var arithmetic = fields.Object("arithmetic");
        return new Graph(
            fields.Text("name"),
            fields.Choice<GraphStage>("stage"),
            [.. fields.Objects("nodes").Select(n => new NodeReader(n, tensors).Read())],
            fields.Text("output"),
            fields.Choice<RecordLayout>("layout")
        )
        {
            Arithmetic = new Arithmetic(
                arithmetic.Choice<RequantizeMode>("mode"),
                arithmetic.Choice<RequantizeProfile>("profile"),
                arithmetic.Integer("multiplierBits", 2, 31)
            ),
            RecordsAreCodes = fields.Has("recordsAreCodes"),
            Normalization = fields.Has("normalization") ? ReadNormalization(fields.Object("normalization")) : null,
            Ranges = fields.Has("ranges") ? ReadRanges(fields.Object("ranges")) : NoRanges,
        };
    }

    /// <summary>A real number; infinities as strings.</summary>
    public static void WriteReal(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
            json.WriteNumberValue(value);
        else if (double.IsNaN(value))
            throw new ArgumentException("A graph holds NaN.", nameof(value));
        else
            json.WriteStringValue(value > 0 ? "inf" : "-inf");
    }

    private static ImmutableSortedDictionary<string, ValueRange> NoRanges =>
        ImmutableSortedDictionary.Create<string, ValueRange>(StringComparer.Ordinal);

    private static void Write(Utf8JsonWriter json, InputNormalization normalization)
    {
        json.WriteStartObject("normalization");
        json.WriteNumber("scale", normalization.Scale);
        json.WriteStartArray("mean");
        foreach (var value in normalization.Mean)
            WriteReal(json, value);
        json.WriteEndArray();
        json.WriteStartArray("deviation");
        foreach (var value in normalization.Deviation)
            WriteReal(json, value);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRanges(Utf8JsonWriter json, Graph graph)
    {
        json.WriteStartObject("ranges");
        foreach (var (value, range) in graph.Ranges)
        {
            json.WriteStartArray(value);
            WriteReal(json, range.Minimum);
            WriteReal(json, range.Maximum);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static InputNormalization ReadNormalization(JsonFields fields)
    {
        var (scale, mean, deviation) = (fields.Real("scale"), fields.Reals("mean"), fields.Reals("deviation"));
        if (!(scale > 0) || mean.Length != deviation.Length || deviation.Any(d => !(d > 0)))
            throw fields.Wrong("deviation");
        return new InputNormalization(scale, mean, deviation);
    }

    private static ImmutableSortedDictionary<string, ValueRange> ReadRanges(JsonFields fields)
    {
        var ranges = NoRanges.ToBuilder();
        foreach (var item in fields.Properties())
        {
            var bounds = fields.Reals(item.Name, 2);
            ranges[item.Name] = new ValueRange(bounds[0], bounds[1]);
        }

        return ranges.ToImmutable();
    }
}
