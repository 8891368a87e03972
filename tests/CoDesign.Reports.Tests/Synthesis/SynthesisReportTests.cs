// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Nodes;
using CoDesign.Cosim.Synthesis;
using CoDesign.Reports.Synthesis;

namespace CoDesign.Reports.Tests.Synthesis;

/// <summary>A synthesis in the report of a compiled model.</summary>
public sealed class SynthesisReportTests
{
    private const string Page = "<html><body>\n<h1>model</h1>\n</body></html>\n";

    [Fact]
    public void ASectionStandsAtTheEndOfThePage_AndIsReplacedByTheNextOfItsFamily()
    {
        var once = SynthesisReport.WithSection(Page, Summary("xc7", 100));
        var twice = SynthesisReport.WithSection(
            SynthesisReport.WithSection(once, Summary("ecp5", 7)),
            Summary("xc7", 200)
        );

        Assert.StartsWith(
            "<html><body>\n<h1>model</h1>\n<section id=\"synthesis-xc7\">\n<h2>Synthesis for xc7</h2>\n",
            once,
            StringComparison.Ordinal
        );
        Assert.EndsWith("</section>\n</body></html>\n", twice, StringComparison.Ordinal);
        Assert.Equal(1, Count(twice, "<section id=\"synthesis-xc7\">"));
        Assert.Equal(1, Count(twice, "<section id=\"synthesis-ecp5\">"));
        Assert.DoesNotContain("100", twice, StringComparison.Ordinal);
        Assert.Contains("<td class=\"figure\">200</td>", twice, StringComparison.Ordinal);
    }

    [Fact]
    public void NamesAreEscaped() =>
        Assert.Contains(
            "Yosys &lt;1&gt;",
            SynthesisReport.WithSection(Page, Summary("xc7", 1) with { Tool = "Yosys <1>" }),
            StringComparison.Ordinal
        );

    [Fact]
    public void SummariesAreOrderedByFamily_WithoutWhatWasNotDone()
    {
        var text = SynthesisReport.WithSynthesis("{ \"cycles\": 5 }", Summary("xc7", 100));
        text = SynthesisReport.WithSynthesis(
            text,
            Summary("ice40up5k", 50) with
            {
                Simulation = new NetlistResult(1, 12, 0, 900),
            }
        );
        text = SynthesisReport.WithSynthesis(text, Summary("xc7", 101));

        var root = JsonNode.Parse(text)?.AsObject();
        Assert.Equal(5, (int?)root?["cycles"]);
        var entries = root?["synthesis"]?.AsArray() ?? [];
        Assert.Equal(["ice40up5k", "xc7"], entries.Select(e => (string?)e?["target"]));
        Assert.Equal(12, (int?)entries[0]?["simulation"]?["bytes"]);
        Assert.Equal(101, (int?)entries[1]?["total"]?["luts"]);
        Assert.Null(entries[1]?["simulation"]);
        Assert.Null(entries[1]?["placement"]);
    }

    [Fact]
    public void SentencesTellOfSimulationAndPlacement()
    {
        var summary = Summary("ice40up5k", 50) with
        {
            Simulation = new NetlistResult(2, 24, 0, 1800),
            Placement = new PlacementSummary(
                "UP5K",
                "nextpnr",
                3,
                [new DeviceResource("logic cells", 4000, 5280)],
                40.25,
                1_000_000,
                40.25
            ),
        };

        Assert.Equal(
            [
                "ice40up5k, Yosys: 12.5 LUT for each of 4 multipliers (12.5 with modules kept apart), 0 other warnings.",
                "Netlist in Icarus on the vendor's cell models: 0 mismatches in 24 result bytes of 2 images, 1,800 cycles.",
                "UP5K, nextpnr, seed 3: 4,000 of 5,280 logic cells.",
                "Fmax 40.3 MHz, 40.3 frames per second of 1,000,000 cycles.",
            ],
            SynthesisTable.Sentences(summary)
        );
    }

    private static SynthesisSummary Summary(string target, int luts)
    {
        var cells = new CellCounts(luts, 2, 0, 0, 0, ImmutableSortedDictionary<string, int>.Empty, 0);
        return new SynthesisSummary(
            target,
            "Yosys",
            "top",
            cells,
            4,
            luts / 4.0,
            0,
            [new ModuleCells("top", 1, cells)],
            [
                new MemoryUse("bank[*].memory", 8, 512, 64, MemoryKind.BlockRam),
                new MemoryUse("fifo.words", 1, 16, 34, MemoryKind.LutRam),
            ],
            null
        );
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
