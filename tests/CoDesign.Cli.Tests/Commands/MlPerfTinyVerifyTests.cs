// SPDX-License-Identifier: Apache-2.0
using Xunit.Abstractions;

namespace CoDesign.Cli.Tests.Commands;

/// <summary>
/// The MLPerf Tiny networks whole in hardware at 16 x 8 lanes: every layer of every input byte for byte. The removal of dead channels changes vww only, so the others stand once.
/// Prints the cycles of the first input.
/// </summary>
[Trait("Category", "Nightly")]
public sealed class MlPerfTinyVerifyTests(ITestOutputHelper output)
{
    private const string Folder = "models/mlperf-tiny";

    [ToolTheory("verilator", "g++", "make", Shared = [Folder])]
    [InlineData("ic", "keep")]
    [InlineData("kws", "keep")]
    [InlineData("vww", "keep")]
    [InlineData("vww", "remove")]
    [InlineData("ad", "keep")]
    public void AllInputs_InVerilator(string model, string deadChannels) =>
        Verify(model, deadChannels, "verilator", 10, 8);

    [ToolTheory("iverilog", "vvp", Shared = [Folder])]
    [InlineData("ic", "keep")]
    [InlineData("kws", "keep")]
    [InlineData("vww", "keep")]
    [InlineData("vww", "remove")]
    [InlineData("ad", "keep")]
    public void OneInput_InIcarus(string model, string deadChannels) => Verify(model, deadChannels, "icarus", 1, 0);

    private void Verify(string model, string deadChannels, string simulator, int inputs, int stress)
    {
        using var folder = new TemporaryFolder();
        var config = folder.Write("c.yaml", $"quantization: {{ deadChannels: {deadChannels} }}\n");
        var real = File.ReadAllBytes(SharedFolder.PathOf($"{Folder}/{model}/inputs.bin"));
        var synthetic = File.ReadAllBytes(SharedFolder.PathOf($"{Folder}/{model}/stress_inputs.bin"));
        File.WriteAllBytes(
            folder["x.bin"],
            [.. real[..(inputs * real.Length / 10)], .. synthetic[..(stress * synthetic.Length / 8)]]
        );
        Tool.Run(
                "compile",
                SharedFolder.PathOf($"{Folder}/{model}/model_int8.tflite"),
                "--config",
                config,
                "--out",
                folder["out"]
            )
            .Exits(0);

        var json = Tool.Run("verify", folder["out"], "--simulator", simulator, "--input", folder["x.bin"], "--json")
            .Exits(0)
            .Json;

        Assert.Equal(inputs + stress, json.GetProperty("images").GetInt32());
        Assert.Equal(0, json.GetProperty("mismatchingWords").GetInt64());
        output.WriteLine(
            $"{model}, dead channels {deadChannels}, {simulator}: {json.GetProperty("cycles").GetInt64()} cycles, {json.GetProperty("comparedBytes").GetInt64()} bytes compared, 0 mismatches"
        );
    }
}
