// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace CoDesign.Cli.Tests.Commands;

public sealed class FactorizeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _architecture;

    public FactorizeTests() =>
        _architecture = _folder.Write(
            "net.yaml",
            """
            name: net
            input: { height: 8, width: 8, channels: 3 }
            stem: { channels: 16 }
            blocks:
              - { channels: 16 }
              - { channels: 32, stride: 2 }
            dense: [10]
            """
        );

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void PointsCarryTheCostsOfTheEquations()
    {
        var json = Tool.Run("factorize", _architecture, "--rates", "1,2,2:dw", "--json").Exits(0).Json;
        var points = json.GetProperty("points").EnumerateArray().ToList();

        // Eq. 2.3, 5.1 and 5.2 by hand: stem 8 8 9 3 16; blocks at 8 x 8 and 4 x 4.
        const long Stem = 8 * 8 * 9 * 3 * 16;
        long[] expected =
        [
            Stem + (64 * 9 * 16 * 16) + (16 * 9 * 16 * 32),
            Stem + (64 * 9 * 16 * 8) + (64 * 16 * 16) + (16 * 9 * 16 * 8) + (16 * 16 * 32),
            Stem + (64 * 9 * 16 * 8) + (64 * 16 * 16) + (16 * 9 * 16 * 1) + (16 * 16 * 32),
        ];
        Assert.Equal(expected, points.Select(point => point.GetProperty("convMacs").GetInt64()));
        Assert.Equal([2, 16], points[2].GetProperty("groups").EnumerateArray().Select(groups => groups.GetInt32()));
        Assert.All(points, point => Assert.True(point.GetProperty("cycles").GetInt64() > 0));
    }

    [Fact]
    public void EveryPointCanBeWrittenAndCompiled()
    {
        var output = _folder["out"];
        Tool.Run(
                "factorize",
                _architecture,
                "--rates",
                "1,dw",
                "--out",
                output,
                "--onnx",
                "--rtl",
                "--initializer",
                "lecun_uniform"
            )
            .Exits(0);

        foreach (var name in new[] { "net_1", "net_dw" })
        {
            Assert.True(File.Exists(Path.Combine(output, "models", name + ".onnx")));
            Assert.True(File.Exists(Path.Combine(output, "compiled", name, "rtl", "files.f")));
            Assert.True(File.Exists(Path.Combine(output, "compiled", name, "report", "report.html")));
        }

        Assert.Equal(
            1,
            JsonDocument
                .Parse(File.ReadAllText(Path.Combine(output, "summary.json")))
                .RootElement.GetProperty("schema")
                .GetInt32()
        );
        Assert.Equal(3, File.ReadAllLines(Path.Combine(output, "points.csv")).Length);
        // What was written is a model like any other.
        Assert.Equal(
            "net_1",
            Tool.Run("inspect", Path.Combine(output, "models", "net_1.onnx"), "--json")
                .Exits(0)
                .Json.GetProperty("model")
                .GetString()
        );
        // A file that somebody added is not deleted.
        File.WriteAllText(Path.Combine(output, "models", "mine.onnx"), "");
        Assert.Contains(
            "mine.onnx",
            Tool.Run("factorize", _architecture, "--rates", "1", "--out", output).Exits(2).Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void TrainedModelsGiveTheirPointsAnAccuracyAndAFront()
    {
        Tool.Run("factorize", _architecture, "--rates", "1,dw", "--out", _folder["models"], "--onnx").Exits(0);
        var data = NpyRecords.Write(_folder["data.npy"], 8, 3, 8, 8);
        File.WriteAllLines(data + ".labels.txt", Enumerable.Range(0, 8).Select(label => $"{label}"));
        string Model(string name) => _folder["models", "models", name + ".onnx"];
        string[] Arguments(string trained) =>
            [
                "factorize",
                _architecture,
                "--rates",
                "1,dw",
                "--trained",
                "1=" + Model("net_1"),
                "--trained",
                trained,
                "--data",
                "npy:" + data,
                "--json",
            ];

        var points = Tool.Run(Arguments("dw=" + Model("net_dw")))
            .Exits(0)
            .Json.GetProperty("points")
            .EnumerateArray()
            .ToList();
        Assert.All(points, point => Assert.True(point.GetProperty("qmse").GetDouble() > 0));
        Assert.Contains(points, point => point.GetProperty("isOnMacsFront").GetBoolean());

        var wrong = Tool.Run(Arguments("dw=" + Model("net_1"))).Exits(2).Error;
        Assert.Contains("error CD3607", wrong, StringComparison.Ordinal);
    }

    [Fact]
    public void MistakesAreUsageErrors()
    {
        Assert.Contains(
            "need '--out'",
            Tool.Run("factorize", _architecture, "--rates", "1", "--plots").Exits(2).Error,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "CD3601",
            Tool.Run("factorize", _architecture, "--rates", "twelve").Exits(2).Error,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "CD3602",
            Tool.Run("factorize", _architecture, "--rates", "3").Exits(2).Error,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "CD3605",
            Tool.Run("factorize", _architecture, "--rates", "1", "--initializer", "zeros").Exits(2).Error,
            StringComparison.Ordinal
        );
    }
}
