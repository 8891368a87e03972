// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using System.Text.Json.Nodes;
using CoDesign.Analysis.Attribution;
using CoDesign.Analysis.Fidelity;
using CoDesign.Analysis.Networks;
using CoDesign.Import;
using CoDesign.Import.Datasets;
using CoDesign.Transforms;
using Xunit.Abstractions;

namespace CoDesign.Analysis.Tests.Reference;

/// <summary>Every layerwise figure against NumPy's, to 1e-6 relative.</summary>
public sealed class NumPyFigureTests(ITestOutputHelper output)
{
    private const double Tolerance = 1e-6;
    private const string Images = "data/cifar10/test_0000_1999.bin";

    private static readonly string[] Folding = ["leastGain", "greatestGain", "rangeRatio", "precisionChange"];

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    [NumPyTheory("models/factorizenet/README.md", Images)]
    [InlineData("factorizenet_w025_dws_conv")]
    public void FiguresOfATrainedModelEqualNumPys(string model) => CompareTrained(model);

    [Trait("Category", "Nightly")]
    [NumPyTheory("models/factorizenet/README.md", Images)]
    [InlineData("factorizenet_w025_regular_conv")]
    [InlineData("factorizenet_w025_f2")]
    [InlineData("factorizenet_w025_f4")]
    [InlineData("factorizenet_w025_f_init2")]
    [InlineData("resnet8")]
    public void FiguresOfTheOtherTrainedModelsEqualNumPys(string model) => CompareTrained(model);

    private void CompareTrained(string model)
    {
        var bag = new DiagnosticBag();
        var graph = ModelReader.Read(SharedFolder.PathOf($"models/factorizenet/{model}.onnx"), bag)!;
        var normalization = new InputNormalization(1, [128, 128, 128], [64, 64, 64]);
        var images = Dataset.Open("cifar10:" + SharedFolder.PathOf(Images), graph, normalization, bag)!;
        var options = PipelineOptions.Default with { Normalization = normalization };
        var stages = NetworkStages.Of(
            graph,
            options,
            images.Samples.Skip(100).Take(8).Select(sample => sample.Real),
            bag
        )!;
        var codes = stages.CodesOf(graph.InputNode.Name);
        LabelledRecord[] records =
        [
            .. images
                .Samples.Take(3)
                .Select(s => new LabelledRecord(
                    s.Real,
                    Array.ConvertAll(s.Real, x => (short)codes.Quantize(x)),
                    s.Label
                )),
        ];
        Compare(stages, records);
        Assert.Empty(bag.Items.Select(item => item.ToString()));
    }

    [NumPyFact]
    public void FiguresOfASmallNetworkEqualNumPys()
    {
        var stages = SmallNetworks.Stages(SmallNetworks.Mixed(11), clipPercent: 5);
        Compare(stages, SmallNetworks.Records(stages, 12, 21));
    }

    private void Compare(NetworkStages stages, IReadOnlyList<LabelledRecord> records)
    {
        var folder = Directory.CreateTempSubdirectory("codesign-numpy-").FullName;
        try
        {
            FigureArrays.Write(folder, stages, records);
            var run = NumPy.Run([Path.Combine(TestPaths.Project, "Reference", "figures.py"), folder]);
            Assert.True(run.Code == 0, run.Error);
            var analysis = NetworkAnalyzer.Analyze(stages, records, new DiagnosticBag())!;
            var expected = JsonNode.Parse(run.Output)!;
            var compared = 0;
            compared += CompareAll("model", analysis.Accuracy, expected["model"]!);
            var attributed = NetworkAttributor
                .Attribute(stages, records)
                .Layers.ToDictionary(layer => layer.Name, StringComparer.Ordinal);
            foreach (var layer in analysis.Layers.Prepend(analysis.Input))
            {
                var reference = expected["layers"]![layer.Name]!;
                compared += CompareLayer(layer, reference);
                compared += CompareAll(layer.Name + " attribution", attributed[layer.Name], reference["attribution"]!);
            }

            output.WriteLine($"{compared} figures of {analysis.Layers.Length + 1} layers compared");
            Assert.True(compared > 50 * analysis.Layers.Length);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int CompareLayer(LayerAnalysis layer, JsonNode expected)
    {
        var compared = CompareTensor(layer.Name + " activations", layer.Activations, expected["activations"]!);
        compared += CompareAll(layer.Name, layer.Fidelity, expected["fidelity"]!);
        compared += CompareChannels(layer.Name, layer.ChannelFidelity, expected["channelFidelity"]!);
        if (layer.Weights is not { } weights)
            return compared;
        compared += CompareTensor(layer.Name + " original", weights.Original, expected["original"]!);
        compared += CompareTensor(layer.Name + " folded", weights.Folded, expected["folded"]!);
        compared += CompareAll(layer.Name + " weights", weights.Fidelity, expected["weightFidelity"]!);
        compared += CompareChannels(layer.Name + " weights", weights.ChannelFidelity, expected["weightChannels"]!);
        compared += CompareOne(
            layer.Name + " clipped precision",
            weights.Folded.ClippedAverageChannelPrecision,
            expected["folded"]!["clippedAverageChannelPrecision"]
        );
        if (weights.Folding is { } folding)
            compared += CompareAll(
                layer.Name + " folding",
                folding,
                new JsonObject(Folding.Select(key => KeyValuePair.Create(key, expected[key]?.DeepClone())))
            );
        return compared;
    }

    private static int CompareTensor(
        string what,
        CoDesign.Analysis.Distributions.TensorSummary summary,
        JsonNode expected
    )
    {
        var compared = CompareAll(what, summary.Tensor, expected);
        compared += CompareOne(
            what + " precision",
            summary.AverageChannelPrecision,
            expected["averageChannelPrecision"]
        );
        for (var c = 0; c < summary.Channels.Length; c++)
            compared += CompareAll($"{what} channel {c}", summary.Channels[c], expected["channels"]![c]!);
        return compared;
    }

    private static int CompareChannels(string what, IReadOnlyList<ChannelFidelity> channels, JsonNode expected) =>
        channels.Select((channel, c) => CompareAll($"{what} channel {c}", channel, expected[c]!)).Sum();

    /// <summary>Compares every figure that NumPy has computed.</summary>
    private static int CompareAll<T>(string what, T figures, JsonNode expected)
    {
        var actual = JsonSerializer.SerializeToNode(figures, Options)!.AsObject();
        var compared = 0;
        foreach (var (key, value) in expected.AsObject())
        {
            if (key is not ("channels" or "averageChannelPrecision" or "clippedAverageChannelPrecision"))
                compared += CompareOne($"{what} {key}", (double?)actual[key], value);
        }

        return compared;
    }

    private static int CompareOne(string what, double? actual, JsonNode? expected)
    {
        var reference = (double?)expected;
        Assert.True(actual is null == reference is null, $"{what}: {actual} and {reference}");
        var error = Math.Abs((actual ?? 0) - (reference ?? 0));
        var isNear = error <= (Tolerance * Math.Abs(reference ?? 0)) + 1e-12;
        Assert.True(isNear, $"{what}: {actual}, NumPy {reference}");
        return 1;
    }
}
