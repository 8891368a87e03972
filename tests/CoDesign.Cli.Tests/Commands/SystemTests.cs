// SPDX-License-Identifier: Apache-2.0
using Xunit.Abstractions;

namespace CoDesign.Cli.Tests.Commands;

/// <summary>Whole networks through the buses: AXI4-Lite, AXI4 memory, AXI4-Streams.</summary>
[Collection(CompiledGroup.Name)]
public sealed class SystemTests(CompiledFixture fixture, ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [ToolTheory("iverilog", "vvp")]
    [InlineData("weights: memory\nbus: { width: 32, stream: 1, burst: 4 }")]
    [InlineData("weights: memory\nbus: { width: 256, address: 64, stream: 4 }")]
    [InlineData("bus: { stream: 2 }")]
    public void FindsNoMismatchThroughTheBuses(string bus)
    {
        var json = Tool.Run("verify", Compile(bus), "--json").Exits(0).Json;

        Assert.Equal(0, json.GetProperty("mismatchingWords").GetInt64());
        Assert.True(json.GetProperty("comparedBytes").GetInt64() >= 2 * ((4 * 512) + 128 + 96 + 5 + 5));
    }

    /// <summary>After each fault the status must tell it, and everything from the first image on must be right.</summary>
    [ToolFact("iverilog", "vvp")]
    public void RecoversFromFaultsInTheMiddleOfAFrame()
    {
        var compiled = Compile("weights: memory\nbus: { width: 64, timeout: 2000 }");
        (string Fault, string Status)[] faults =
        [
            ("+slverr=0", "value=00000015"),
            ("+slverr=101", "value=00000015"),
            ("+early_last=60", "value=00000015"),
            ("+late_last=50", "value=00000015"),
            ("+dead=77", "value=00000025"),
            ("+soft_reset=900", "value=soft_reset"),
            ("+hard_reset=1100", ""),
        ];
        foreach (var (fault, status) in faults)
        {
            var (outcome, text) = BusRun.WithFault(compiled, fault, int.MaxValue, 1);
            Assert.True(outcome is { MismatchingWords: 0, FailureCycle: null }, $"{fault}: {text}");
            if (status.Length > 0)
                Assert.True(text.Contains($"STATUS {status} frame=0", StringComparison.Ordinal), $"{fault}: {text}");
            Assert.Contains("FRAME frame=1", text, StringComparison.Ordinal);
        }
    }

    /// <summary>Bursts of one beat fill the memory's queue, so an address waits when the bus dies; the timeout is the default one, longer than a hang without it.</summary>
    [ToolFact("iverilog", "vvp")]
    public void RecoversFromADeadBusThatTakesNoAddress()
    {
        var compiled = Compile("weights: memory\nbus: { width: 32, burst: 1 }");

        var (outcome, text) = BusRun.WithFault(compiled, "+dead=77", int.MaxValue, 1);

        Assert.True(outcome is { MismatchingWords: 0, FailureCycle: null }, text);
        Assert.Contains("STATUS value=00000025 frame=0", text, StringComparison.Ordinal);
        Assert.Contains("FRAME frame=1", text, StringComparison.Ordinal);
    }

    [ToolFact("iverilog", "vvp")]
    public void ReportsAWrongWeightInMemory()
    {
        var compiled = Compile("weights: memory\nbus: { width: 32 }");
        var memory = Path.Combine(compiled, "rtl", "memory.hex");
        var lines = File.ReadAllLines(memory);
        // The last weight of the first block: a header, seven records and the words of the block before it.
        var last = 1 + 7 + 27 - 1;
        lines[last] = $"{Convert.ToUInt32(lines[last], 16) ^ 0x40404040:x8}";
        File.WriteAllLines(memory, lines);

        var result = Tool.Run("verify", compiled, "--count", "1").Exits(1);

        Assert.Contains("CD6010", result.Error, StringComparison.Ordinal);
    }

    /// <summary>Issue to issue, drain included, 128-bit bus, 10 cycles from address to data; the peer measured at the same point reaches 97.4 %.</summary>
    [ToolFact("verilator", "g++", "make")]
    public void ConvolutionWithWeightsInMemoryRunsAtFullRate()
    {
        var model = new OnnxModel("conv64", 64, 16, 16).Conv(64).Save(_folder.Root);
        var calibration = NpyRecords.Write(_folder["calibration64.npy"], 1, 64, 16, 16);
        var config = _folder.Write("conv64.yaml", "weights: memory\nbus: { width: 128 }\n");
        Tool.Run("compile", model, "--calibration", calibration, "--config", config, "--out", _folder["conv64"])
            .Exits(0);

        var json = BusRun.Measured(_folder["conv64"], output);

        var layer = json.GetProperty("layers")[0];
        var utilization = layer.GetProperty("macUtilization").GetDouble();
        Assert.Equal(9_437_184, layer.GetProperty("macs").GetInt64());
        Assert.InRange(utilization, 0.98, 1);
    }

    /// <summary>4 MB of weights, far more than the ring: all of them come over the bus in every frame. Dense layers take a beat a cycle, which is their bound.</summary>
    [Trait("Category", "Nightly")]
    [ToolFact("verilator", "g++", "make")]
    public void FullWidthFactorizeNetRunsFromMemory_Nightly()
    {
        var architecture = TestPaths.InRepository("examples", "factorizenet_architecture.yaml");
        Tool.Run("factorize", architecture, "--rates", "1", "--onnx", "--out", _folder["points"]).Exits(0);
        var model = Directory.GetFiles(Path.Combine(_folder["points"], "models"), "*.onnx").Single();
        var calibration = NpyRecords.Write(_folder["calibration.npy"], 4, 3, 32, 32);
        var config = _folder.Write("memory.yaml", "weights: memory\nbus: { width: 128 }\n");
        Tool.Run("compile", model, "--calibration", calibration, "--config", config, "--out", _folder["full"]).Exits(0);

        var json = Tool.Run("verify", _folder["full"], "--simulator", "verilator", "--count", "2", "--json")
            .Exits(0)
            .Json;

        Assert.Equal(0, json.GetProperty("mismatchingWords").GetInt64());
        var layers = json.GetProperty("layers").EnumerateArray().ToArray();
        BusRun.Print(json, output);
        Assert.Equal(268_116_608, layers.Sum(layer => layer.GetProperty("macs").GetInt64()));
        Assert.All(
            layers.Where(layer => layer.GetProperty("op").GetString() == "conv2d"),
            layer => Assert.InRange(layer.GetProperty("macUtilization").GetDouble(), 0.999, 1)
        );
        // 16,384 words for each of 8 output blocks, a word of 16 bytes a cycle.
        var dense = layers.First(layer => layer.GetProperty("op").GetString() == "dense");
        Assert.InRange(dense.GetProperty("cycles").GetInt64(), 131_072, 131_200);
    }

    private string Compile(string bus)
    {
        var config = _folder.Write("system.yaml", $"channels: 4\npixels: 2\n{bus}\n");
        var compiled = _folder["compiled"];
        Tool.Run("compile", fixture.Model, "--calibration", fixture.Calibration, "--config", config, "--out", compiled)
            .Exits(0);
        return compiled;
    }
}
