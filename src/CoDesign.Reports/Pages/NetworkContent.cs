// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Nodes;
using CoDesign.Analysis.Distributions;
using CoDesign.Analysis.Fidelity;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Nodes;
using CoDesign.Mapping;
using CoDesign.Mapping.Estimates;
using CoDesign.Reports.Json;
using CoDesign.Reports.Layers;
using CoDesign.Reports.Layerwise;

namespace CoDesign.Reports.Pages;

/// <summary>One network as the page reads it: its figures, those of the layers, histograms, channels, the engine's timeline and memory.</summary>
public static class NetworkContent
{
    private const int EnergyDigits = 1;

    /// <summary>A network that was planned, measured or not.</summary>
    public static JsonObject Of(NetworkSummary summary, AcceleratorPlan plan)
    {
        var result = ResultJson.ToObject(summary);
        result["name"] = summary.Model;
        var layers = result["layers"]?.AsArray().OfType<JsonObject>() ?? [];
        var skipped = BlockName.CommonParts(plan.Estimate.Layers.Select(planned => planned.Layer.Name));
        foreach (var (layer, planned) in layers.Zip(plan.Estimate.Layers))
        {
            layer["block"] = BlockName.Of(planned.Layer.Name, skipped: skipped);
            AddCosts(layer, planned);
            if (planned.Layer.Nodes is [QuantizedConv2d conv, ..])
                layer["histograms"] = new JsonObject { ["weightCodes"] = WeightCodes(conv) };
        }

        AddEngine(result, summary, plan);
        return result;
    }

    /// <summary>A network that was analyzed.</summary>
    public static JsonObject Of(AnalyzedNetwork network)
    {
        var result = AnalysisJson.Of(network);
        result["name"] = network.Name;
        var planned = network
            .Plan.Estimate.Layers.Where(layer => !layer.Layer.Nodes.IsEmpty)
            .ToDictionary(layer => layer.Layer.Nodes[0].Name, StringComparer.Ordinal);
        var objects = result["layers"]?.AsArray().OfType<JsonObject>() ?? [];
        foreach (var (value, layer) in objects.Zip(network.Layers))
        {
            var (analysis, name) = (layer.Analysis, layer.Figures.Name);
            var histograms = new JsonObject
            {
                ["codes"] = Codes(analysis.Quantization.Type.Minimum, analysis.CodeCounts),
                ["activations"] = Bins(analysis.Activations),
            };
            var channels = new JsonObject
            {
                ["activations"] = Channels(analysis.Activations, analysis.ChannelFidelity),
            };
            if (analysis.Weights is { } weights)
            {
                histograms["original"] = Bins(weights.Original);
                histograms["folded"] = Bins(weights.Folded);
                channels["original"] = Channels(weights.Original, null);
                channels["folded"] = Channels(weights.Folded, weights.ChannelFidelity);
            }

            if (planned.TryGetValue(name, out var found))
            {
                AddCosts(value, found);
                if (found.Layer.Nodes[0] is QuantizedConv2d conv)
                    histograms["weightCodes"] = WeightCodes(conv);
            }

            value["histograms"] = histograms;
            value["channels"] = channels;
        }

        AddEngine(result, network.Figures, network.Plan);
        return result;
    }

    private static void AddEngine(JsonObject result, NetworkSummary summary, AcceleratorPlan plan)
    {
        result["timeline"] = Timeline.Of(summary, plan).ToJson();
        result.Remove("activationMemory");
        result["memories"] = new JsonArray(MemoryPicture.Banks(plan).ToJson());
    }

    /// <summary>Energy and traffic of a layer by its causes.</summary>
    private static void AddCosts(JsonObject layer, EstimatedLayer planned)
    {
        var (operations, table) = (planned.Estimate.Operations, EnergyTable.Horowitz45Nm);
        layer["inputs"] = new JsonArray([.. planned.Layer.Inputs.Select(name => (JsonNode)name)]);
        layer["energyParts"] = new JsonObject
        {
            ["arithmeticPj"] = Math.Round(operations.ArithmeticPj(table), EnergyDigits),
            ["banksPj"] = Math.Round(operations.BankPj(table), EnergyDigits),
            ["weightsPj"] = Math.Round(operations.WeightPj(table), EnergyDigits),
            ["dramPj"] = Math.Round(operations.DramPj(table), EnergyDigits),
        };
        layer["traffic"] = new JsonObject
        {
            ["bankBytes"] = operations.BankBytes,
            ["weightBytes"] = operations.WeightBytes,
            ["dramBytes"] = operations.DramBytes,
        };
    }

    private static JsonObject WeightCodes(QuantizedConv2d conv)
    {
        var type = conv.WeightQuantization.Type;
        var counts = new long[type.Maximum - type.Minimum + 1];
        foreach (var code in conv.Weights)
            counts[code - type.Minimum]++;
        return Codes(type.Minimum, counts);
    }

    private static JsonObject Codes(int first, IEnumerable<long> counts) =>
        new() { ["first"] = first, ["counts"] = PageNumbers.Column(counts) };

    private static JsonObject Bins(TensorSummary tensor) =>
        new()
        {
            ["minimum"] = tensor.Tensor.Minimum,
            ["maximum"] = tensor.Tensor.Maximum,
            ["clippedMinimum"] = tensor.Tensor.ClippedMinimum,
            ["clippedMaximum"] = tensor.Tensor.ClippedMaximum,
            ["counts"] = PageNumbers.Column(tensor.Histogram),
        };

    private static JsonObject Channels(TensorSummary tensor, ImmutableArray<ChannelFidelity>? fidelity)
    {
        var result = new JsonObject
        {
            ["minimum"] = Column(tensor, channel => channel.Minimum),
            ["maximum"] = Column(tensor, channel => channel.Maximum),
            ["clippedMinimum"] = Column(tensor, channel => channel.ClippedMinimum),
            ["clippedMaximum"] = Column(tensor, channel => channel.ClippedMaximum),
            ["mean"] = Column(tensor, channel => channel.Mean),
            ["deviation"] = Column(tensor, channel => channel.Deviation),
        };
        if (fidelity is { } known)
            result["sqnrDb"] = PageNumbers.Column(known.Select(channel => channel.SqnrDb));
        return result;
    }

    private static JsonArray Column(TensorSummary tensor, Func<DistributionSummary, double?> figure) =>
        PageNumbers.Column(tensor.Channels.Select(figure));
}
