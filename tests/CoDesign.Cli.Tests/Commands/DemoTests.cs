// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Cli.Tests.Commands;

public sealed class DemoTests
{
    [ToolFact("iverilog", "vvp")]
    public void RunsTheMainJob()
    {
        using var folder = new TemporaryFolder();

        var result = Tool.Run("demo", "--out", folder["demo"], "--json").Exits(0);

        var json = result.Json;
        Assert.Equal(0, json.GetProperty("mismatchingWords").GetInt64());
        Assert.True(json.GetProperty("comparedBytes").GetInt64() > 140_000);
        Assert.Equal("simulation", json.GetProperty("cyclesSource").GetString());
        Assert.True(File.Exists(folder["demo", "report", "report.html"]));
        Assert.Equal(["demo"], folder.Entries());

        var simulated = json.GetProperty("cycles").GetInt64();
        var estimated = Tool.Run("estimate", folder["demo"], "--json").Exits(0).Json.GetProperty("cycles").GetInt64();
        Assert.InRange(estimated, 0.98 * simulated, 1.02 * simulated);
    }

    [Fact]
    public void NeedsIcarus()
    {
        using var folder = new TemporaryFolder();

        var result = Tool.Run(folder.Root, ["demo", "--out", folder["demo"]]).Exits(3);

        Assert.Contains("CD6001: Program 'iverilog'", result.Error, StringComparison.Ordinal);
        Assert.Empty(folder.Entries());
    }
}
