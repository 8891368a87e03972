// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;
using CoDesign.Cosim.Programs;
using CoDesign.Testing;

namespace CoDesign.Cosim.Tests.Modules;

/// <summary>
/// Yosys builds each form of the multiply-accumulate lanes and of the requantizers into exactly the DSP blocks that the estimate counts (<c>DspCount</c>), with what belongs to them
/// (registers, accumulators) inside.
/// </summary>
public sealed class DspSynthesisTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Module, parameters, DSP48E1, and the most LUT cells that may stand beside them.</summary>
    [ToolTheory("yosys")]
    [InlineData("cd_mac_pair", "ACC_BITS 28", 1, 20)]
    [InlineData("cd_mac_quad", "ACC_BITS 28", 1, 40)]
    [InlineData("cd_requantize_exact", "ACC_BITS 25 DOUBLED 1", 1, 360)]
    public void SharedMultiplierIsOneBlock(string module, string parameters, int blocks, int mostLuts) =>
        AssertBlocks(module, parameters, blocks, mostLuts);

    /// <inheritdoc cref="SharedMultiplierIsOneBlock"/>
    [ToolTheory("yosys")]
    [Trait("Category", "Nightly")]
    [InlineData("cd_mac_lane", "ACC_BITS 28", 1, 0)]
    [InlineData("cd_mac_pair", "ACC_BITS 28 SWAPS 1", 1, 28)]
    [InlineData("cd_mac_quad", "ACC_BITS 28 SWAPS 1", 1, 66)]
    [InlineData("cd_multiplier_pumped", "A_BITS 25 B_BITS 17", 1, 42)]
    [InlineData("cd_requantize_half_up", "ACC_BITS 28", 1, 220)]
    [InlineData("cd_requantize_half_up", "ACC_BITS 28 WIDE 1 TABLE_BITS 29", 2, 260)]
    [InlineData("cd_requantize_half_up", "ACC_BITS 28 WIDE 1 TABLE_BITS 29 DOUBLED 1", 1, 300)]
    [InlineData("cd_requantize_exact", "ACC_BITS 26", 4, 360)]
    [InlineData("cd_requantize_exact", "ACC_BITS 25", 2, 330)]
    [InlineData("cd_requantize_exact", "ACC_BITS 26 DOUBLED 1", 2, 420)]
    public void EveryFormTakesTheBlocksThatAreCounted(string module, string parameters, int blocks, int mostLuts) =>
        AssertBlocks(module, parameters, blocks, mostLuts);

    private static void AssertBlocks(string module, string parameters, int blocks, int mostLuts)
    {
        var cells = Synthesize(module, parameters);

        Assert.Equal(blocks, cells.GetValueOrDefault("DSP48E1"));
        Assert.InRange(
            cells.Where(c => c.Key.StartsWith("LUT", StringComparison.Ordinal)).Sum(c => c.Value),
            0,
            mostLuts
        );
    }

    /// <summary>Cells of the flat netlist for xc7, by type.</summary>
    private static Dictionary<string, int> Synthesize(string module, string parameters)
    {
        var words = parameters.Split(' ');
        var settings = string.Join(
            ' ',
            Enumerable.Range(0, words.Length / 2).Select(k => $"-set {words[2 * k]} {words[(2 * k) + 1]}")
        );
        var script =
            $"read_verilog hw/engine/cd_m*.v hw/engine/cd_requantize_*.v; chparam {settings} {module}; synth_xilinx -family xc7 -flatten -noiopad -nosrl -top {module}; stat";
        var run = ExternalProgram.Yosys.Run(["-p", script], TestPaths.Repository, Limit);
        Assert.NotNull(run);
        Assert.True(run.ExitCode == 0, run.Error);
        var statistics = run.Output[run.Output.LastIndexOf("Number of cells", StringComparison.Ordinal)..];
        return Regex
            .Matches(statistics, @"^ +([A-Z]\w+) +(\d+)\r?$", RegexOptions.Multiline | RegexOptions.CultureInvariant)
            .ToDictionary(
                m => m.Groups[1].Value,
                m => int.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture),
                StringComparer.Ordinal
            );
    }
}
