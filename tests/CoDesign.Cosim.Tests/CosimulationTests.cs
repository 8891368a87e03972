// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cosim.Comparison;
using CoDesign.Cosim.Icarus;
using CoDesign.Cosim.Networks;
using CoDesign.Cosim.Simulators;
using CoDesign.Cosim.Verilator;
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Cosim.Tests;

/// <summary>The bench and its evaluation against an engine of a few lines: it passes when it should, and every fault is named.</summary>
public sealed class CosimulationTests
{
    private static (CosimulationResult? Result, ImmutableArray<Diagnostic> Diagnostics) Run(
        string verilog,
        Simulator? simulator = null,
        int images = 3,
        int stallFrom = 1,
        int? onlyLayer = null
    )
    {
        using var folder = new TemporaryFolder();
        MockNetwork.WriteFolder(folder.Root, verilog);
        var diagnostics = new DiagnosticBag();
        var result = Cosimulation.Run(
            folder.Root,
            MockNetwork.Network,
            MockNetwork.Golden(),
            MockNetwork.Records(images),
            new CosimulationOptions
            {
                Simulator = simulator ?? new IcarusSimulator(),
                StallFrom = stallFrom,
                OnlyLayer = onlyLayer,
                Timeout = TimeSpan.FromMinutes(2),
            },
            diagnostics
        );
        Assert.True(result?.Waveform is null || File.Exists(result.Waveform));
        return (result, [.. diagnostics.Items]);
    }

    private static string Fault(string from, string to)
    {
        Assert.Contains(from, MockNetwork.Verilog, StringComparison.Ordinal);
        return MockNetwork.Verilog.Replace(from, to);
    }

    [ToolTheory("iverilog", "vvp")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void ComparesEveryByte_WhenTheEngineIsRight(int stallFrom)
    {
        var (result, diagnostics) = Run(MockNetwork.Verilog, stallFrom: stallFrom);

        Assert.Empty(diagnostics);
        Assert.Equal(3 * (9 + 9), result?.Outcome.ComparedBytes);
        Assert.Equal(0, result?.Outcome.MismatchingWords);
        Assert.Null(result?.Waveform);
    }

    [ToolFact("iverilog", "vvp")]
    public void MeasuresCyclesFromIssueToLastWrite()
    {
        var (result, _) = Run(MockNetwork.Verilog);

        var layer = Assert.Single(result?.Outcome.Layers ?? []);
        Assert.Equal(3, layer.Cycles);
        Assert.Equal(3, layer.IssuedSteps);
        Assert.Equal(9 / (3.0 * 4 * 2), layer.MacUtilization);
    }

    [ToolFact("verilator", "g++", "make")]
    public void PassesInVerilatorToo()
    {
        var (result, diagnostics) = Run(MockNetwork.Verilog, new VerilatorSimulator());

        Assert.Empty(diagnostics);
        Assert.Equal(3 * (9 + 9), result?.Outcome.ComparedBytes);
    }

    [ToolFact("iverilog", "vvp")]
    public void NamesLayerIndexAndCodes_WhenAByteIsWrong()
    {
        // Lane 3 of pixel 2 holds channel 1: code 7 of record 0 is 203, bit 0 flipped gives 202.
        var (result, diagnostics) = Run(
            Fault("trace_word <= words[pixel];", "trace_word <= words[pixel] ^ (pixel == 2 ? 32'h01000000 : 0);")
        );

        Assert.Equal(
            "CD6010: Layer 'y', image 0, index (h 0, w 2, c 1): expected 203, actual 202, in cycle 15. 3 words differ in all.",
            Assert.Single(diagnostics).ToString()
        );
        Assert.Equal(new Mismatch("y", 0, 0, 2, 1, 203, 202, 15), result?.Outcome.Mismatches[0]);
        Assert.NotNull(result?.Waveform);
    }

    [ToolFact("iverilog", "vvp")]
    public void IgnoresPositionsWithoutChannel()
    {
        var (_, diagnostics) = Run(Fault("trace_word <= words[pixel];", "trace_word <= words[pixel] ^ 32'h00ff0000;"));

        Assert.Empty(diagnostics);
    }

    [ToolFact("iverilog", "vvp")]
    public void ReportsUndefinedBits()
    {
        var (_, diagnostics) = Run(Fault("trace_word <= words[pixel];", "trace_word <= {words[pixel][31:8], 8'hxx};"));

        Assert.Equal(
            "CD6010: Layer 'y', image 0, index (h 0, w 0, c 2): expected 58, actual undefined, in cycle 14. 9 words differ in all.",
            Assert.Single(diagnostics).ToString()
        );
    }

    [ToolFact("iverilog", "vvp")]
    public void ReportsTheResultStreamByItself()
    {
        var (_, diagnostics) = Run(
            Fault("m_axis_result_tdata <= words[state - 6];", "m_axis_result_tdata <= words[state - 6] + 1;"),
            images: 1
        );

        Assert.Equal(
            "CD6010: Layer 'result stream', image 0, index (h 0, w 0, c 2): expected 58, actual 59, in cycle 17. 3 words differ in all.",
            Assert.Single(diagnostics).ToString()
        );
    }

    [ToolFact("iverilog", "vvp")]
    public void ReportsWordsInTheWrongOrder()
    {
        var (_, diagnostics) = Run(Fault("state == 4 ? 2 : 1", "state == 4 ? 1 : 2"));

        Assert.Equal(
            "CD6011: Layer 'y', image 0, cycle 15: the engine wrote layer 0, block 0, pixel 1 where layer 0, block 0, pixel 2 was due. "
                + "Descriptors and bench do not belong together.",
            Assert.Single(diagnostics).ToString()
        );
    }

    [ToolFact("iverilog", "vvp")]
    public void ReportsAStandStill()
    {
        var (_, diagnostics) = Run(
            Fault("if (s_axis_image_tvalid) begin", "if (s_axis_image_tvalid && state != 2) begin")
        );

        Assert.StartsWith(
            "CD6013: The accelerator stands still since cycle ",
            Assert.Single(diagnostics).ToString(),
            StringComparison.Ordinal
        );
    }

    [ToolFact("iverilog", "vvp")]
    public void ReportsABrokenResultStream()
    {
        var (_, diagnostics) = Run(Fault("m_axis_result_tlast <= state == 8;", "m_axis_result_tlast <= state == 7;"));

        Assert.Equal(
            "CD6015: Result stream, cycle 18: tlast is 1 with word 2 of 3.",
            Assert.Single(diagnostics).ToString()
        );
    }

    [ToolFact("iverilog", "vvp")]
    public void ReportsACheckInTheVerilog()
    {
        var (_, diagnostics) = Run(Fault("state <= 0; m_axis_result_tvalid <= 0;", "$fatal(1, \"mock: bad size\");"));

        Assert.Contains(
            "mock: bad size",
            Assert.Single(diagnostics, d => d.Code == "CD6014").Message,
            StringComparison.Ordinal
        );
    }

    [ToolFact("iverilog", "vvp")]
    public void ReportsVerilogThatDoesNotBuild()
    {
        var (result, diagnostics) = Run(Fault("endmodule", ""));

        Assert.Null(result);
        Assert.StartsWith(
            "CD6016: iverilog cannot build the Verilog in rtl/ and sim/. It said: ",
            Assert.Single(diagnostics).ToString(),
            StringComparison.Ordinal
        );
    }

    [ToolFact("iverilog", "vvp")]
    public void ComparesOneLayerOnly_WhenAsked()
    {
        var (result, diagnostics) = Run(
            Fault("m_axis_result_tdata <= words[state - 6];", "m_axis_result_tdata <= 0;"),
            images: 1,
            onlyLayer: 0
        );

        Assert.Empty(diagnostics);
        Assert.Equal(9, result?.Outcome.ComparedBytes);
    }

    [Fact]
    public void FailsABenchThatComparedNothing()
    {
        var diagnostics = new DiagnosticBag();
        var run = new Programs.ProgramRun(
            0,
            "DONE images=1 trace_words=0 trace_bytes=0 result_words=0 result_bytes=0 mismatches=0 cycles=9\nPASS\n",
            "",
            TimedOut: false
        );

        BenchOutcome.Read(run, MockNetwork.Network, 1, onlyLayer: null, diagnostics);

        Assert.Equal(
            "CD6012: The simulation compared 0 of 3 words of layers. What was not compared counts as failed.",
            diagnostics.Items[0].ToString()
        );
    }

    [Fact]
    public void ReportsAMissingSimulator()
    {
        using var folder = new TemporaryFolder();
        MockNetwork.WriteFolder(folder.Root, MockNetwork.Verilog);
        var diagnostics = new DiagnosticBag();

        var result = Cosimulation.Run(
            folder.Root,
            MockNetwork.Network,
            MockNetwork.Golden(),
            MockNetwork.Records(1),
            new CosimulationOptions { Simulator = new AbsentSimulator() },
            diagnostics
        );

        Assert.Null(result);
        Assert.Equal(
            "CD6001: Program 'no-such-simulator', which simulates, is not on the search path. Install it with: sudo apt-get install -y none",
            Assert.Single(diagnostics.Items).ToString()
        );
        Assert.True(SimulationDiagnostics.IsToolFault(diagnostics.Items[0]));
    }

    private sealed class AbsentSimulator : Simulator
    {
        public override string Name => "absent";

        public override ImmutableArray<Programs.ExternalProgram> Programs =>
            [new("no-such-simulator", "simulates", "none", "-V", Required: true)];

        protected override ImmutableArray<string> Fingerprint => [];

        protected override string Product => "";

        protected override bool Compile(
            BenchSources sources,
            bool waveform,
            string folder,
            TimeSpan timeout,
            DiagnosticBag diagnostics
        ) => false;

        protected override (string File, ImmutableArray<string> Arguments) CommandOf(string product) => ("", []);
    }
}
