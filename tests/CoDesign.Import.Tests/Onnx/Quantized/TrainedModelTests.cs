// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using CoDesign.Golden.Integer;
using CoDesign.Import.Datasets;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;
using CoDesign.Ir.Printing;
using CoDesign.Ir.Serialization;
using CoDesign.Ir.Verification;
using Xunit.Abstractions;

namespace CoDesign.Import.Tests.Onnx.Quantized;

/// <summary>The trained integer models against what ONNX Runtime answers on the first test images.</summary>
public sealed class TrainedModelTests(ITestOutputHelper output)
{
    private const string Folder = "models/factorizenet";
    private const string Images = "data/cifar10/test_0000_1999.bin";

    public static TheoryData<string> Networks =>
        [
            "factorizenet_w025_regular_conv",
            "factorizenet_w025_f2",
            "factorizenet_w025_f4",
            "factorizenet_w025_f_init2",
            "factorizenet_w025_dws_conv",
            "resnet8",
        ];

    [SharedTheory(Folder, Images)]
    [MemberData(nameof(Networks))]
    public void GivesTheCodesOfOnnxRuntime_WithItsRounding(string network)
    {
        var expected = Answers($"{network}_qop_u8u8", "logits_q_uint8");
        foreach (var form in (string[])["qop", "qdq"])
        {
            var graph = Read($"{network}_{form}_u8u8");
            var samples = Samples(graph).Take(2).ToArray();
            for (var i = 0; i < samples.Length; i++)
                Assert.Equal(expected[i], OnnxRuntimeArithmetic.Run(graph, samples[i]).Select(c => (double)c));
        }
    }

    [SharedTheory(Folder, Images)]
    [InlineData("factorizenet_w025_regular_conv_qdq_u8s8pc")]
    [InlineData("factorizenet_w025_dws_conv_qdq_u8s8pc")]
    [InlineData("resnet8_qdq_u8s8pc")]
    public void GivesTheLogitsOfOnnxRuntime_WithWeightsPerChannel(string model)
    {
        var graph = Read(model);
        var expected = Answers(model, "logits");
        var codes = ((QuantizedNode)graph[graph.Output]).Output;
        var samples = Samples(graph).Take(2).ToArray();
        for (var i = 0; i < samples.Length; i++)
        {
            var found = OnnxRuntimeArithmetic.Run(graph, samples[i]).Select(c => codes.Dequantize(c));
            Assert.All(expected[i].Zip(found), p => Assert.Equal(p.First, p.Second, 1e-5));
        }
    }

    /// <summary>half_up rounds otherwise than ONNX Runtime; the differences are reported and stay small.</summary>
    [SharedTheory(Folder, Images)]
    [MemberData(nameof(Networks))]
    public void AgreesOnTheClass_WithHalfUpArithmetic(string network)
    {
        var graph = Read($"{network}_qop_u8u8");
        var expected = Answers($"{network}_qop_u8u8", "logits_q_uint8");
        var executor = new IntegerExecutor(graph);
        var histogram = new SortedDictionary<int, int>();
        var agreements = 0;
        var samples = Samples(graph).Take(8).ToArray();
        for (var i = 0; i < samples.Length; i++)
        {
            var found = executor.Run(samples[i])[graph.Output];
            for (var c = 0; c < found.Length; c++)
            {
                var difference = found[c] - (int)expected[i][c];
                histogram[difference] = histogram.GetValueOrDefault(difference) + 1;
            }

            agreements += Array.IndexOf(found, found.Max()) == Array.IndexOf(expected[i], expected[i].Max()) ? 1 : 0;
        }

        output.WriteLine(
            $"{network}: top-1 agreement {agreements} of {samples.Length}; code differences {string.Join(", ", histogram.Select(h => $"{h.Key}: {h.Value}"))}"
        );
        Assert.True(agreements == samples.Length, $"{agreements} of {samples.Length}");
        Assert.InRange(histogram.Keys.Max(k => Math.Abs(k)), 0, 1);
    }

    [SharedFact(Folder)]
    public void ReadsBothFormsAlike()
    {
        var (qdq, qop) = (Read("resnet8_qdq_u8u8"), Read("resnet8_qop_u8u8"));

        Assert.Equal(qop.Nodes.Select(Text), qdq.Nodes.Select(Text));
        Assert.Equal(
            (GraphStage.Quantized, RecordLayout.Nchw, Arithmetic.Default),
            (qdq.Stage, qdq.Layout, qdq.Arithmetic)
        );
        Assert.Equal(
            12_500_992,
            qdq.Nodes.OfType<QuantizedConv2d>()
                .Where(c => !c.IsDense && c.SourceOp == "Conv")
                .Sum(c => (long)c.Shape.Pixels * c.Weights.Length)
        );
        Assert.Equal(
            new QuantizationParameters(CodeType.Quint8, 1.0 / 64, 128),
            ((QuantizedInput)qdq.InputNode).Output
        );
        static string Text(Node n) =>
            $"{n.Name} {n.Op} {n.Shape} {((QuantizedNode)n).Output}"
            + (
                n is QuantizedConv2d c
                    ? $" {c.Window} {c.Groups} {string.Join(' ', c.Bias)} {string.Join(' ', c.Requantization.Multipliers)} {c.Clamp} {c.IsDense}"
                    : ""
            );
    }

    [SharedTheory(Folder)]
    [InlineData("resnet8_qdq_u8u8", RequantizeProfile.Wide, 12)]
    [InlineData("factorizenet_w025_dws_conv_qdq_u8s8pc", RequantizeProfile.Lean, 10)]
    public void MakesMultipliersForTheArithmetic(string model, RequantizeProfile profile, int bits)
    {
        var diagnostics = new DiagnosticBag();
        var arithmetic = new Arithmetic(RequantizeMode.HalfUp, profile, bits);
        var graph = ModelReader.Read(SharedFolder.PathOf($"{Folder}/{model}.onnx"), diagnostics, arithmetic)!;

        Assert.Equal(arithmetic, graph.Arithmetic);
        Assert.True(GraphVerifier.Verify(graph, diagnostics));
        Assert.All(
            graph.Nodes.OfType<QuantizedConv2d>().SelectMany(c => c.Requantization.Multipliers),
            m => Assert.InRange(m.Value, 1 << (bits - 1), (1 << bits) - 1)
        );
    }

    [SharedTheory(Folder)]
    [InlineData("resnet8")]
    [InlineData("resnet8_qop_u8u8")]
    [InlineData("factorizenet_w025_dws_conv_qdq_u8s8pc")]
    public void IsTheSameAfterSavingAndLoading(string model)
    {
        var graph = Read(model);
        using var first = new MemoryStream();
        ModelFile.Save(graph, first);
        first.Position = 0;
        var loaded = ModelFile.Load(first, new DiagnosticBag())!;
        using var second = new MemoryStream();
        ModelFile.Save(loaded, second);

        Assert.Equal(GraphText.Of(graph), GraphText.Of(loaded));
        Assert.True(first.ToArray().AsSpan().SequenceEqual(second.ToArray()));
    }

    private static Graph Read(string model)
    {
        var diagnostics = new DiagnosticBag();
        var graph = ModelReader.Read(SharedFolder.PathOf($"{Folder}/{model}.onnx"), diagnostics);
        Assert.Empty(diagnostics.Items.Select(d => d.ToString()));
        Assert.True(GraphVerifier.Verify(graph!, diagnostics), string.Join('\n', diagnostics.Items));
        return graph!;
    }

    private static IEnumerable<short[]> Samples(Graph graph)
    {
        var normalization = new InputNormalization(1, [128, 128, 128], [64, 64, 64]);
        var data = Dataset.Open($"cifar10:{SharedFolder.PathOf(Images)}", graph, normalization, new DiagnosticBag());
        return data!.Samples.Select(s => s.Codes!);
    }

    private static double[][] Answers(string model, string key)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(SharedFolder.PathOf($"{Folder}/ort_outputs.json")));
        var rows = json.RootElement.GetProperty("outputs").GetProperty(model).GetProperty(key);
        return [.. rows.EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.GetDouble()).ToArray())];
    }
}
