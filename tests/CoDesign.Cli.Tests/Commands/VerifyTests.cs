// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Cli.Tests.Commands;

/// <summary>verify passes on what compile wrote, and fails when anything of it is changed.</summary>
[Collection(CompiledGroup.Name)]
public sealed class VerifyTests(CompiledFixture fixture)
{
    [ToolTheory("iverilog", "vvp")]
    [InlineData("off")]
    [InlineData("on")]
    public void FindsNoMismatch_InIcarus(string stalls)
    {
        var json = Tool.Run("verify", fixture.Compiled, "--stalls", stalls, "--json").Exits(0).Json;

        Assert.Equal(0, json.GetProperty("mismatchingWords").GetInt64());
        Assert.Empty(json.GetProperty("mismatches").EnumerateArray());
        var bytes = json.GetProperty("comparedBytes").GetInt64();
        // Two records; every value but the input at least once, and the result stream.
        Assert.True(bytes >= 2 * ((4 * 512) + 128 + 96 + 5 + 5), $"{bytes} bytes");
        Assert.All(
            json.GetProperty("layers").EnumerateArray(),
            layer => Assert.True(layer.GetProperty("cycles").GetInt64() > 0)
        );
        Assert.InRange(json.GetProperty("macUtilization").GetDouble(), 0.05, 1);
    }

    [ToolFact("verilator", "g++", "make")]
    public void FindsNoMismatch_InVerilator()
    {
        var json = Tool.Run(
                "verify",
                fixture.Compiled,
                "--simulator",
                "verilator",
                "--input",
                fixture.Calibration,
                "--json"
            )
            .Exits(0)
            .Json;

        Assert.Equal(16, json.GetProperty("images").GetInt32());
        Assert.Equal(0, json.GetProperty("mismatchingWords").GetInt64());
    }

    [ToolTheory("iverilog", "vvp")]
    [InlineData("off")]
    [InlineData("on")]
    public void FindsNoMismatch_WithStreamedWeights(string stalls)
    {
        using var folder = new TemporaryFolder();
        var config = folder.Write("stream.yaml", "channels: 4\npixels: 2\nweights: stream\n");
        Tool.Run(
                "compile",
                fixture.Model,
                "--calibration",
                fixture.Calibration,
                "--config",
                config,
                "--out",
                folder["out"]
            )
            .Exits(0);

        Tool.Run("verify", folder["out"], "--stalls", stalls).Exits(0);
    }

    [ToolFact("iverilog", "vvp")]
    public void FindsNoMismatch_WhenAnAveragePoolLeavesItsPaddingOut()
    {
        using var folder = new TemporaryFolder();
        var model = new OnnxModel("border", 3, 7, 6)
            .Conv(8)
            .Relu()
            .AveragePool(3, pad: 1)
            .Conv(8, kernel: 1)
            .Save(folder.Root);
        NpyRecords.Write(folder["data.npy"], 4, 3, 7, 6);
        Tool.Run("compile", model, "--calibration", $"npy:{folder["data.npy"]}", "--out", folder["out"]).Exits(0);

        var json = Tool.Run("verify", folder["out"], "--count", "2", "--stalls", "on", "--json").Exits(0).Json;

        // Convolution, pool, convolution and the result of two records; the steps on the way to the pool are not in the integer model.
        Assert.Equal(2 * 4 * 42 * 8, json.GetProperty("comparedBytes").GetInt64());
        Assert.Equal(8, json.GetProperty("layers").GetArrayLength());
    }

    [ToolFact("iverilog", "vvp")]
    public void FindsNoMismatch_WithCodesOfFourBits()
    {
        using var folder = new TemporaryFolder();
        var config = folder.Write("bits.yaml", "channels: 4\npixels: 2\nquantization: { bits: 4 }\n");
        Tool.Run(
                "compile",
                fixture.Model,
                "--calibration",
                fixture.Calibration,
                "--config",
                config,
                "--out",
                folder["out"]
            )
            .Exits(0);

        Tool.Run("verify", folder["out"], "--count", "1").Exits(0);
    }

    [ToolFact("iverilog", "vvp")]
    public void FindsNoMismatch_InANetworkWithoutLayers()
    {
        using var folder = new TemporaryFolder();
        var model = new OnnxModel("nothing", 3, 4, 5).Node("Identity", ["input"]).Save(folder.Root);
        NpyRecords.Write(folder["data.npy"], 4, 3, 4, 5);
        Tool.Run("compile", model, "--calibration", $"npy:{folder["data.npy"]}", "--out", folder["out"]).Exits(0);

        Assert.Equal(
            2 * 60,
            Tool.Run("verify", folder["out"], "--count", "2", "--json")
                .Exits(0)
                .Json.GetProperty("comparedBytes")
                .GetInt64()
        );
    }

    [ToolFact("iverilog", "vvp")]
    public void PrintsATableAndTheCount()
    {
        var output = Tool.Run("verify", fixture.Compiled, "--count", "1").Exits(0).Output;

        Assert.Matches(@"(?m)^0 mismatches in [\d,]+ bytes \(1 image in icarus, no stalls\)\.$", output);
        Assert.Contains("utilization", output, StringComparison.Ordinal);
    }

    [ToolFact("iverilog", "vvp")]
    public void ComparesOneLayer()
    {
        var json = Tool.Run("verify", fixture.Compiled, "--json").Exits(0).Json;
        var layer = json.GetProperty("layers")[0].GetProperty("name").GetString() ?? "";

        var one = Tool.Run("verify", fixture.Compiled, "--layer", layer, "--json").Exits(0).Json;

        Assert.Equal(2 * 512, one.GetProperty("comparedBytes").GetInt64());
    }

    [Fact]
    public void NamesTheLayers_WhenOneIsUnknown()
    {
        var result = Tool.Run("verify", fixture.Compiled, "--layer", "nothing").Exits(2);

        Assert.Contains("CD6020: There is no layer 'nothing'. Layers: ", result.Error, StringComparison.Ordinal);
    }

    [ToolTheory("iverilog", "vvp", "make")]
    [InlineData(false)]
    [InlineData(true)]
    public void MakefileRunsTheBenchWithoutThisTool(bool isBroken)
    {
        using var folder = new TemporaryFolder();
        var copy = fixture.Copy(folder["copy"]);
        if (isBroken)
            FlipBit(Path.Combine(copy, "rtl", "weights.hex"), line: 3);
        var start = new System.Diagnostics.ProcessStartInfo("make", ["-C", Path.Combine(copy, "sim"), "icarus"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var make = System.Diagnostics.Process.Start(start);
        var error = make?.StandardError.ReadToEndAsync();
        var output = make?.StandardOutput.ReadToEnd() ?? "";
        make?.WaitForExit();

        Assert.Equal(isBroken, make?.ExitCode != 0);
        Assert.Equal(isBroken, output.Contains("MISMATCH image=0", StringComparison.Ordinal));
        Assert.Equal(!isBroken, output.Contains("\nPASS\n", StringComparison.Ordinal));
        Assert.NotNull(error);
    }

    [ToolFact("iverilog", "vvp")]
    public void DetectsAFlippedWeight() =>
        AssertDetects(folder => FlipBit(Path.Combine(folder, "rtl", "weights.hex"), line: 3));

    [ToolFact("iverilog", "vvp")]
    public void DetectsAFlippedParameter() =>
        AssertDetects(folder => FlipBit(Path.Combine(folder, "rtl", "parameters.hex"), line: 5));

    [ToolFact("iverilog", "vvp")]
    public void DetectsAWrongDescriptor()
    {
        // Word 20 of a descriptor holds the clamp: every layer's upper bound loses its top bit.
        AssertDetects(folder =>
        {
            var path = Path.Combine(folder, "rtl", "descriptors.hex");
            // Two words a line, word 0 rightmost.
            const int Lines = (31 + (3 * 2) + 1) / 2;
            var lines = File.ReadAllLines(path);
            for (var at = 20 / 2; at < lines.Length; at += Lines)
                lines[at] =
                    lines[at].Length >= 4
                        ? string.Concat(
                            lines[at].AsSpan(0, lines[at].Length - 4),
                            "3f",
                            lines[at].AsSpan(lines[at].Length - 2)
                        )
                        : lines[at];
            File.WriteAllLines(path, lines);
        });
    }

    [ToolFact("iverilog", "vvp")]
    public void DetectsChangedVerilog() =>
        AssertDetects(folder =>
        {
            var path = Path.Combine(folder, "rtl", "cd_mac_lane.v");
            var text = File.ReadAllText(path);
            Assert.Contains("$signed({1'b0, activation})", text, StringComparison.Ordinal);
            File.WriteAllText(path, text.Replace("$signed({1'b0, activation})", "$signed({1'b0, activation ^ 8'h01})"));
        });

    [ToolFact("verilator", "g++", "make")]
    public void DetectsChangedVerilog_InVerilatorToo() =>
        AssertDetects(
            folder =>
            {
                var path = Path.Combine(folder, "rtl", "cd_mac_lane.v");
                File.WriteAllText(
                    path,
                    File.ReadAllText(path).Replace("$signed({1'b0, activation})", "$signed({1'b0, activation ^ 8'h01})")
                );
            },
            "verilator"
        );

    [ToolFact("iverilog", "vvp")]
    public void DetectsAnotherModel()
    {
        using var folder = new TemporaryFolder();
        var copy = fixture.Copy(folder["copy"]);
        var other = NpyRecords.Write(folder["other.npy"], 2, 3, 8, 8);
        Tool.Run("compile", fixture.Model, "--calibration", other, "--config", fixture.Config, "--out", folder["other"])
            .Exits(0);
        File.Copy(folder["other", "model.safetensors"], Path.Combine(copy, "model.safetensors"), overwrite: true);

        Tool.Run("verify", copy).Exits(1);
    }

    [ToolFact("iverilog", "vvp")]
    public void DoesNotTrustTheExpectedWordsInTheFolder()
    {
        using var folder = new TemporaryFolder();
        var copy = fixture.Copy(folder["copy"]);
        FlipBit(Path.Combine(copy, "rtl", "weights.hex"), line: 3);
        var trace = Path.Combine(copy, "sim", "vectors", "trace.hex");
        File.WriteAllLines(trace, File.ReadAllLines(trace).Select(line => new string('0', line.Length)));

        Tool.Run("verify", copy).Exits(1);
    }

    [Fact]
    public void ReportsAMissingSimulator()
    {
        using var folder = new TemporaryFolder();
        var dotnet = Path.GetDirectoryName(Environment.ProcessPath) ?? "";

        var result = Tool.Run(folder.Root, ["verify", fixture.Compiled, "--json"]).Exits(3);

        Assert.False(File.Exists(Path.Combine(dotnet, "iverilog")));
        var diagnostics = result
            .Json.GetProperty("diagnostics")
            .EnumerateArray()
            .Select(d => d.GetProperty("message").GetString());
        Assert.Contains(
            "Program 'iverilog', which compiles Verilog for verify and demo, is not on the search path. Install it with: sudo apt-get install -y iverilog",
            diagnostics
        );
    }

    [Fact]
    public void RefusesAFolderThatWasNotCompiled()
    {
        using var folder = new TemporaryFolder();

        var result = Tool.Run("verify", folder.Root).Exits(2);

        Assert.Contains(
            $"CD5904: Folder '{folder.Root}' is no compiled model: 'model.safetensors' is not there. 'codesign compile MODEL --out {folder.Root}' writes one.",
            result.Error,
            StringComparison.Ordinal
        );
    }

    [ToolTheory("make", "g++")]
    [InlineData("c")]
    [InlineData("hls")]
    public void FindsNoMismatch_InEmittedSources(string target)
    {
        var json = Tool.Run("verify", fixture.Compiled, "--target", target, "--input", fixture.Calibration, "--json")
            .Exits(0)
            .Json;

        Assert.Equal(16, json.GetProperty("images").GetInt32());
        Assert.Equal(0, json.GetProperty("mismatchingTensors").GetInt64());
        Assert.True(json.GetProperty("comparedBytes").GetInt64() >= 16 * ((4 * 512) + 128 + 96 + 5));
    }

    [ToolFact("make", "g++", "gcc", "iverilog", "vvp")]
    public void ComparesAllTargets_OnTheSameVectors()
    {
        var json = Tool.Run("verify", fixture.Compiled, "--target", "all", "--json").Exits(0).Json;

        Assert.Equal(
            ["rtl", "c", "hls"],
            json.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("target").GetString())
        );
        Assert.All(
            json.GetProperty("results").EnumerateArray(),
            result => Assert.Equal(2, result.GetProperty("images").GetInt32())
        );
        var layers = json.GetProperty("layers").EnumerateArray().ToList();
        Assert.True(layers.Count >= 7, $"{layers.Count} values");
        Assert.All(layers, layer => Assert.Matches("^[0-9a-f]{16}$", layer.GetProperty("hash").GetString()));
        foreach (var target in new[] { "rtl", "c", "hls" })
            Assert.All(layers, layer => Assert.True(layer.GetProperty(target).GetBoolean()));
    }

    [ToolFact("make", "g++", "gcc", "iverilog", "vvp")]
    public void RunsAllTargets_WhenOneDiffers()
    {
        using var folder = new TemporaryFolder();
        var copy = fixture.Copy(folder["copy"]);
        FlipBit(Path.Combine(copy, "rtl", "weights.hex"), line: 3);

        var json = Tool.Run("verify", copy, "--target", "all", "--count", "1", "--json").Exits(1).Json;

        Assert.Equal(
            [1, 0, 0],
            json.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("exitCode").GetInt32())
        );
        Assert.Contains(
            json.GetProperty("layers").EnumerateArray(),
            layer => !layer.GetProperty("rtl").GetBoolean() && layer.GetProperty("c").GetBoolean()
        );
    }

    [ToolTheory("make", "g++")]
    [InlineData("c", "weights.c")]
    [InlineData("hls", "weights.hpp")]
    public void DetectsAChangedWeight_InEmittedSources(string target, string file)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(fixture.Copy(folder["copy"]), target, file);
        var text = File.ReadAllText(path);
        // The first table is the first layer's; its longest list of numbers holds weights.
        var weight =
            System.Text.RegularExpressions.Regex.Matches(text, @"-\d\d+,").MaxBy(match => match.Length)
            ?? throw new InvalidOperationException("no weights");
        File.WriteAllText(
            path,
            string.Concat(text.AsSpan(0, weight.Index), "0,", text.AsSpan(weight.Index + weight.Length))
        );

        var result = Tool.Run("verify", folder["copy"], "--target", target, "--json").Exits(1);

        Assert.Matches(
            @"^Layer '.+', image \d+, index \(h \d+, w \d+, c \d+\): expected -?\d+, actual -?\d+\. \d+ tensors? differs? in all\.$",
            result.Json.GetProperty("diagnostics")[0].GetProperty("message").GetString()
        );
    }

    [Fact]
    public void RefusesATargetThatIsNotThere()
    {
        using var folder = new TemporaryFolder();
        var copy = fixture.Copy(folder["copy"]);
        Directory.Delete(Path.Combine(copy, "hls"), recursive: true);

        var result = Tool.Run("verify", copy, "--target", "hls").Exits(2);

        Assert.Contains(
            $"CD6021: Folder '{copy}' has no 'hls/', so there is nothing to verify for target 'hls'.",
            result.Error,
            StringComparison.Ordinal
        );
    }

    private void AssertDetects(Action<string> change, string simulator = "icarus")
    {
        using var folder = new TemporaryFolder();
        var copy = fixture.Copy(folder["copy"]);
        change(copy);

        var result = Tool.Run("verify", copy, "--simulator", simulator, "--count", "1", "--json").Exits(1);

        var diagnostic = result.Json.GetProperty("diagnostics")[0].GetProperty("message").GetString();
        Assert.Matches(
            @"^Layer '.+', image 0, index \(h \d+, w \d+, c \d+\): expected -?\d+, actual -?\w+, in cycle \d+\. \d+ words? differs? in all\.$",
            diagnostic
        );
        var first = result.Json.GetProperty("mismatches")[0];
        Assert.NotEqual(first.GetProperty("expected").GetInt32(), first.GetProperty("actual").GetInt32());
        Assert.True(new FileInfo(result.Json.GetProperty("waveform").GetString() ?? "").Length > 0);
    }

    /// <summary>Bit 6 of the last byte of a line.</summary>
    private static void FlipBit(string path, int line)
    {
        var lines = File.ReadAllLines(path);
        var last = Convert.ToByte(lines[line][^2..], 16) ^ 0x40;
        lines[line] = $"{lines[line][..^2]}{last:x2}";
        File.WriteAllLines(path, lines);
    }
}
