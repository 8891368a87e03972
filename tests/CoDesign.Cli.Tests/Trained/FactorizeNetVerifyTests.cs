// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Json;
using Xunit.Abstractions;

namespace CoDesign.Cli.Tests.Trained;

/// <summary>
/// The trained networks of ../shared/models/factorizenet through the commands: compiled, cosimulated in both simulators with stalls off and on, evaluated on 2,000 images, compared with
/// ONNX Runtime's own answers. Each network adds its line to <c>artifacts/test-results/tables/factorizenet.txt</c>, which <c>./build.sh nightly</c> prints.
/// </summary>
[Trait("Category", "Nightly")]
public sealed class FactorizeNetVerifyTests(ITestOutputHelper output)
{
    private const string Models = "models/factorizenet";
    private const string Answers = $"{Models}/ort_outputs.json";
    private const string TestImages = "data/cifar10/test_0000_1999.bin";
    private const string CalibrationImages = "data/cifar10/calib_1024.bin";
    private const string Header =
        "network         cycles  estimated  verilator 4, no stalls  stalls  icarus 1, no stalls  stalls  top-1 %  ONNX Runtime %  same class as ONNX Runtime";

    [SharedTheory(Answers, TestImages, CalibrationImages)]
    [InlineData("regular_conv", 79.20)]
    [InlineData("f2", 72.35)]
    [InlineData("f4", 71.10)]
    [InlineData("f_init2", 72.05)]
    [InlineData("dws_conv", 73.10)]
    public void EveryLayerIsBitExactAndTop1IsOnnxRuntimes(string network, double expectedTop1)
    {
        using var folder = new TemporaryFolder();
        var compiled = folder["compiled"];
        var images = $"cifar10:{SharedFolder.PathOf(TestImages)}";
        string[] compile =
        [
            "compile",
            SharedFolder.PathOf($"{Models}/factorizenet_w025_{network}.onnx"),
            "--out",
            compiled,
        ];
        Tool.Run([
                .. compile,
                "--calibration",
                $"cifar10:{SharedFolder.PathOf(CalibrationImages)}",
                "--config",
                TestPaths.InRepository("examples", "factorizenet.yaml"),
            ])
            .Exits(0);

        var quiet = Verify(compiled, images, "verilator", 4, "off");
        var stalled = Verify(compiled, images, "verilator", 4, "on");
        var quietIcarus = Verify(compiled, images, "icarus", 1, "off");
        var stalledIcarus = Verify(compiled, images, "icarus", 1, "on");
        var simulated = quiet.GetProperty("cycles").GetInt64();
        var estimated = Tool.Run("estimate", compiled, "--json").Exits(0).Json.GetProperty("cycles").GetInt64();
        var top1 = Tool.Run("evaluate", compiled, "--data", images, "--json")
            .Exits(0)
            .Json.GetProperty("integerTop1Percent")
            .GetDouble();
        var (agreed, answers) = Agreement(network, compiled, folder["images.npy"], folder["logits.npy"]);

        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{network, -12} {simulated, 9:N0}  {estimated, 9:N0}  {Bytes(quiet), 23}  {Bytes(stalled), 6}  {Bytes(quietIcarus), 19}  {Bytes(stalledIcarus), 6}  {top1, 7:F2}  {expectedTop1, 14:F2}  {agreed} of {answers}"
        );
        output.WriteLine(Header);
        output.WriteLine(line);
        Append(line);
        Assert.InRange((double)estimated / simulated, 0.98, 1.02);
        Assert.InRange(top1, expectedTop1 - 0.5, expectedTop1 + 0.5);
        Assert.InRange(agreed, answers - 1, answers);
    }

    private static JsonElement Verify(string compiled, string images, string simulator, int count, string stalls)
    {
        var json = Tool.Run(
                "verify",
                compiled,
                "--simulator",
                simulator,
                "--input",
                images,
                "--count",
                $"{count}",
                "--stalls",
                stalls,
                "--json"
            )
            .Exits(0)
            .Json;
        Assert.Equal(0, json.GetProperty("mismatchingWords").GetInt64());
        Assert.Equal(count, json.GetProperty("images").GetInt32());
        return json;
    }

    private static string Bytes(JsonElement verified) => $"0/{verified.GetProperty("comparedBytes").GetInt64()}";

    /// <summary>On how many of the images whose answers are stored our integer model names the class that ONNX Runtime's names.</summary>
    private static (int Agreed, int Answers) Agreement(string network, string compiled, string input, string logits)
    {
        using var answers = JsonDocument.Parse(File.ReadAllText(SharedFolder.PathOf(Answers)));
        int[] expected =
        [
            .. answers
                .RootElement.GetProperty("outputs")
                .GetProperty($"factorizenet_w025_{network}_qop_u8u8")
                .GetProperty("logits")
                .EnumerateArray()
                .Select(row => IndexOfMaximum([.. row.EnumerateArray().Select(value => value.GetSingle())])),
        ];
        const int recordBytes = 3072;
        var file = File.ReadAllBytes(SharedFolder.PathOf(TestImages));
        var records = Enumerable
            .Range(0, expected.Length)
            .SelectMany(image => file.Skip((image * (recordBytes + 1)) + 1).Take(recordBytes))
            .Select(pixel => (pixel - 128) / 64f);
        NpyRecords.Write(input, [.. records], expected.Length, 3, 32, 32);
        Tool.Run("infer", compiled, "--input", input, "--output", logits).Exits(0);
        var (values, shape) = NpyRecords.Read(logits);
        Assert.Equal([expected.Length, 10], shape);
        return (
            values.Chunk(10).Select(IndexOfMaximum).Zip(expected).Count(pair => pair.First == pair.Second),
            expected.Length
        );
    }

    private static int IndexOfMaximum(float[] values) => Array.IndexOf(values, values.Max());

    private static void Append(string line)
    {
        var path = TestPaths.InRepository("artifacts", "test-results", "tables", "factorizenet.txt");
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "");
        if (!File.Exists(path))
            File.WriteAllText(path, Header + "\n");
        File.AppendAllText(path, line + "\n");
    }
}
