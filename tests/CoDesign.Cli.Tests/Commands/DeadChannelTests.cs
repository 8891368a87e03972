// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Cli.Tests.Commands;

/// <summary>Dead channels of a float ONNX model, found after quantization.</summary>
public sealed class DeadChannelTests
{
    private const int Dead = 5;
    private const string Removing = "channels: 4\npixels: 2\nquantization: { deadChannels: remove }\n";

    [Fact]
    public void AFloatModelLosesThem_KeepsItsBytes_AndReportsWhatWasSaved()
    {
        using var folder = new TemporaryFolder();
        var model = Build(folder);
        var data = NpyRecords.Write(folder["x.npy"], 16, 3, 8, 8);
        var remove = folder.Write("remove.yaml", Removing);
        var keep = folder.Write("keep.yaml", "channels: 4\npixels: 2\n");

        var kept = Compile(keep, "kept");
        var smaller = Compile(remove, "smaller");
        Tool.Run("infer", folder["kept"], "--input", data, "--output", folder["a.npy"]).Exits(0);
        Tool.Run("infer", folder["smaller"], "--input", data, "--output", folder["b.npy"]).Exits(0);

        // 3 x 3 taps of 3 channels each at 64 pixels go, and the share of the second convolution.
        const int Weights = Dead * ((9 * 3) + (9 * 6));
        var saved = smaller.GetProperty("saved");
        Assert.Equal(Dead, saved.GetProperty("channels").GetInt32());
        Assert.Equal(64 * Weights, saved.GetProperty("macs").GetInt64());
        Assert.Equal(Weights + (4 * Dead), saved.GetProperty("weightBytes").GetInt64());
        Assert.Equal(kept.GetProperty("macs").GetInt64() - (64 * Weights), smaller.GetProperty("macs").GetInt64());
        Assert.Equal(
            kept.GetProperty("weightBytes").GetInt64() - Weights - (4 * Dead),
            smaller.GetProperty("weightBytes").GetInt64()
        );
        Assert.False(kept.TryGetProperty("saved", out _));
        Assert.Equal(File.ReadAllBytes(folder["a.npy"]), File.ReadAllBytes(folder["b.npy"]));

        System.Text.Json.JsonElement Compile(string config, string output)
        {
            Tool.Run("compile", model, "--calibration", data, "--config", config, "--out", folder[output]).Exits(0);
            return System
                .Text.Json.JsonDocument.Parse(File.ReadAllText(folder[output, "report", "summary.json"]))
                .RootElement;
        }
    }

    [Fact]
    public void EstimateKnowsThemFromCalibration_AndSaysSoWithoutIt()
    {
        using var folder = new TemporaryFolder();
        var model = Build(folder);
        var data = NpyRecords.Write(folder["x.npy"], 16, 3, 8, 8);
        var remove = folder.Write("remove.yaml", Removing);
        var keep = folder.Write("keep.yaml", "channels: 4\npixels: 2\n");
        Tool.Run("compile", model, "--calibration", data, "--config", remove, "--out", folder["c"]).Exits(0);

        var kept = Tool.Run("estimate", model, "--config", keep, "--json").Exits(0);
        var bound = Tool.Run("estimate", model, "--config", remove, "--json").Exits(0);
        var calibrated = Tool.Run("estimate", model, "--config", remove, "--calibration", data, "--json").Exits(0);
        var compiled = Tool.Run("estimate", folder["c"], "--json").Exits(0);

        Assert.Contains(
            "CD0008: Without --calibration nobody knows which channels of the float model 'dead' are dead: 'deadChannels: remove' removes none here, and the figures are upper bounds. "
                + "Give --calibration DATA, or estimate the folder that 'codesign compile' wrote.",
            bound.Error,
            StringComparison.Ordinal
        );
        Assert.Equal(Cycles(kept), Cycles(bound));
        Assert.DoesNotContain("CD0008", calibrated.Error + kept.Error, StringComparison.Ordinal);
        Assert.Equal(Cycles(compiled), Cycles(calibrated));
        Assert.True(Cycles(calibrated) < Cycles(bound));
        Assert.Equal(Dead, calibrated.Json.GetProperty("saved").GetProperty("channels").GetInt32());

        static long Cycles(Tool.Result result) => result.Json.GetProperty("cycles").GetInt64();
    }

    [Fact]
    public void EstimateOfACompiledFolderTakesNoCalibration()
    {
        using var folder = new TemporaryFolder();

        var result = Tool.Run("estimate", folder.Root, "--calibration", "npy:x.npy").Exits(2);

        Assert.Contains(
            "CD0003: Option '--calibration' does not go with the compiled model",
            result.Error,
            StringComparison.Ordinal
        );
    }

    private static string Build(TemporaryFolder folder) =>
        new OnnxModel("dead", 3, 8, 8)
            .Conv(12, hasBias: false)
            .BatchNorm(Dead)
            .Relu()
            .Conv(6)
            .Relu()
            .Flatten()
            .Gemm(384, 4)
            .Save(folder.Root);
}
