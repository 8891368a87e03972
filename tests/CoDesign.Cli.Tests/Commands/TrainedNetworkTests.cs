// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Xunit.Abstractions;

namespace CoDesign.Cli.Tests.Commands;

/// <summary>
/// All trained networks of ../shared through compile and <c>verify --target all</c>: C#, C, HLS C++ and RTL give the same bytes in every value. One test, so that its
/// table stands together in the output.
/// </summary>
public sealed class TrainedNetworkTests(ITestOutputHelper output)
{
    private const string Factorized = "models/factorizenet";
    private const string MlPerf = "models/mlperf-tiny";
    private const string Calibration = "data/cifar10/calib_1024.bin";

    private static readonly string[] Networks =
    [
        $"{Factorized}/factorizenet_w025_regular_conv.onnx",
        $"{Factorized}/factorizenet_w025_f2.onnx",
        $"{Factorized}/factorizenet_w025_f4.onnx",
        $"{Factorized}/factorizenet_w025_f_init2.onnx",
        $"{Factorized}/factorizenet_w025_dws_conv.onnx",
        $"{Factorized}/resnet8.onnx",
        $"{MlPerf}/ic/model_int8.tflite",
        $"{MlPerf}/kws/model_int8.tflite",
        $"{MlPerf}/vww/model_int8.tflite",
        $"{MlPerf}/ad/model_int8.tflite",
    ];

    [ToolFact(
        "verilator",
        "g++",
        "gcc",
        "make",
        Shared = [Factorized + "/resnet8.onnx", MlPerf + "/ad/model_int8.tflite", Calibration]
    )]
    [Trait("Category", "Nightly")]
    public void AllTargetsGiveTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        var config = folder.Write("input.yaml", "input: { scale: 1, mean: [128, 128, 128], std: [64, 64, 64] }\n");
        output.WriteLine($"{"network", -34} {"values", 6} {"bytes each", 11}  rtl c   hls");
        foreach (var network in Networks)
        {
            var path = SharedFolder.PathOf(network);
            var name = network.StartsWith(MlPerf, StringComparison.Ordinal)
                ? $"MLPerf Tiny {Path.GetFileName(Path.GetDirectoryName(path))}"
                : Path.GetFileNameWithoutExtension(path);
            var target = folder[Path.GetRandomFileName()];
            string[] options =
                Path.GetExtension(path) == ".onnx"
                    ? ["--calibration", $"cifar10:{SharedFolder.PathOf(Calibration)}", "--config", config]
                    : [];
            Tool.Run(["compile", path, "--out", target, .. options]).Exits(0);

            var json = Tool.Run("verify", target, "--target", "all", "--simulator", "verilator", "--json")
                .Exits(0)
                .Json;

            var layers = json.GetProperty("layers").EnumerateArray().ToList();
            var bytes = json.GetProperty("results")
                .EnumerateArray()
                .Max(result => result.GetProperty("comparedBytes").GetInt64());
            string Cell(string executor) =>
                layers.All(layer => layer.GetProperty(executor).GetBoolean()) ? "=" : "differs";
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name, -34} {layers.Count, 6} {bytes, 11:N0}  {Cell("rtl"), -3} {Cell("c"), -3} {Cell("hls")}"
                )
            );
            Assert.NotEmpty(layers);
            Directory.Delete(target, recursive: true);
        }
    }
}
