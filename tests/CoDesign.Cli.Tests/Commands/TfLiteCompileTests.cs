// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Cli.Tests.Commands;

/// <summary>TFLite models from file to artefacts, with the rewrites that the configuration turns on.</summary>
public sealed class TfLiteCompileTests
{
    private const string Model = "models/mlperf-tiny/vww/model_int8.tflite";
    private const string Extra = "data/mlperf-tiny-extra/vww/inputs.bin";

    [SharedFact(Model)]
    public void RemovesDeadChannels_AndInferGivesTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["c.yaml"], "quantization: { deadChannels: remove }\n");

        var json = Tool.Run(
                "compile",
                SharedFolder.PathOf(Model),
                "--out",
                folder["out"],
                "--config",
                folder["c.yaml"],
                "--json"
            )
            .Exits(0)
            .Json;
        Tool.Run(
                "infer",
                folder["out"],
                "--input",
                SharedFolder.PathOf("models/mlperf-tiny/vww/inputs.bin"),
                "--output",
                folder["y.bin"]
            )
            .Exits(0);

        var dead = json.GetProperty("deadChannels");
        Assert.Equal(1724, dead.GetProperty("channels").GetInt32());
        Assert.Equal(7_489_664, dead.GetProperty("macsBefore").GetInt64());
        Assert.Equal(json.GetProperty("macs").GetInt64(), dead.GetProperty("macsAfter").GetInt64());
        Assert.Equal(7_489_664 - 3_727_313, json.GetProperty("saved").GetProperty("macs").GetInt64());
        Assert.Equal(208_112 - 29_066 + (4 * 1724), json.GetProperty("saved").GetProperty("weightBytes").GetInt64());
        Assert.False(json.TryGetProperty("approximation", out _));
        Assert.Equal("tflite", json.GetProperty("arithmetic").GetProperty("mode").GetString());
        Assert.Equal(
            File.ReadAllBytes(SharedFolder.PathOf("models/mlperf-tiny/vww/outputs.bin")),
            File.ReadAllBytes(folder["y.bin"])
        );
    }

    [SharedFact(Model, Extra)]
    public void ComparesHalfUpWithTheExactArithmetic()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["c.yaml"], "quantization: { tflite: half-up }\n");

        var json = Tool.Run(
                "compile",
                SharedFolder.PathOf(Model),
                "--out",
                folder["out"],
                "--config",
                folder["c.yaml"],
                "--calibration",
                $"raw:{SharedFolder.PathOf(Extra)}",
                "--json"
            )
            .Exits(0)
            .Json;

        var approximation = json.GetProperty("approximation");
        Assert.Equal(
            ("half_up", "lean"),
            (
                json.GetProperty("arithmetic").GetProperty("mode").GetString(),
                json.GetProperty("arithmetic").GetProperty("profile").GetString()
            )
        );
        Assert.Equal(
            (30, 30),
            (approximation.GetProperty("records").GetInt32(), approximation.GetProperty("labels").GetInt32())
        );
        Assert.Equal(60, approximation.GetProperty("bytes").GetInt64());
        Assert.InRange(approximation.GetProperty("differingBytes").GetInt64(), 1, 60);
        Assert.InRange(approximation.GetProperty("sameClassRecords").GetInt32(), 29, 30);
        Assert.Equal(0.8, approximation.GetProperty("exactTop1").GetDouble(), 1e-9);
        Assert.InRange(approximation.GetProperty("top1").GetDouble(), 0.76, 0.84);
    }

    /// <summary>labels.txt stands beside inputs.bin.</summary>
    [SharedTheory("models/mlperf-tiny", "data/mlperf-tiny-extra")]
    [InlineData("ic", 23)]
    [InlineData("kws", 29)]
    [InlineData("vww", 24)]
    public void EvaluatesRawRecordsWithLabels(string model, int right)
    {
        var json = Tool.Run(
                "evaluate",
                SharedFolder.PathOf($"models/mlperf-tiny/{model}/model_int8.tflite"),
                "--data",
                $"raw:{SharedFolder.PathOf($"data/mlperf-tiny-extra/{model}/inputs.bin")}",
                "--json"
            )
            .Exits(0)
            .Json;

        Assert.Equal(30, json.GetProperty("images").GetInt32());
        Assert.Equal(100.0 * right / 30, json.GetProperty("integerTop1Percent").GetDouble(), 1e-9);
    }

    /// <summary>The score as the model's page defines it, from the reference's outputs and the dequantized inputs.</summary>
    [SharedFact("models/mlperf-tiny/ad")]
    public void AnAutoencoderHasAMeanSquaredError()
    {
        const string Folder = "models/mlperf-tiny/ad";
        var inputs = File.ReadAllBytes(SharedFolder.PathOf($"{Folder}/inputs.bin"));
        var outputs = File.ReadAllBytes(SharedFolder.PathOf($"{Folder}/outputs.bin"));
        var expected = inputs
            .Zip(outputs, (x, y) => Math.Pow((0.364498466 * ((sbyte)y - 96)) - (0.391015232 * ((sbyte)x - 89)), 2))
            .Average();

        var json = Tool.Run(
                "evaluate",
                SharedFolder.PathOf($"{Folder}/model_int8.tflite"),
                "--data",
                $"raw:{SharedFolder.PathOf($"{Folder}/inputs.bin")}",
                "--json"
            )
            .Exits(0)
            .Json;

        Assert.Equal(expected, json.GetProperty("integerMeanSquaredError").GetDouble(), 1e-6);
        Assert.False(json.TryGetProperty("integerTop1Percent", out _));
    }
}
