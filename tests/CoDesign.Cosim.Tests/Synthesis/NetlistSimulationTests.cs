// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using CoDesign.Cosim.Synthesis;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Testing;

namespace CoDesign.Cosim.Tests.Synthesis;

/// <summary>Synthesized netlists on the vendors' cell models: result bytes equal the integer model, and a netlist that was rewritten wrongly is caught.</summary>
public sealed class NetlistSimulationTests(NetlistFixture fixture) : IClassFixture<NetlistFixture>
{
    /// <summary>Multipliers, SPRAM, block RAM with and without contents, look-up tables and carries.</summary>
    [ToolFact("yosys", "iverilog", "vvp")]
    public void TheUltraPlusNetlistComputesTheIntegerModel()
    {
        Check(images: 1, stalls: true);

        foreach (var cell in (string[])["SB_MAC16", "SB_SPRAM256KA", "SB_RAM40_4K", "SB_CARRY"])
            Assert.Contains(cell, fixture.Netlist.Netlist, StringComparison.Ordinal);
    }

    [ToolFact("yosys", "iverilog", "vvp")]
    [Trait("Category", "Nightly")]
    public void FramesRunBackToBack() => Check(images: 3, stalls: false);

    /// <summary>Half of one dual multiplier gives the 16 x 16 product, as <c>synth_ice40 -dsp</c> would leave it.</summary>
    [ToolFact("yosys", "iverilog", "vvp")]
    public void AMultiplierOfAnotherModeIsCaught() =>
        CheckCaught(@"\.TOPOUTPUT_SELECT\(2'h2\)", ".TOPOUTPUT_SELECT(2'h3)", 1);

    /// <summary>An output that is not the product, a product without its register, sums whose look-up tables are others, banks that are never written.</summary>
    [ToolTheory("yosys", "iverilog", "vvp")]
    [InlineData(@"\.TOPOUTPUT_SELECT\(2'h2\)", ".TOPOUTPUT_SELECT(2'h0)", 1)]
    [InlineData(@"\.PIPELINE_16x16_MULT_REG2\(1'h1\)", ".PIPELINE_16x16_MULT_REG2(1'h0)", 1)]
    [InlineData(@"\.LUT_INIT\(16'h6996\)", ".LUT_INIT(16'h3c3c)", 40)]
    [InlineData(@"(SB_SPRAM256KA [^;]*?)\.WREN\([^)]*\)", "$1.WREN(1'h0)", 1)]
    [Trait("Category", "Nightly")]
    public void AChangedNetlistIsCaught(string pattern, string replacement, int count) =>
        CheckCaught(pattern, replacement, count);

    private void Check(int images, bool stalls)
    {
        var (result, diagnostics) = fixture.Netlist.Simulate(fixture.Netlist.Netlist, images, stalls);

        Assert.Empty(diagnostics.Items);
        Assert.NotNull(result);
        Assert.Equal((images, 0), (result.Images, result.Mismatches));
        Assert.True(result.Bytes > 0 && result.Cycles > 0, $"{result}");
    }

    private void CheckCaught(string pattern, string replacement, int count)
    {
        var netlist = new Regex(pattern, RegexOptions.Singleline).Replace(fixture.Netlist.Netlist, replacement, count);
        Assert.NotEqual(fixture.Netlist.Netlist, netlist);

        var (result, diagnostics) = fixture.Netlist.Simulate(netlist, 1, stalls: false);

        Assert.NotNull(result);
        Assert.True(result.Mismatches > 0);
        var found = Assert.Single(diagnostics.Items);
        Assert.StartsWith(
            "CD6120: The synthesized netlist does not compute what the integer model does: ",
            $"{found}",
            StringComparison.Ordinal
        );
        Assert.Equal(Severity.Error, found.Severity);
    }

    /// <summary>Yosys' own option for multipliers rewrites instances of SB_MAC16 that are written out, without a word.</summary>
    [ToolFact("yosys", "iverilog", "vvp")]
    [Trait("Category", "Nightly")]
    public void MultipliersRewrittenBySynthesisAreCaught()
    {
        var target = SynthesisTarget.Ice40Up5k with { Command = SynthesisTarget.Ice40Up5k.Command + " -dsp" };
        using var rewritten = new NetlistOfNetwork(NetlistFixture.Configuration, target, hasBytePorts: true);

        var (result, diagnostics) = rewritten.Simulate(rewritten.Netlist, 1, stalls: false);

        Assert.NotNull(result);
        Assert.True(result.Mismatches > 0);
        Assert.Equal("CD6120", Assert.Single(diagnostics.Items).Code);
    }

    /// <summary>Two pixels in one DSP48, and four on the doubled clock beside requantizers that share theirs, as Yosys maps them. Its cell models hold no block RAM, so memories are look-up tables here.</summary>
    [ToolTheory("yosys", "iverilog", "vvp")]
    [InlineData("xc7", MacKind.Packed, RequantizerKind.Single, 2, "DSP48E1")]
    [InlineData("xc7", MacKind.Quad, RequantizerKind.Doubled, 4, "DSP48E1")]
    [InlineData("xcup", MacKind.Packed, RequantizerKind.Single, 2, "DSP48E2")]
    [InlineData("xcup", MacKind.Quad, RequantizerKind.Doubled, 4, "DSP48E2")]
    [Trait("Category", "Nightly")]
    public void SharedMultipliersInDsp48ComputeTheIntegerModel(
        string family,
        MacKind multipliers,
        RequantizerKind requantizers,
        int pixels,
        string cell
    )
    {
        var target = SynthesisTarget.Named(family);
        target = target with { Command = $"setattr -unset ram_style -unset rom_style; {target.Command} -nobram" };
        var configuration = AcceleratorConfiguration.Default with
        {
            Channels = 4,
            Pixels = pixels,
            Multipliers = multipliers,
            Requantizers = requantizers,
            Target = family,
        };
        using var netlist = new NetlistOfNetwork(configuration, target, hasBytePorts: false);
        Assert.Contains($"{cell} ", netlist.Netlist, StringComparison.Ordinal);

        var (result, diagnostics) = netlist.Simulate(netlist.Netlist, 1, stalls: false);

        Assert.Empty(diagnostics.Items);
        Assert.Equal(0, result?.Mismatches);
        Assert.True(result?.Bytes > 0);
    }
}
