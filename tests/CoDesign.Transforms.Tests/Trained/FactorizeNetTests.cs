// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text.Json;
using CoDesign.Golden.Float;
using CoDesign.Golden.Integer;
using CoDesign.Golden.Kernels;
using CoDesign.Import;
using Xunit.Abstractions;

namespace CoDesign.Transforms.Tests.Trained;

/// <summary>The trained models of ../shared/models/factorizenet against ONNX Runtime's answers there.</summary>
public sealed class FactorizeNetTests(ITestOutputHelper output)
{
    private const string Models = "models/factorizenet";
    private const string Answers = "models/factorizenet/ort_outputs.json";
    private const string TestImages = "data/cifar10/test_0000_1999.bin";
    private const string CalibrationImages = "data/cifar10/calib_1024.bin";

    private static readonly InputNormalization Normalization = new(1, [128, 128, 128], [64, 64, 64]);

    [SharedTheory(Answers, TestImages)]
    [InlineData("factorizenet_w025_regular_conv")]
    [InlineData("factorizenet_w025_f2")]
    [InlineData("factorizenet_w025_f4")]
    [InlineData("factorizenet_w025_f_init2")]
    [InlineData("factorizenet_w025_dws_conv")]
    [InlineData("resnet8")]
    public void FloatLogitsEqualOnnxRuntimes(string model)
    {
        var expected = OrtLogits(model);
        var images = CifarRecords.Read(SharedFolder.PathOf(TestImages)).Take(expected.Length).ToArray();
        var imported = Import(model);
        var folded = Run(imported, PipelineOptions.Default with { StopAfter = "FoldPadding" }, null);

        foreach (var (graph, tolerance) in new[] { (imported, 1e-4), (folded, 1e-4) })
        {
            var executor = new FloatExecutor(graph);
            var worst = 0.0;
            for (var k = 0; k < images.Length; k++)
            {
                var logits = executor.Run(CifarRecords.Normalize(images[k].Codes))[graph.Output];
                worst = Math.Max(worst, logits.Zip(expected[k], (a, b) => Math.Abs(a - b)).Max());
            }

            output.WriteLine($"{model} {graph.Stage}: greatest difference {worst:G3}");
            Assert.True(worst <= tolerance, $"{model} {graph.Stage}: greatest difference {worst}");
        }
    }

    [SharedTheory(Answers, TestImages, CalibrationImages)]
    [Trait("Category", "Nightly")]
    [InlineData("factorizenet_w025_regular_conv", 81.75, 79.20)]
    [InlineData("factorizenet_w025_f2", 75.65, 72.35)]
    [InlineData("factorizenet_w025_f4", 75.10, 71.10)]
    [InlineData("factorizenet_w025_f_init2", 74.80, 72.05)]
    [InlineData("factorizenet_w025_dws_conv", 77.90, 73.10)]
    public void IntegerTop1IsWithinHalfAPointOfOnnxRuntimes(string model, double _, double expected)
    {
        var watch = Stopwatch.StartNew();
        var graph = Quantize(model, 1024, new());
        var calibration = watch.Elapsed;
        var images = CifarRecords.Read(SharedFolder.PathOf(TestImages)).ToArray();
        var correct = new FastExecutor(graph)
            .RunAll(images.Select(image => image.Codes), values => IndexOfMaximum(values[graph.Output]))
            .Zip(images, (index, image) => index == image.Label)
            .Count(hit => hit);
        var top1 = 100.0 * correct / images.Length;
        output.WriteLine(
            $"{model}: {top1:F2} %, expected {expected:F2}; calibration {calibration.TotalSeconds:F1} s, all {watch.Elapsed.TotalSeconds:F1} s"
        );

        Assert.Equal(2000, images.Length);
        Assert.InRange(top1, expected - 0.5, expected + 0.5);
    }

    /// <summary>Every value of a whole network, kernels against plain loops.</summary>
    [SharedTheory(Answers, TestImages, CalibrationImages)]
    [InlineData("factorizenet_w025_regular_conv")]
    [InlineData("factorizenet_w025_f2")]
    [InlineData("factorizenet_w025_f4")]
    [InlineData("factorizenet_w025_f_init2")]
    [InlineData("factorizenet_w025_dws_conv")]
    [InlineData("resnet8")]
    public void KernelsEqualThePlainLoopsOnEveryValue(string model)
    {
        var graph = Quantize(model, 4, new());
        var (plain, fast) = (new IntegerExecutor(graph), new FastExecutor(graph));
        foreach (var (_, codes) in CifarRecords.Read(SharedFolder.PathOf(TestImages)).Take(2))
        {
            var (expected, actual) = (plain.Run(codes), fast.Run(codes));
            Assert.All(graph.Nodes, node => Assert.Equal(expected[node.Name], actual[node.Name]));
        }
    }

    /// <summary>A small share of the nightly check: the integer model names the class that the float model names on at least 28 of 32 images.</summary>
    [SharedTheory(Answers, TestImages, CalibrationImages)]
    [InlineData("factorizenet_w025_dws_conv", WeightScheme.UnsignedPerTensor)]
    [InlineData("factorizenet_w025_dws_conv", WeightScheme.SignedPerChannel)]
    [InlineData("factorizenet_w025_f_init2", WeightScheme.UnsignedPerTensor)]
    [InlineData("resnet8", WeightScheme.SignedPerChannel)]
    public void IntegerModelAgreesWithFloatModel(string model, WeightScheme weights)
    {
        var imported = Import(model);
        var graph = Quantize(model, 32, new(0.1, weights));
        var executor = new FastExecutor(graph);
        var real = new FloatExecutor(imported);
        var images = CifarRecords.Read(SharedFolder.PathOf(TestImages)).Take(32);

        var agreed = images.Count(image =>
            IndexOfMaximum(executor.Run(image.Codes)[graph.Output])
            == IndexOfMaximum(real.Run(CifarRecords.Normalize(image.Codes))[imported.Output])
        );

        output.WriteLine($"{model} {weights}: {agreed} of 32");
        Assert.InRange(agreed, 28, 32);
    }

    [SharedFact(CalibrationImages)]
    public void InputCodesAreThePixels_ForTheNormalizationOfTheseModels()
    {
        var input = (QuantizedNode)Quantize("factorizenet_w025_dws_conv", 1, new()).InputNode;

        Assert.Equal(new QuantizationParameters(CodeType.Quint8, 1.0 / 64, 128), input.Output);
    }

    /// <summary>
    /// Against ONNX Runtime's answers for its own quantization of the same model: ranges and roundings differ a little, classes seldom do.
    /// </summary>
    [SharedTheory(Answers, TestImages, CalibrationImages)]
    [Trait("Category", "Nightly")]
    [InlineData("factorizenet_w025_regular_conv")]
    [InlineData("factorizenet_w025_f2")]
    [InlineData("factorizenet_w025_f4")]
    [InlineData("factorizenet_w025_f_init2")]
    [InlineData("factorizenet_w025_dws_conv")]
    [InlineData("resnet8")]
    public void IntegerLogitsFollowOnnxRuntimesQuantizedLogits(string model)
    {
        var expected = OrtLogits(model + "_qop_u8u8");
        var graph = Quantize(model, 1024, new());
        var type = ((QuantizedNode)graph[graph.Output]).Output;
        var images = CifarRecords
            .Read(SharedFolder.PathOf(TestImages))
            .Take(expected.Length)
            .Select(image => image.Codes);

        var logits = new FastExecutor(graph)
            .RunAll(images, values => values[graph.Output].Select(code => type.Dequantize(code)).ToArray())
            .ToArray();

        var steps = logits
            .Zip(expected)
            .SelectMany(pair => pair.First.Zip(pair.Second, (a, b) => Math.Abs(a - b) / type.Scale))
            .ToArray();
        var agreed = logits.Zip(expected).Count(pair => IndexOfMaximum(pair.First) == IndexOfMaximum(pair.Second));
        output.WriteLine(
            $"{model}: same class on {agreed} of {expected.Length} images; difference {steps.Average():F2} steps in the mean, {steps.Max():F1} at most"
        );
        Assert.InRange(agreed, 15, 16);
        Assert.InRange(steps.Average(), 0, 0.5);
        Assert.InRange(steps.Max(), 0, 2.01);
    }

    private static Graph Quantize(string model, int records, QuantizationConfiguration quantization)
    {
        var calibration = CifarRecords
            .Read(SharedFolder.PathOf(CalibrationImages))
            .Take(records)
            .Select(image => CifarRecords.Normalize(image.Codes));
        return Run(
            Import(model),
            PipelineOptions.Default with
            {
                Normalization = Normalization,
                Quantization = quantization,
            },
            calibration
        );
    }

    private static Graph Run(Graph graph, PipelineOptions options, IEnumerable<double[]>? calibration)
    {
        var bag = new DiagnosticBag();
        var result = Pipeline.Run(graph, options, calibration, bag);
        Assert.Empty(bag.Items.Select(item => item.ToString()));
        return result!;
    }

    private static Graph Import(string model)
    {
        var bag = new DiagnosticBag();
        var graph = ModelReader.Read(SharedFolder.PathOf($"{Models}/{model}.onnx"), bag);
        Assert.Empty(bag.Items.Select(item => item.ToString()));
        return graph!;
    }

    private static double[][] OrtLogits(string model)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(SharedFolder.PathOf(Answers)));
        return
        [
            .. json
                .RootElement.GetProperty("outputs")
                .GetProperty(model)
                .GetProperty("logits")
                .EnumerateArray()
                .Select(row => row.EnumerateArray().Select(value => value.GetDouble()).ToArray()),
        ];
    }

    private static int IndexOfMaximum<T>(T[] values) => Array.IndexOf(values, values.Max());
}
