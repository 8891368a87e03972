// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace CoDesign.Cli.Tests.Commands;

[Collection(CompiledGroup.Name)]
public sealed class CompileTests(CompiledFixture fixture)
{
    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("configuration.yaml")]
    [InlineData("rtl", "files.f")]
    [InlineData("rtl", "weights.hex")]
    [InlineData("sim", "cd_network_bench.sv")]
    [InlineData("sim", "vectors", "images.hex")]
    [InlineData("c", "model.h")]
    [InlineData("c", "Makefile")]
    [InlineData("report", "report.html")]
    [InlineData("report", "layers.csv")]
    [InlineData("report", "summary.json")]
    public void WritesTheArtefact(params string[] path) =>
        Assert.True(File.Exists(Path.Combine([fixture.Compiled, .. path])));

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void RefusesCalibrationThatIsNotFinite(int record)
    {
        using var folder = new TemporaryFolder();
        var values = Enumerable.Range(0, 4 * 192).Select(i => i == (record * 192) + 5 ? float.NaN : i % 7).ToArray();
        var data = NpyRecords.Write(folder["nan.npy"], values, 4, 3, 8, 8);

        var result = Tool.Run("compile", fixture.Model, "--calibration", data, "--out", folder["out"]).Exits(2);

        Assert.Equal(
            $"error CD1312: '{data}': element 5 of record {record} is NaN. Input values must be finite.\n",
            result.Error
        );
        Assert.Equal(["nan.npy"], folder.Entries());
    }

    [Fact]
    public void WritesTheSameBytesAgain()
    {
        using var folder = new TemporaryFolder();

        fixture.Compile(folder["again"]).Exits(0);

        var files = Directory
            .EnumerateFiles(fixture.Compiled, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .ToList();
        var names = files.ConvertAll(file => Path.GetRelativePath(fixture.Compiled, file));
        Assert.Equal(
            names,
            Directory
                .EnumerateFiles(folder["again"], "*", SearchOption.AllDirectories)
                .Select(f => Path.GetRelativePath(folder["again"], f))
                .Order(StringComparer.Ordinal)
        );
        Assert.All(
            names,
            name =>
                Assert.Equal(
                    File.ReadAllBytes(Path.Combine(fixture.Compiled, name)),
                    File.ReadAllBytes(folder["again", name])
                )
        );
    }

    [Fact]
    public void PrintsTheSchemaOfTheSummary()
    {
        using var folder = new TemporaryFolder();

        var json = fixture.Compile(folder["out"], "--json").Exits(0).Json;
        var summary = JsonDocument.Parse(File.ReadAllText(folder["out", "report", "summary.json"])).RootElement;

        foreach (var text in new[] { json, summary })
        {
            Assert.Equal(1, text.GetProperty("schema").GetInt32());
            // 8*8*(8*27 + 8*9 + 8*8) + 4*4*6*36 + 96*5
            Assert.Equal(26_464, text.GetProperty("macs").GetInt64());
            Assert.Equal(
                8 * 27 + 8 + 8 * 9 + 8 + 64 + 8 + 6 * 36 + 6 + 480 + 5,
                text.GetProperty("parameters").GetInt64()
            );
            Assert.True(text.GetProperty("weightBytes").GetInt64() > 0);
            Assert.Equal(3 * 512, text.GetProperty("peakActivationBytes").GetInt64());
            Assert.True(text.GetProperty("cycles").GetInt64() > 0);
            Assert.InRange(text.GetProperty("macUtilization").GetDouble(), 0.01, 1);
            Assert.True(text.GetProperty("energyPj").GetDouble() > 0);
            Assert.All(
                text.GetProperty("layers").EnumerateArray(),
                layer => Assert.NotEmpty($"{layer.GetProperty("name")}{layer.GetProperty("op")}")
            );
        }
    }

    [Fact]
    public void ReplacesAnEarlierOutput()
    {
        using var folder = new TemporaryFolder();
        var target = fixture.Copy(folder["out"]);
        File.WriteAllText(Path.Combine(target, "rtl", "stale.v"), "");
        File.AppendAllText(Path.Combine(target, "report", "files.txt"), "rtl/stale.v\n");
        Directory.CreateDirectory(Path.Combine(target, "sim", "build"));
        File.WriteAllText(Path.Combine(target, "sim", "build", "icarus.vvp"), "");

        fixture.Compile(target).Exits(0);

        Assert.False(File.Exists(Path.Combine(target, "rtl", "stale.v")));
        Assert.Equal(["out"], folder.Entries());
    }

    [Theory]
    [InlineData("notes.txt")]
    [InlineData("rtl")]
    public void RefusesAFolderOfSomethingElse(string name)
    {
        using var folder = new TemporaryFolder();
        var foreign = Directory.CreateDirectory(folder["out"]).FullName;
        File.WriteAllText(Path.Combine(foreign, name), "mine");

        var result = fixture.Compile(foreign).Exits(2);

        Assert.Contains(
            $"CD5902: Folder '{foreign}' holds '{name}', which is no output of codesign. Nothing was changed. "
                + "Name a new or an empty folder, or one that codesign has written.",
            result.Error,
            StringComparison.Ordinal
        );
        Assert.Equal("mine", File.ReadAllText(Path.Combine(foreign, name)));
        Assert.Equal(["out"], folder.Entries());
    }

    [Theory]
    [InlineData("thesis.tex")]
    [InlineData("rtl/wrapper.v")]
    public void RefusesAnEarlierOutputWithSomethingAdded(string name)
    {
        using var folder = new TemporaryFolder();
        var target = fixture.Copy(folder["out"]);
        File.WriteAllText(Path.Combine(target, name), "years of work");

        var result = fixture.Compile(target).Exits(2);

        Assert.Contains($"holds '{name}', which is no output of codesign.", result.Error, StringComparison.Ordinal);
        Assert.Equal("years of work", File.ReadAllText(Path.Combine(target, name)));
    }

    [Fact]
    public void RefusesAFileAsFolder()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("out", "mine");

        Assert.Contains(
            $"CD5903: '{file}' is a file, a folder is needed. Nothing was changed.",
            fixture.Compile(file).Exits(2).Error,
            StringComparison.Ordinal
        );
        Assert.Equal("mine", File.ReadAllText(file));
    }

    [Fact]
    public void LeavesNothing_WhenItIsInterrupted()
    {
        using var folder = new TemporaryFolder();
        var calibration = NpyRecords.Write(folder["many.npy"], 20_000, 3, 8, 8);
        var before = folder.Entries().ToList();
        using var process = Tool.Start(
            null,
            ["compile", fixture.Model, "--calibration", calibration, "--out", folder["out"]]
        );
        Assert.True(
            SpinWait.SpinUntil(
                () => folder.Entries().Any(name => name.EndsWith(".partial", StringComparison.Ordinal)),
                TimeSpan.FromSeconds(60)
            )
        );

        using (var kill = System.Diagnostics.Process.Start("kill", ["-TERM", $"{process.Id}"]))
            kill.WaitForExit();
        process.WaitForExit();

        Assert.Equal(143, process.ExitCode);
        Assert.Equal(before, folder.Entries());
    }

    [Fact]
    public void CleansUpAfterAKilledRun()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder[".out.999999999.partial"]);

        fixture.Compile(folder["out"]).Exits(0);

        Assert.Equal(["out"], folder.Entries());
    }

    [Fact]
    public void AsksForCalibrationOfAFloatModel()
    {
        using var folder = new TemporaryFolder();

        var result = Tool.Run("compile", fixture.Model, "--out", folder["out"], "--json").Exits(2);

        Assert.Equal(
            "Model 'small' is a float model and needs calibration records. Give them with --calibration DATA.",
            Assert.Single(result.Json.GetProperty("diagnostics").EnumerateArray()).GetProperty("message").GetString()
        );
        Assert.Empty(folder.Entries());
    }

    [Fact]
    public void NamesTheNearestConfigurationKey()
    {
        using var folder = new TemporaryFolder();
        var config = folder.Write("bad.yaml", "chanels: 4\n");

        var result = Tool.Run(
                "compile",
                fixture.Model,
                "--calibration",
                fixture.Calibration,
                "--config",
                config,
                "--out",
                folder["out"]
            )
            .Exits(2);

        Assert.Contains("'channels'", result.Error, StringComparison.Ordinal);
        Assert.Equal(["bad.yaml"], folder.Entries());
    }

    [Fact]
    public void RefusesAMemoryThatIsTooSmall()
    {
        using var folder = new TemporaryFolder();
        var config = folder.Write("tiny.yaml", "channels: 4\npixels: 2\nbankDepth: 16\n");

        var result = Tool.Run(
                "compile",
                fixture.Model,
                "--calibration",
                fixture.Calibration,
                "--config",
                config,
                "--out",
                folder["out"]
            )
            .Exits(2);

        Assert.Contains("CD4", result.Error, StringComparison.Ordinal);
        Assert.Equal(["tiny.yaml"], folder.Entries());
    }

    [Fact]
    public void RefusesCalibrationOfTheWrongShape()
    {
        using var folder = new TemporaryFolder();
        var wrong = NpyRecords.Write(folder["wrong.npy"], 4, 3, 7, 8);

        Tool.Run("compile", fixture.Model, "--calibration", wrong, "--out", folder["out"]).Exits(2);

        Assert.Equal(["wrong.npy"], folder.Entries());
    }

    [Fact]
    public void DumpsTheGraphAfterEveryPass()
    {
        using var folder = new TemporaryFolder();

        fixture.Compile(folder["out"], "--dump-graph", folder["graphs"]).Exits(0);

        var names = Directory
            .EnumerateFiles(folder["graphs"], "*.graph.txt")
            .Select(file => Path.GetFileName(file))
            .Order(StringComparer.Ordinal)
            .ToList();
        Assert.Equal("00_Import.graph.txt", names[0]);
        Assert.Equal(File.ReadAllLines(folder["graphs", "passes.txt"]).Length, names.Count);
        Assert.Contains("at Lowered", File.ReadAllText(folder["graphs", names[^1]]), StringComparison.Ordinal);
    }

    [Fact]
    public void StopsAfterAPass()
    {
        using var folder = new TemporaryFolder();

        var result = Tool.Run("compile", fixture.Model, "--stop-after", "FoldBatchNorm").Exits(0);

        Assert.Contains("graph 'small' at ", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("batch_norm", result.Output, StringComparison.Ordinal);
        Assert.Empty(folder.Entries());
    }

    [Fact]
    public void NamesThePasses_WhenOneIsUnknown()
    {
        var result = Tool.Run("compile", fixture.Model, "--stop-after", "FoldEverything").Exits(2);

        Assert.Contains("FoldBatchNorm", result.Error, StringComparison.Ordinal);
    }
}
