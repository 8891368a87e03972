// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Cli.Tests.Commands;

[Collection(CompiledGroup.Name)]
public sealed class EstimateTests(CompiledFixture fixture)
{
    [Fact]
    public void NeedsNoCalibration()
    {
        var model = Tool.Run("estimate", fixture.Model, "--config", fixture.Config, "--json").Exits(0).Json;
        var folder = Tool.Run("estimate", fixture.Compiled, "--json").Exits(0).Json;

        Assert.Equal(folder.GetProperty("cycles").GetInt64(), model.GetProperty("cycles").GetInt64());
        Assert.Equal(4, folder.GetProperty("accelerator").GetProperty("channels").GetInt32());
    }

    [Fact]
    public void ShowsWhatLiesWhereInTheBanks()
    {
        var result = Tool.Run("estimate", fixture.Compiled, "--json").Exits(0).Json;
        var text = Tool.Run("estimate", fixture.Compiled).Exits(0).Output;

        var memory = result.GetProperty("activationMemory");
        var tensors = memory.GetProperty("tensors").EnumerateArray().ToArray();
        var layers = memory.GetProperty("layers").GetArrayLength();
        Assert.Equal(memory.GetProperty("peak").GetInt64(), tensors.Max(t => t.GetProperty("endAddress").GetInt64()));
        Assert.Equal(
            result.GetProperty("accelerator").GetProperty("bankDepth").GetInt64(),
            memory.GetProperty("capacity").GetInt64()
        );
        foreach (var (a, b) in tensors.SelectMany((a, i) => tensors.Skip(i + 1).Select(b => (a, b))))
            Assert.False(
                Overlap(a, b, "firstLayer", "lastLayer", 1) && Overlap(a, b, "firstAddress", "endAddress", 0),
                $"{a} and {b}"
            );
        var lines = text.Split('\n')
            .Where(line => line.EndsWith('#') || line.EndsWith('.'))
            .Where(line => line.Contains("..", StringComparison.Ordinal))
            .ToArray();
        Assert.True(lines.Length >= tensors.Length, text);
        Assert.Contains(
            lines,
            line => System.Text.RegularExpressions.Regex.IsMatch(line, @$"^padding +0\.\.\d+  #{{{layers + 2}}}$")
        );
    }

    private static bool Overlap(
        System.Text.Json.JsonElement a,
        System.Text.Json.JsonElement b,
        string first,
        string end,
        int inclusive
    ) =>
        a.GetProperty(first).GetInt64() < b.GetProperty(end).GetInt64() + inclusive
        && b.GetProperty(first).GetInt64() < a.GetProperty(end).GetInt64() + inclusive;

    [Fact]
    public void FollowsTheConfiguration()
    {
        using var folder = new TemporaryFolder();
        var larger = folder.Write("larger.yaml", "channels: 8\npixels: 4\n");

        var small = Tool.Run("estimate", fixture.Compiled, "--json").Exits(0).Json;
        var large = Tool.Run("estimate", fixture.Compiled, "--config", larger, "--json").Exits(0).Json;

        Assert.True(large.GetProperty("cycles").GetInt64() < small.GetProperty("cycles").GetInt64());
        Assert.Equal(small.GetProperty("macs").GetInt64(), large.GetProperty("macs").GetInt64());
    }
}
