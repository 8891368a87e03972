// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cosim.Programs;
using CoDesign.Cosim.Synthesis;
using CoDesign.Testing;

namespace CoDesign.Cosim.Tests.Synthesis;

/// <summary>The model of DSP48E2 in <c>sim/cells</c> does what Yosys' own model of DSP48E1 does behind the map from one to the other, with registers in all places.</summary>
public sealed class CellModelTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [ToolTheory("yosys", "iverilog", "vvp")]
    [InlineData("JOINED=1")]
    [InlineData("AREG=2 BREG=2")]
    [InlineData("AREG=0 BREG=0 CREG=0 MREG=0")]
    [InlineData("PREG=0 JOINED=1")]
    [InlineData("USE_DPORT=1")]
    [InlineData("USE_DPORT=1 ADREG=0 DREG=0 MREG=0")]
    [InlineData("USE_DPORT=1 AREG=2 CREG=0 MODEREG=0")]
    public void Dsp48E2DoesWhatDsp48E1Does(string parameters)
    {
        using var folder = new TemporaryFolder();
        var target = SynthesisTarget.Named("xcup");
        target.WriteMaps(folder.Root);
        var program = Path.Combine(folder.Root, "bench.vvp");
        var cells = TestPaths.InRepository("sim", "cells");
        string[] arguments =
        [
            "-g2012",
            .. parameters.Split(' ').Select(parameter => $"-Ptb_DSP48E2.{parameter}"),
            "-s",
            "tb_DSP48E2",
            "-o",
            program,
            Path.Combine(cells, "tb_DSP48E2.sv"),
            Path.Combine(cells, "DSP48E2.v"),
            Path.Combine(folder.Root, SynthesisTarget.DspMap),
            NetlistSimulation.CellModels(target) ?? throw new InvalidOperationException("Yosys has no cell models."),
        ];

        var build = ExternalProgram.Iverilog.Run(arguments, folder.Root, Limit);
        Assert.True(build is { ExitCode: 0 }, build?.Error);
        var run = ExternalProgram.Vvp.Run(["-n", program], folder.Root, Limit);

        Assert.NotNull(run);
        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Contains("PASS 8000 values", run.Output, StringComparison.Ordinal);
    }
}
