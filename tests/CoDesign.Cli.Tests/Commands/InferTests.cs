// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace CoDesign.Cli.Tests.Commands;

[Collection(CompiledGroup.Name)]
public sealed class InferTests(CompiledFixture fixture)
{
    [Fact]
    public void GivesTheSameFromModelAndFolder()
    {
        using var folder = new TemporaryFolder();

        Tool.Run("infer", fixture.Compiled, "--input", fixture.Calibration, "--output", folder["a.npy"]).Exits(0);
        Tool.Run(
                "infer",
                fixture.Model,
                "--calibration",
                fixture.Calibration,
                "--input",
                fixture.Calibration,
                "--output",
                folder["b.npy"]
            )
            .Exits(0);

        Assert.Equal(File.ReadAllBytes(folder["a.npy"]), File.ReadAllBytes(folder["b.npy"]));
        Assert.Equal([16, 5], NpyRecords.Read(folder["a.npy"]).Shape);
    }

    [Fact]
    public void StaysNearTheFloatModel()
    {
        using var folder = new TemporaryFolder();

        Tool.Run("infer", fixture.Compiled, "--input", fixture.Calibration, "--output", folder["integer.npy"]).Exits(0);
        Tool.Run("infer", fixture.Compiled, "--float", "--input", fixture.Calibration, "--output", folder["float.npy"])
            .Exits(0);
        Tool.Run("infer", fixture.Model, "--float", "--input", fixture.Calibration, "--output", folder["source.npy"])
            .Exits(0);

        var (integer, _) = NpyRecords.Read(folder["integer.npy"]);
        var (real, _) = NpyRecords.Read(folder["float.npy"]);
        var (source, _) = NpyRecords.Read(folder["source.npy"]);
        var range = real.Max() - real.Min();
        Assert.All(real.Zip(source), pair => Assert.Equal(pair.First, pair.Second, 1e-4f * range));
        Assert.All(real.Zip(integer), pair => Assert.True(Math.Abs(pair.First - pair.Second) < 0.25f * range));
        Assert.NotEqual(real, integer);
    }

    [Fact]
    public void DumpsEveryTensor()
    {
        using var folder = new TemporaryFolder();

        Tool.Run(
                "infer",
                fixture.Compiled,
                "--input",
                fixture.Calibration,
                "--output",
                folder["o.bin"],
                "--dump",
                folder["dump"],
                "--count",
                "3"
            )
            .Exits(0);

        var tensors = JsonDocument
            .Parse(File.ReadAllText(folder["dump", "tensors.json"]))
            .RootElement.GetProperty("tensors")
            .EnumerateArray()
            .ToList();
        Assert.Equal(Directory.EnumerateFiles(folder["dump"], "*.npy").Count(), tensors.Count);
        Assert.All(
            tensors,
            tensor =>
            {
                var (bytes, shape, type) = NpyRecords.ReadBytes(
                    folder["dump", tensor.GetProperty("file").GetString() ?? ""]
                );
                Assert.Equal("|u1", type);
                Assert.Equal([3, .. tensor.GetProperty("shape").EnumerateArray().Select(d => d.GetInt32())], shape);
                Assert.Equal(shape.Aggregate(1, (a, b) => a * b), bytes.Length);
            }
        );
        Assert.Equal(3 * 5 * sizeof(float), new FileInfo(folder["o.bin"]).Length);
    }

    [Fact]
    public void WarnsWhenItCalibratesOnItsInput()
    {
        using var folder = new TemporaryFolder();

        var result = Tool.Run("infer", fixture.Model, "--input", fixture.Calibration, "--output", folder["o.npy"])
            .Exits(0);

        Assert.Contains(
            $"warning CD0004: Without --calibration the value ranges come from the first 16 records of '{fixture.Calibration}' itself. Give --calibration DATA for a fair figure.",
            result.Error,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("o.txt", "the extension must be .npy or .bin")]
    [InlineData("missing/o.npy", "does not exist")]
    public void RefusesAnOutputBeforeTheWork(string output, string problem)
    {
        using var folder = new TemporaryFolder();

        var result = Tool.Run("infer", fixture.Compiled, "--input", fixture.Calibration, "--output", folder[output])
            .Exits(2);

        Assert.Contains("CD5906: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(problem, result.Error, StringComparison.Ordinal);
        Assert.Empty(folder.Entries());
    }

    [Fact]
    public void RefusesCalibrationOfACompiledModel()
    {
        using var folder = new TemporaryFolder();

        var result = Tool.Run(
                "infer",
                fixture.Compiled,
                "--calibration",
                fixture.Calibration,
                "--input",
                fixture.Calibration,
                "--output",
                folder["o.npy"]
            )
            .Exits(2);

        Assert.Contains(
            $"CD0003: Option '--calibration' does not go with the compiled model '{fixture.Compiled}'. Its numbers are fixed; compile the model again.",
            result.Error,
            StringComparison.Ordinal
        );
    }
}
