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

        var json = Tool.Run("compile", SharedFolder.PathOf(Model), "--out", folder["out"], "--config", folder["c.yaml"], "--json").Exits(0).Json;
        Tool.Run("infer", folder["out"], "--input", SharedFolder.PathOf("models/mlperf-tiny/vww/inputs.bin"), "--output", folder["y.bin"]).Exits(0);

        var dead = json.GetProperty("deadChannels");
        Assert.Equal(1724, dead.GetProperty("channels").GetInt32());
        Assert.Equal(7_489_664, dead.GetProperty("macsBefore").GetInt64());
        Assert.Equal(json.GetProperty("macs").GetInt64(), dead.GetProperty("macsAfter").GetInt64());
        Assert.Equal(7_489_664 - 3_727_313, json.GetProperty("saved").GetProperty("macs").GetInt64());
        Assert.Equal(208_112 - 29_066 + (4 * 1724), json.GetProperty("saved").GetProperty("weightBytes").GetInt64());
        Assert.False(json.TryGetProperty("approximation", out _));
        Assert.Equal("tflite", json.GetProperty("arithmetic").GetProperty("mode").GetString());
        Assert.Equal(File.ReadAllBytes(SharedFolder.PathOf("models/mlperf-tiny/vww/outputs.bin")), File.ReadAllBytes(folder["y.bin"]));
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
        Assert.Equal(("half_up", "lean"), (json.GetProperty("arithmetic").GetProperty("mode").GetString(), json.GetProperty("arithmetic").GetProperty("profile").GetString()));
        Assert.Equal((30, 30), (approximation.GetProperty("records").GetInt32(), approximation.GetProperty("labels").GetInt32()));
        Assert.Equal(60, approximation.GetProperty("bytes").GetInt64());
        Assert.InRange(approximation.GetProperty("differingBytes").GetInt64(), 1, 60);
        Assert.InRange(approximation.GetProperty("sameClassRecords").GetInt32(), 29, 30);
        Assert.Equal(0.8, approximation.GetProperty("exactTop1").GetDouble(), 1e-9);
        Assert.InRange(approximation.GetProperty("top1").GetDouble(), 0.76, 0.84);
    }
}
