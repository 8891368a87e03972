// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using Xunit.Abstractions;

namespace CoDesign.Cli.Tests.Foreign;

/// <summary>
/// Random foreign ONNX models on random engines through the command line: estimate, compile, the emitted sources and the RTL in a real simulator. Every byte equal; cycles of the frame and, with weights on the chip, of every layer as estimated. What cannot be
/// compiled ends with coded diagnostics and leaves nothing behind.
/// </summary>
public sealed class ForeignSimulationTests(ITestOutputHelper output)
{
    private const int Records = 3;
    private const int SlackCycles = 8;

    [ToolTheory("iverilog", "vvp", "gcc", "make")]
    [InlineData(0, 2, 4_000)]
    public void FewNetworks(int first, int count, long macs) => Check(first, count, macs, "icarus", "c");

    [Trait("Category", "Nightly")]
    [ToolTheory("iverilog", "vvp", "g++", "make")]
    [InlineData(1000, 60, 60_000)]
    public void ManyNetworksInIcarus(int first, int count, long macs) =>
        Check(first, count, macs, "icarus", "c", "hls");

    [Trait("Category", "Nightly")]
    [ToolTheory("verilator", "g++", "make")]
    [InlineData(2000, 20, 3_000_000)]
    public void LargerNetworksInVerilator(int first, int count, long macs) =>
        Check(first, count, macs, "verilator", "c");

    private void Check(int first, int count, long macs, string simulator, params string[] targets)
    {
        var failures = new List<string>();
        for (var seed = first; seed < first + count; seed++)
        {
            var network = RandomOnnxNetwork.Create(seed, macs);
            var configuration = RandomConfiguration.Create(seed);
            var text = $"seed {seed}: {configuration.ReplaceLineEndings("; ")}{string.Join(", ", network.Description)}";
            try
            {
                output.WriteLine($"{CheckOne(network, configuration, seed, simulator, targets)} | {text}");
            }
            catch (Xunit.Sdk.XunitException failure)
            {
                failures.Add($"{text}\n{failure.Message}");
            }
        }

        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
    }

    private static string CheckOne(
        RandomOnnxNetwork network,
        string configuration,
        int seed,
        string simulator,
        string[] targets
    )
    {
        using var folder = new TemporaryFolder();
        var model = network.Save(folder.Root);
        var records = NpyRecords.Write(folder["records.npy"], Values(network, seed), [Records, .. network.Record]);
        var yaml = folder.Write("engine.yaml", configuration);
        var compiled = folder["compiled"];

        var estimate = Tool.Run("estimate", model, "--config", yaml, "--json");
        var compile = Tool.Run([
            "compile",
            model,
            "--calibration",
            $"npy:{records}",
            "--config",
            yaml,
            "--out",
            compiled,
            "--json",
        ]);
        if (compile.ExitCode != 0)
        {
            compile.Exits(2);
            Assert.Matches("CD[1-5][0-9]{3}: ", compile.Error);
            Assert.False(Path.Exists(compiled), "A failed compile left its folder.");
            return compile.Error.Split('\n')[0];
        }

        var cycles = compile.Json.GetProperty("cycles").GetInt64();
        // Which channels are dead, only the calibrated model knows.
        if (!configuration.Contains("deadChannels: remove", StringComparison.Ordinal))
            Assert.Equal(cycles, estimate.Exits(0).Json.GetProperty("cycles").GetInt64());
        foreach (var target in targets)
            Tool.Run("verify", compiled, "--target", target, "--input", $"npy:{records}").Exits(0);
        var verify = Tool.Run(["verify", compiled, "--simulator", simulator, "--input", $"npy:{records}", "--json"])
            .Exits(0)
            .Json;
        Near(cycles, verify.GetProperty("cycles").GetInt64(), "the frame");
        // Where weights arrive during the frame, a layer's first steps may wait for words that the estimate counts in the layer before.
        if (
            configuration.Contains("weights: stream", StringComparison.Ordinal)
            || configuration.Contains("weights: memory", StringComparison.Ordinal)
        )
            return $"{cycles} cycles";
        foreach (var layer in verify.GetProperty("layers").EnumerateArray())
            Near(Number(layer, "estimatedCycles"), Number(layer, "cycles"), layer.GetProperty("name").GetString());
        return $"{cycles} cycles";
    }

    /// <summary>Within 2 %, or <see cref="SlackCycles"/> cycles where that is more.</summary>
    private static void Near(long estimated, long measured, string? what) =>
        Assert.True(
            Math.Abs(estimated - measured) <= Math.Max(SlackCycles, 0.02 * measured),
            $"{what}: {measured} cycles, {estimated} estimated"
        );

    private static long Number(JsonElement layer, string key) =>
        layer.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : 0;

    private static float[] Values(RandomOnnxNetwork network, int seed)
    {
        var random = new Random(seed);
        var count = Records * network.Record.Aggregate(1, (a, b) => a * b);
        return [.. Enumerable.Range(0, count).Select(_ => (3 * random.NextSingle()) - 1)];
    }
}
