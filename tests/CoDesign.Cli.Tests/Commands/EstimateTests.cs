// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

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

    private static bool Overlap(JsonElement a, JsonElement b, string first, string end, int inclusive) =>
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

    /// <summary>Where the configuration decides: bands through memory, ports of the banks, bursts, the image's arrival.</summary>
    [Theory]
    [InlineData("channels: 4\npixels: 2\nbankDepth: 100\nweights: memory\nbus: { width: 64 }\n")]
    [InlineData(
        "channels: 4\npixels: 4\nrequantizers: shared\nbanks: single-port\nmultipliers: ice40\ntarget: ice40up5k\n"
    )]
    [InlineData("channels: 4\npixels: 2\nweights: memory\nbus: { width: 32, burst: 1, stream: 1, timeout: 500 }\n")]
    [InlineData("channels: 4\npixels: 2\nprefetch: never\nlaneWeights: shared\nhalves: never\nclock: 62.5\n")]
    [InlineData("channels: 4\npixels: 4\ndrainPorts: 2\nweightDepth: 1024\nweights: stream\nprofile: wide\n")]
    public void EqualsTheSummaryOfTheCompiledFolder(string configuration)
    {
        using var folder = new TemporaryFolder();
        var model = new OnnxModel("decided", 3, 16, 6).Conv(8).Relu().Conv(8).Relu().MaxPool(2).Conv(12).Flatten();
        var file = model.Gemm(12 * 8 * 3, 5).Save(folder.Root);
        var calibration = NpyRecords.Write(folder["calibration.npy"], 2, 3, 16, 6);
        var config = folder.Write("decided.yaml", configuration);
        var compiled = folder["compiled"];
        Tool.Run("compile", file, "--calibration", calibration, "--config", config, "--out", compiled).Exits(0);

        var estimate = Tool.Run("estimate", compiled, "--json").Exits(0).Json;

        var summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(compiled, "report", "summary.json")));
        Assert.Equal(
            configuration.Contains("bankDepth", StringComparison.Ordinal),
            summary.RootElement.TryGetProperty("tiling", out _)
        );
        Assert.Equal(
            summary.RootElement.EnumerateObject().Select(property => property.ToString()),
            estimate
                .EnumerateObject()
                .Where(property => property.Name is not ("command" or "exitCode" or "diagnostics"))
                .Select(property => property.ToString())
        );
    }

    [Theory]
    [InlineData("estimate")]
    [InlineData("evaluate")]
    [InlineData("synth")]
    public void RefusesAFolderWithoutItsConfiguration(string command)
    {
        using var folder = new TemporaryFolder();
        var compiled = fixture.Copy(folder["old"]);
        File.Delete(Path.Combine(compiled, "configuration.yaml"));
        string[] more = command switch
        {
            "evaluate" => ["--data", $"npy:{fixture.Calibration}"],
            "synth" => ["--target", "xc7"],
            _ => [],
        };

        var result = Tool.Run([command, compiled, .. more]).Exits(2);

        Assert.Equal(
            $"error CD5909: Folder '{compiled}' does not say what it was compiled for: 'configuration.yaml' is not there. "
                + "An older version wrote the folder, or the file was removed. "
                + $"'codesign compile MODEL --out {compiled}' writes it again.\n",
            result.Error
        );
    }

    [Fact]
    public void RefusesADamagedConfiguration()
    {
        using var folder = new TemporaryFolder();
        var compiled = fixture.Copy(folder["damaged"]);
        var path = Path.Combine(compiled, "configuration.yaml");
        File.AppendAllText(path, "burst: 16\n");

        var result = Tool.Run("estimate", compiled).Exits(2);

        Assert.StartsWith($"error CD1203: '{path}' line ", result.Error, StringComparison.Ordinal);
    }
}
