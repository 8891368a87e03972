// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cosim.Synthesis;
using CoDesign.Ir.Diagnostics;
using CoDesign.Testing;

namespace CoDesign.Cosim.Tests.Synthesis;

/// <summary>Real runs of Yosys on small designs, and of nextpnr.</summary>
public sealed class SynthesizerTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    [ToolTheory("yosys")]
    [InlineData(
        "module top(input wire a, input wire e, output reg q); always @* if (e) q = a; endmodule",
        "CD6101: Module 'top': 'q' becomes a latch."
    )]
    [InlineData(
        "module top(input wire a, input wire b, output wire y); assign y = ~a; assign y = a & b; endmodule",
        "CD6102: Module 'top': 'y' has more than one driver."
    )]
    [InlineData(
        "module top(input wire a, output wire y); wire t; assign y = t ^ a; endmodule",
        "CD6103: Module 'top': 't' is read but nothing drives it."
    )]
    [InlineData("module top(input wire a, output wire y); assign y = ~(y & a); endmodule", "CD6104: Module 'top': ")]
    [InlineData(
        "module top(input wire clk, input wire [5:0] n, input wire [34:0] d, output wire [34:0] q); reg [34:0] m [0:63]; always @(posedge clk) m[n] <= d; assign q = m[~n]; endmodule",
        "CD6105: Module 'top': memory 'm' of 2240 bits does not become block RAM"
    )]
    [InlineData(
        "module sub(input wire clk, input wire r, input wire d, output reg q); always @(posedge clk or posedge r) if (r) q <= 0; else q <= d; endmodule module top(input wire clk, input wire r, input wire d, output wire q); sub sub_inst(.clk(clk), .r(r), .d(d), .q(q)); endmodule",
        "CD6106: Module 'top': register 'sub_inst.q' has an asynchronous set or reset."
    )]
    [InlineData(
        "module top(input wire clk, input wire e, input wire d, output reg q); wire gated = clk & e; always @(posedge gated) q <= d; endmodule",
        "CD6107: Module 'top': 'gated' clocks registers or memories and is no input of the module."
    )]
    public void FaultsOfADesignAreErrors(string verilog, string message)
    {
        using var folder = new TemporaryFolder();
        var (result, diagnostics) = Run(folder, SynthesisTarget.Ice40Up5k, verilog);

        Assert.NotNull(result);
        var found = Assert.Single(diagnostics.Items);
        Assert.StartsWith(message, $"{found}", StringComparison.Ordinal);
    }

    [ToolTheory("yosys")]
    [InlineData("ice40up5k", "SB_RAM40_4K")]
    [InlineData("xc7", "RAMB18E1")]
    [InlineData("xcup", "RAMB18E2")]
    [InlineData("ecp5", "DP16KD")]
    public void CountsRegistersAndMemoriesInEveryFamily(string target, string memory)
    {
        using var folder = new TemporaryFolder();
        const string Bank = """
            module top(input wire clk, input wire [9:0] write_address, read_address, input wire [15:0] word, input wire enable, output wire [15:0] read_word);
              cd_bank #(.DEPTH(1024), .WORD_BITS(16)) bank_inst (.clk(clk), .write_enable(enable), .write_address(write_address), .write_word(word),
                .read_address(read_address), .read_word(read_word));
            endmodule
            """;
        var (result, diagnostics) = Run(folder, SynthesisTarget.Named(target), Bank, "hw/memory/cd_bank.v");

        Assert.Empty(diagnostics.Items);
        Assert.NotNull(result);
        Assert.Equal(
            result.Total.BlockRams[memory],
            Assert.Single(result.Modules, module => module.Module == "cd_bank").Cells.BlockRams[memory]
        );
        Assert.Equal([new MemoryUse("bank_inst.memory", 1, 1024, 16, MemoryKind.BlockRam)], result.Memories.ToArray());
        Assert.True(result.Total.FlipFlops <= 16 && result.Total.Latches == 0, $"{result.Total}");
    }

    /// <summary>Yosys 0.23 makes an SRL16E that shifts in every cycle of a chain with an enable.</summary>
    [ToolTheory("yosys")]
    [InlineData("xc7")]
    [InlineData("xcup")]
    public void AShiftRegisterKeepsItsEnable(string target)
    {
        using var folder = new TemporaryFolder();
        const string Chain =
            "module top(input wire clk, input wire enable, input wire d, output wire q); reg [7:0] r; always @(posedge clk) if (enable) r <= {r[6:0], d}; assign q = r[7]; endmodule";
        var (result, _) = Run(folder, SynthesisTarget.Named(target), Chain);

        Assert.NotNull(result);
        var netlist = File.ReadAllText(Path.Combine(folder.Root, SynthesisScript.NetlistVerilog));
        Assert.DoesNotContain(".CE(1'h1)", netlist, StringComparison.Ordinal);
        Assert.Contains(".CE(enable)", netlist, StringComparison.Ordinal);
    }

    /// <summary>The product, its register and the accumulator are one block on both families of Xilinx.</summary>
    [ToolTheory("yosys")]
    [InlineData("xc7")]
    [InlineData("xcup")]
    public void AccumulatorsStandInMultiplierBlocks(string target)
    {
        using var folder = new TemporaryFolder();
        const string Lane = """
            module top(input wire clk, input wire [7:0] activation, input wire [8:0] weight, input wire accumulate, first, output wire [27:0] sum);
              cd_mac_lane #(.ACC_BITS(28), .SHADOW(0)) lane_inst (.clk(clk), .activation(activation), .weight(weight), .accumulate(accumulate),
                .first(first), .capture(1'b0), .sum(sum));
            endmodule
            """;
        var (result, diagnostics) = Run(folder, SynthesisTarget.Named(target), Lane, "hw/engine/cd_mac_lane.v");

        Assert.Empty(diagnostics.Items);
        Assert.Equal((1, 0, 0), (result?.Total.Dsps, result?.Total.Luts, result?.Total.FlipFlops));
    }

    [ToolFact("yosys")]
    public void VerilogThatDoesNotReadIsAFailureOfTheProgram()
    {
        using var folder = new TemporaryFolder();
        var (result, diagnostics) = Run(folder, SynthesisTarget.Ice40Up5k, "module top(; endmodule");

        Assert.Null(result);
        Assert.Equal("CD6002", Assert.Single(diagnostics.Items).Code);
    }

    [ToolFact("yosys", "nextpnr-ice40")]
    public void PlacesAndRoutesACounter()
    {
        using var folder = new TemporaryFolder();
        Run(
            folder,
            SynthesisTarget.Ice40Up5k,
            "module top(input wire clk, output reg [7:0] n); always @(posedge clk) n <= n + 1; endmodule"
        );
        var diagnostics = new DiagnosticBag();
        var placed = PlaceAndRoute.Run(folder.Root, 12, 1, Limit, diagnostics);

        Assert.Empty(diagnostics.Items);
        Assert.NotNull(placed);
        Assert.InRange(placed.FmaxMhz ?? 0, 20, 400);
        Assert.Equal(9, Assert.Single(placed.Resources, resource => resource.Name == "pins").Used);
    }

    [ToolFact("yosys", "nextpnr-ice40")]
    public void SaysByHowMuchADesignIsTooLarge()
    {
        using var folder = new TemporaryFolder();
        const string Registers =
            "module top(input wire clk, input wire d, output wire q); reg [5999:0] r; always @(posedge clk) r <= {r[5998:0], d ^ r[17]}; assign q = r[5999]; endmodule";
        Run(folder, SynthesisTarget.Ice40Up5k, Registers);
        var diagnostics = new DiagnosticBag();
        var placed = PlaceAndRoute.Run(folder.Root, 12, 1, Limit, diagnostics);

        Assert.NotNull(placed);
        Assert.Null(placed.FmaxMhz);
        Assert.Matches(
            "^CD6110: The design does not fit iCE40UP5K-SG48: 60[0-9]{2} of 5280 logic cells[.] Use fewer",
            $"{Assert.Single(diagnostics.Items)}"
        );
    }

    private static (SynthesisResult? Result, DiagnosticBag Diagnostics) Run(
        TemporaryFolder folder,
        SynthesisTarget target,
        string verilog,
        params string[] more
    )
    {
        var diagnostics = new DiagnosticBag();
        var top = Path.Combine(folder.Root, "top.v");
        File.WriteAllText(top, verilog);
        ImmutableArray<string> files = [top, .. more.Select(file => TestPaths.InRepository(file))];
        return (Synthesizer.Run(target, "top", files, folder.Root, Limit, _ => { }, diagnostics), diagnostics);
    }
}
