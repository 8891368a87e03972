// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cosim.Synthesis;

namespace CoDesign.Cosim.Tests.Synthesis;

/// <summary>What Yosys and nextpnr print, read from recorded outputs.</summary>
public sealed class SynthesisTextTests
{
    private static readonly SynthesisTarget Ice40 = SynthesisTarget.Ice40Up5k;

    [Fact]
    public void CountsTheCellsOfAFlatDesign()
    {
        var counts = CellStatistics.Parse(RecordedTexts.Of("faults.flat.stat")).CellsOf("top", Ice40);

        Assert.Equal((7450, 8192, 0, 0), (counts.Luts, counts.FlipFlops, counts.Dsps, counts.BlockRams.Count));
    }

    [Fact]
    public void AddsUpTheInstancesOfAModuleOverItsParameters()
    {
        var modules = CellStatistics
            .Parse(RecordedTexts.Of("engine.modules.stat"))
            .ByModule("model_int8_accelerator", Ice40);

        var banks = Assert.Single(modules, module => module.Module == "cd_bank");
        Assert.Equal((5, 11), (banks.Instances, banks.Cells.BlockRams["SB_RAM40_4K"]));
        var multipliers = Assert.Single(modules, module => module.Module == "cd_mac16_dual");
        Assert.Equal((4, 4), (multipliers.Instances, multipliers.Cells.Dsps));
        Assert.Equal("cd_requantize_half_up", modules[0].Module);
        Assert.Equal(4368, modules[0].Cells.Luts);
        var sum = CellCounts.Sum(modules.Select(module => module.Cells));
        Assert.Equal((7955, 4, 14), (sum.Luts, sum.Dsps, sum.BlockRams["SB_RAM40_4K"]));
    }

    [Fact]
    public void ReadsTheOrderOfNewerVersions()
    {
        var counts = CellStatistics
            .Parse(
                "=== top ===\n\n        +----------Local Count, excluding submodules.\n        |\n       12 SB_LUT4\n        3 SB_DFFE\n"
            )
            .CellsOf("top", Ice40);

        Assert.Equal((12, 3), (counts.Luts, counts.FlipFlops));
    }

    [Fact]
    public void CarryCellsOfEcp5TakeTwoLookUpTables()
    {
        var counts = CellCounts.Of(
            [KeyValuePair.Create("LUT4", 10), KeyValuePair.Create("CCU2C", 3), KeyValuePair.Create("DP16KD", 2)],
            SynthesisTarget.Named("ecp5")
        );

        Assert.Equal((16, 3, 2), (counts.Luts, counts.Carries, counts.BlockRams["DP16KD"]));
    }

    [Theory]
    [InlineData("LUT6", CellKind.Lut)]
    [InlineData("FDRE", CellKind.FlipFlop)]
    [InlineData("LDCE", CellKind.Latch)]
    [InlineData("$_DLATCH_P_", CellKind.Latch)]
    [InlineData("RAMB18E2", CellKind.BlockRam)]
    [InlineData("RAM32M", CellKind.LutRam)]
    [InlineData("SRLC32E", CellKind.LutRam)]
    [InlineData("DSP48E2", CellKind.Dsp)]
    [InlineData("SB_MAC16", CellKind.Dsp)]
    [InlineData("MUXF7", CellKind.Other)]
    public void KnowsTheKindOfACell(string cell, CellKind kind) => Assert.Equal(kind, CellKinds.Of(cell));

    [Fact]
    public void FindsEveryFault()
    {
        var findings = SynthesisLog.Read(RecordedTexts.Of("faults.log"), "top");

        SynthesisFinding[] expected =
        [
            new(FindingKind.Latch, "latchy", "q"),
            new(FindingKind.MultipleDrivers, "multi", "b"),
            new(FindingKind.NoDriver, "undriven", "t"),
            new(FindingKind.Loop, "loopy", "$and$bad.v:8$4_Y"),
        ];
        Assert.Equal(expected, findings.ToArray());
    }

    /// <summary>ABC says of logic without registers that it is combinational; the script asks for cells that should not be there.</summary>
    [Theory]
    [InlineData("ABC: Warning: The network is combinational (run \"fraig\" or \"fraig_sweep\").", 0)]
    [InlineData("Warning: Selection \"t:$sr\" did not match any object.", 0)]
    [InlineData("Warning: Replacing memory \\m with list of registers. See top.v:3", 1)]
    public void CountsWarningsThatMaySayOfAFault(string line, int count) =>
        Assert.Equal(count, SynthesisLog.Read(line + "\n", "top").Length);

    [Fact]
    public void ReadsTheUseOfADeviceThatIsTooSmall()
    {
        var resources = NextpnrText.Utilisation(RecordedTexts.Of("nextpnr.log"));

        DeviceResource[] expected =
        [
            new("logic cells", 12022, 5280),
            new("block RAMs", 14, 30),
            new("SPRAMs", 0, 4),
            new("MAC16s", 0, 8),
            new("pins", 36, 39),
            new("global nets", 8, 8),
        ];
        Assert.Equal(expected, resources);
    }

    [Fact]
    public void TakesTheSlowestClock() =>
        Assert.Equal(
            21.5,
            NextpnrText.Fmax(
                """{ "fmax": { "a": { "achieved": 33.25, "constraint": 12 }, "b": { "achieved": 21.5, "constraint": 12 } } }"""
            )
        );

    [Fact]
    public void ScriptNeverAsksForDspInference() =>
        Assert.All(
            SynthesisTarget.All,
            target =>
                Assert.DoesNotContain(
                    "-dsp",
                    SynthesisScript.Text(target, "top", ["/a/top.v"]),
                    StringComparison.Ordinal
                )
        );

    [Fact]
    public void ProgressIsTheStepOfTheScript() =>
        Assert.Equal(
            [0.0, 0.75, null],
            [
                SynthesisScript.Progress("codesign-step 1"),
                SynthesisScript.Progress("codesign-step 4"),
                SynthesisScript.Progress("1. Executing"),
            ]
        );
}
