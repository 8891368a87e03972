// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace CoDesign.Cli.Tests.Commands;

/// <summary>synth: what it prints and writes, and how it ends. Programs are played, but for the last test.</summary>
[Collection(CompiledGroup.Name)]
public sealed class SynthTests(CompiledFixture fixture)
{
    [Fact]
    public void PrintsOneObject_AndPutsItIntoTheReport()
    {
        using var folder = new TemporaryFolder();
        using var programs = new PlayedSynthesis();
        var model = fixture.Copy(folder["model"]);

        var json = Tool.Run(programs.Path, ["synth", model, "--target", "ice40up5k", "--seed", "7", "--json"])
            .Exits(0)
            .Json;

        Assert.Equal("ice40up5k", json.GetProperty("target").GetString());
        Assert.Equal("Yosys 0.23 (played)", json.GetProperty("tool").GetString());
        Assert.EndsWith("_accelerator_byte_ports", json.GetProperty("top").GetString(), StringComparison.Ordinal);
        Assert.Equal(8, json.GetProperty("multipliers").GetInt32());
        Assert.Equal(15, json.GetProperty("lutsPerMultiplier").GetDouble());
        Assert.Equal(1, json.GetProperty("warnings").GetInt32());
        var total = json.GetProperty("total");
        Assert.Equal(
            (120, 40, 16, 1),
            (Of(total, "luts"), Of(total, "flipFlops"), Of(total, "carries"), Of(total, "dsps"))
        );
        Assert.Equal(2, Of(total.GetProperty("blockRams"), "SB_RAM40_4K"));
        Assert.Single(json.GetProperty("modules").EnumerateArray());
        var memory = Assert.Single(json.GetProperty("memories").EnumerateArray());
        Assert.Equal(
            ("bank_inst[*].memory", 2, 1024, 64, "blockRam"),
            (
                memory.GetProperty("memory").GetString(),
                Of(memory, "instances"),
                Of(memory, "words"),
                Of(memory, "wordBits"),
                memory.GetProperty("mapping").GetString()
            )
        );
        var placement = json.GetProperty("placement");
        Assert.Equal("iCE40UP5K-SG48", placement.GetProperty("device").GetString());
        Assert.Equal(7, Of(placement, "seed"));
        Assert.Equal(40.5, placement.GetProperty("fmaxMhz").GetDouble());
        var cycles = placement.GetProperty("frameCycles").GetInt64();
        Assert.Equal(40.5e6 / cycles, placement.GetProperty("framesPerSecond").GetDouble(), 1e-9);
        Assert.Equal(
            ["logic cells", "block RAMs", "SPRAMs"],
            placement.GetProperty("resources").EnumerateArray().Select(r => r.GetProperty("name").GetString())
        );
        Assert.False(json.TryGetProperty("simulation", out _));

        var summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(model, "report", "summary.json"))).RootElement;
        Assert.Equal(
            "ice40up5k",
            Assert.Single(summary.GetProperty("synthesis").EnumerateArray()).GetProperty("target").GetString()
        );
        Assert.True(cycles > summary.GetProperty("cycles").GetInt64());
        Assert.Contains(
            "<section id=\"synthesis-ice40up5k\">",
            File.ReadAllText(Path.Combine(model, "report", "report.html")),
            StringComparison.Ordinal
        );
    }

    /// <summary>A family without place and route has no placement; a second run takes the place of the first in the report.</summary>
    [Fact]
    public void KeepsOneEntryForEachFamily()
    {
        using var folder = new TemporaryFolder();
        using var programs = new PlayedSynthesis();
        var model = fixture.Copy(folder["model"]);
        foreach (var target in (string[])["xc7", "ecp5", "xc7"])
        {
            var json = Tool.Run(programs.Path, ["synth", model, "--target", target, "--json"]).Exits(0).Json;
            Assert.False(json.TryGetProperty("placement", out _));
            Assert.EndsWith("_accelerator", json.GetProperty("top").GetString(), StringComparison.Ordinal);
        }

        var summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(model, "report", "summary.json"))).RootElement;
        Assert.Equal(
            ["ecp5", "xc7"],
            summary.GetProperty("synthesis").EnumerateArray().Select(s => s.GetProperty("target").GetString())
        );
    }

    [Fact]
    public void PrintsATableAndSentencesForPeople()
    {
        using var programs = new PlayedSynthesis();
        using var folder = new TemporaryFolder();

        var output = Tool.Run(
                programs.Path,
                ["synth", fixture.Copy(folder["model"]), "--target", "ice40up5k", "--keep", folder["kept"]]
            )
            .Exits(0)
            .Output;

        Assert.Contains("flat design", output, StringComparison.Ordinal);
        Assert.Contains("Fmax 40.5 MHz, ", output, StringComparison.Ordinal);
        foreach (var kept in (string[])["netlist.v", "netlist.json", "yosys.log", "synth.ys"])
            Assert.True(File.Exists(Path.Combine(folder["kept"], kept)), kept);
    }

    [Fact]
    public void ADesignThatDoesNotFitIsAnErrorWithItsNumbers()
    {
        using var folder = new TemporaryFolder();
        using var programs = new PlayedSynthesis(logicCells: 6001);

        var json = Tool.Run(programs.Path, ["synth", fixture.Copy(folder["model"]), "--target", "ice40up5k", "--json"])
            .Exits(1)
            .Json;

        var error = Assert.Single(json.GetProperty("diagnostics").EnumerateArray());
        Assert.Equal("CD6110", error.GetProperty("code").GetString());
        Assert.StartsWith(
            "The design does not fit iCE40UP5K-SG48: 6001 of 5280 logic cells.",
            error.GetProperty("message").GetString(),
            StringComparison.Ordinal
        );
        Assert.False(json.GetProperty("placement").TryGetProperty("framesPerSecond", out _));
    }

    [Fact]
    public void ALatchIsAnError()
    {
        using var folder = new TemporaryFolder();
        using var programs = new PlayedSynthesis(cell: "LDCE");

        Assert.Contains(
            "CD6101",
            Tool.Run(programs.Path, ["synth", fixture.Copy(folder["model"]), "--target", "xc7"]).Exits(1).Error,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("ice40up5k", "nextpnr-ice40")]
    [InlineData("xc7", "yosys")]
    public void AMissingProgramIsExit3(string target, string program)
    {
        using var nothing = new TemporaryFolder();

        var error = Tool.Run(nothing.Root, ["synth", fixture.Compiled, "--target", target]).Exits(3).Error;

        Assert.Contains("CD6001", error, StringComparison.Ordinal);
        Assert.Contains(target == "xc7" ? program : "yosys", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--target", "max10")]
    [InlineData("--timeout", "0")]
    [InlineData("--seed", "x")]
    [InlineData("--simulate", "-1")]
    public void AWrongOptionIsExit2(string option, string value)
    {
        string[] target = option == "--target" ? [] : ["--target", "xc7"];

        Tool.Run(["synth", fixture.Compiled, option, value, .. target]).Exits(2);
    }

    [Fact]
    public void ATargetMustBeNamed() => Tool.Run("synth", fixture.Compiled).Exits(2);

    [Fact]
    public void AFolderThatIsNoCompiledModelIsAnError()
    {
        using var folder = new TemporaryFolder();

        Tool.Run("synth", folder.Root, "--target", "xc7").Exits(2);
    }

    [Fact]
    public void ANetlistWithBlockRamThatHasNoModelIsNotSimulated()
    {
        using var programs = new PlayedSynthesis();

        var error = Tool.Run(programs.Path, ["synth", fixture.Compiled, "--target", "xc7", "--simulate", "1"])
            .Exits(2)
            .Error;

        Assert.Contains("CD6122: The cell models of xc7 do not hold its block RAM", error, StringComparison.Ordinal);
    }

    /// <summary>The whole way with the real programs: compile for the UltraPlus, synthesize, simulate the netlist, place and route.</summary>
    [ToolFact("yosys", "nextpnr-ice40", "iverilog", "vvp")]
    [Trait("Category", "Nightly")]
    public void ASmallEngineRunsOnTheUltraPlus()
    {
        using var folder = new TemporaryFolder();
        var config = folder.Write(
            "up5k.yaml",
            "channels: 8\npixels: 1\nweights: stream\nmultipliers: ice40\nrequantizers: shared\nbanks: single-port\nclock: 24\ntarget: ice40up5k\n"
        );
        Tool.Run(
                "compile",
                fixture.Model,
                "--calibration",
                fixture.Calibration,
                "--config",
                config,
                "--out",
                folder["model"]
            )
            .Exits(0);

        var json = Tool.Run("synth", folder["model"], "--target", "ice40up5k", "--simulate", "1", "--json")
            .Exits(0)
            .Json;

        Assert.Equal(0, json.GetProperty("simulation").GetProperty("mismatches").GetInt64());
        Assert.Equal(5, json.GetProperty("simulation").GetProperty("bytes").GetInt64());
        Assert.InRange(json.GetProperty("placement").GetProperty("fmaxMhz").GetDouble(), 30, 60);
        Assert.All(
            json.GetProperty("placement").GetProperty("resources").EnumerateArray(),
            r => Assert.True(Of(r, "used") <= Of(r, "available"))
        );
    }

    private static int Of(JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
