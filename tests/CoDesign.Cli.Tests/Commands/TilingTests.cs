// SPDX-License-Identifier: Apache-2.0
using Xunit.Abstractions;

namespace CoDesign.Cli.Tests.Commands;

/// <summary>Networks whose feature maps do not fit the banks, through the buses: bands of rows from memory and back.</summary>
public sealed class TilingTests(ITestOutputHelper output) : IDisposable
{
    // Words of a bank; the network needs 217.
    private const int BankDepth = 70;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The second image is run with random latency, gaps and stalls everywhere. On 256 bits a beat holds eight words, so bands begin and end inside beats.</summary>
    [ToolTheory("iverilog", "vvp")]
    [InlineData("{ width: 32, stream: 2, burst: 4 }")]
    [InlineData("{ width: 256, address: 64 }")]
    public void EveryBandEqualsTheIntegerModel(string bus)
    {
        var compiled = Compile(bus);

        var json = Tool.Run("verify", compiled, "--json").Exits(0).Json;

        Assert.Equal(0, json.GetProperty("mismatchingWords").GetInt64());
        Assert.Equal(
            ["conv2d", "conv2d", "add", "max_pool", "conv2d", "dense"],
            json.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("op").GetString())
        );
        var cycles = json.GetProperty("cycles").GetInt64();
        var estimated = Summary(compiled).GetProperty("cycles").GetInt64();
        output.WriteLine($"bus {bus}: {cycles} cycles, {estimated} estimated");
        Assert.InRange(estimated, cycles * 0.98, cycles * 1.02);
    }

    [ToolFact("iverilog", "vvp")]
    public void ComparesAllBandsOfOneLayer()
    {
        var compiled = Compile("{ width: 64 }");
        var layer = Summary(compiled).GetProperty("layers")[1];
        Assert.True(layer.GetProperty("bands").GetInt32() > 2);

        var json = Tool.Run(
                "verify",
                compiled,
                "--count",
                "1",
                "--layer",
                layer.GetProperty("name").GetString()!,
                "--json"
            )
            .Exits(0)
            .Json;

        Assert.True(json.GetProperty("comparedBytes").GetInt64() >= 16 * 6 * 8);
    }

    /// <summary>After each fault the status must tell it, and everything from the first image on must be right.</summary>
    [ToolFact("iverilog", "vvp")]
    public void RecoversFromFaultsOfTransfers()
    {
        var compiled = Compile("{ width: 64, timeout: 2000 }");
        (string Fault, string Status)[] faults =
        [
            ("+slverr=100", "value=00000015"),
            ("+late_last=100", "value=00000015"),
            ("+dead=100", "value=00000025"),
            ("+write_slverr=0", "value=00000015"),
            ("+write_slverr=9", "value=00000015"),
            ("+write_dead=6", "value=00000025"),
            ("+soft_reset=1500", "value=soft_reset"),
            ("+soft_reset=2500", "value=soft_reset"),
        ];
        foreach (var (fault, status) in faults)
        {
            var (outcome, text) = BusRun.WithFault(compiled, fault, 1, 0);
            Assert.True(outcome is { MismatchingWords: 0, FailureCycle: null }, $"{fault}: {text}");
            Assert.True(text.Contains($"STATUS {status} frame=0", StringComparison.Ordinal), $"{fault}: {text}");
            Assert.Contains("FRAME frame=0", text, StringComparison.Ordinal);
        }
    }

    [ToolFact("iverilog", "vvp")]
    public void ReportsATransferThatReadsTheWrongRows()
    {
        var compiled = Compile("{ width: 32 }");
        var list = Path.Combine(compiled, "rtl", "inputs.hex");
        var lines = File.ReadAllLines(list);
        lines[2] = $"{UInt128.Parse(lines[2], System.Globalization.NumberStyles.HexNumber) - 1:x18}";
        File.WriteAllLines(list, lines);

        Tool.Run("verify", compiled, "--count", "1").Exits(1);
    }

    [Fact]
    public void SummaryTellsBandsAndBytes()
    {
        var summary = Summary(Compile("{ width: 64 }"));

        var tiling = summary.GetProperty("tiling");
        Assert.True(tiling.GetProperty("scratchBytes").GetInt64() >= 16 * 6 * 8);
        Assert.True(tiling.GetProperty("transferBytes").GetInt64() > tiling.GetProperty("scratchBytes").GetInt64());
        Assert.True(tiling.GetProperty("segments").GetArrayLength() > 1);
        Assert.Equal(
            summary.GetProperty("layers").GetArrayLength(),
            tiling.GetProperty("segments").EnumerateArray().Sum(s => s.GetProperty("layers").GetArrayLength())
        );
        Assert.Equal(16 * 6 * 8 * 27, summary.GetProperty("layers")[0].GetProperty("macs").GetInt64());
    }

    /// <summary>An image of 224 x 224 on 128 KB of banks; its first map alone would take 100 KB of each of the eight.</summary>
    [Trait("Category", "Nightly")]
    [ToolFact("verilator", "g++", "make")]
    public void LargeImageRunsInBands_Nightly()
    {
        var model = new OnnxModel("large", 3, 224, 224)
            .Conv(16, stride: 2)
            .Relu()
            .Conv(16, groups: 16)
            .Relu()
            .Conv(32, kernel: 1)
            .Relu()
            .MaxPool(2)
            .Conv(32, stride: 2)
            .Relu()
            .Save(_folder.Root);
        var calibration = NpyRecords.Write(_folder["large.npy"], 1, 3, 224, 224);
        var config = _folder.Write("large.yaml", "bankDepth: 1024\nweights: memory\nbus: { width: 128 }\n");
        Tool.Run("compile", model, "--calibration", calibration, "--config", config, "--out", _folder["large"])
            .Exits(0);

        var json = BusRun.Measured(_folder["large"], output);

        var cycles = json.GetProperty("cycles").GetInt64();
        var summary = Summary(_folder["large"]);
        var estimated = summary.GetProperty("cycles").GetInt64();
        output.WriteLine($"{cycles} cycles, {estimated} estimated, {summary.GetProperty("tiling")}");
        Assert.InRange(estimated, cycles * 0.98, cycles * 1.02);
    }

    private System.Text.Json.JsonElement Summary(string compiled) =>
        System
            .Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(compiled, "report", "summary.json")))
            .RootElement;

    private string Compile(string bus)
    {
        var network = new OnnxModel("tiled", 3, 16, 6).Conv(8).Relu();
        var first = network.Value;
        var model = network
            .Conv(8)
            .Relu()
            .Add(first)
            .Relu()
            .MaxPool(2)
            .Conv(12, stride: 2)
            .Flatten()
            .Gemm(12 * 4 * 2, 5)
            .Save(_folder.Root);
        var calibration = NpyRecords.Write(_folder["calibration.npy"], 2, 3, 16, 6);
        var config = _folder.Write(
            "system.yaml",
            $"channels: 4\npixels: 2\nbankDepth: {BankDepth}\nweights: memory\nbus: {bus}\n"
        );
        Tool.Run("compile", model, "--calibration", calibration, "--config", config, "--out", _folder["compiled"])
            .Exits(0);
        return _folder["compiled"];
    }
}
