// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Cli.Tests.Commands;

[Collection(CompiledGroup.Name)]
public sealed class EvaluateTests(CompiledFixture fixture)
{
    private const int Classes = 5;

    [Fact]
    public void GivesTheFiguresOfItsDefinition()
    {
        using var folder = new TemporaryFolder();
        var data = NpyRecords.Write(folder["data.npy"], 40, 3, 8, 8);
        Tool.Run("infer", fixture.Compiled, "--input", data, "--output", folder["q.npy"]).Exits(0);
        Tool.Run("infer", fixture.Compiled, "--float", "--input", data, "--output", folder["p.npy"]).Exits(0);
        var p = Records(folder["p.npy"]);
        var q = Records(folder["q.npy"]);
        // Three of four labels are what the float model says.
        var labels = p.Select((logits, i) => i % 4 == 0 ? 0 : Array.IndexOf(logits, logits.Max())).ToArray();
        File.WriteAllLines(data + ".labels.txt", labels.Select(label => $"{label}"));

        var json = Tool.Run("evaluate", fixture.Compiled, "--data", data, "--json").Exits(0).Json;

        double Accuracy(double[][] outputs) =>
            100.0 * outputs.Where((o, i) => Array.IndexOf(o, o.Max()) == labels[i]).Count() / labels.Length;
        var sp = p.Select(Softmax).ToArray();
        var sq = q.Select(Softmax).ToArray();
        Assert.Equal(40, json.GetProperty("images").GetInt64());
        Assert.Equal(Accuracy(p), json.GetProperty("fp32Top1Percent").GetDouble(), 9);
        Assert.Equal(Accuracy(q), json.GetProperty("integerTop1Percent").GetDouble(), 9);
        Assert.Equal(
            100 * (Accuracy(p) - Accuracy(q)) / Accuracy(p),
            json.GetProperty("percentAccuracyDecrease").GetDouble(),
            9
        );
        Assert.Equal(
            sp.Zip(sq, (a, b) => a.Zip(b, (x, y) => (x - y) * (x - y)).Average()).Average(),
            json.GetProperty("qmse").GetDouble(),
            1e-7
        );
        Assert.Equal(
            sp.Zip(sq, (a, b) => -a.Zip(b, (x, y) => x * Math.Log(y)).Sum()).Average(),
            json.GetProperty("qce").GetDouble(),
            1e-6
        );
        Assert.Equal(
            sp.Zip(sq, (a, b) => a.Zip(b, (x, y) => x * Math.Log(x / y)).Sum()).Average(),
            json.GetProperty("qkl").GetDouble(),
            1e-6
        );
    }

    [Fact]
    public void WarnsWithoutLabels()
    {
        var result = Tool.Run("evaluate", fixture.Compiled, "--data", fixture.Calibration, "--json").Exits(0);

        Assert.False(result.Json.TryGetProperty("integerTop1Percent", out _));
        Assert.True(result.Json.TryGetProperty("qmse", out _));
        Assert.Contains(
            $"warning CD0007: '{fixture.Calibration}' has no labels, so there is no top-1 accuracy.",
            result.Error,
            StringComparison.Ordinal
        );
    }

    private static double[][] Records(string path) =>
        [
            .. NpyRecords
                .Read(path)
                .Values.Chunk(Classes)
                .Select(record => Array.ConvertAll(record, value => (double)value)),
        ];

    private static double[] Softmax(double[] logits)
    {
        var powers = Array.ConvertAll(logits, x => Math.Exp(x));
        return Array.ConvertAll(powers, x => x / powers.Sum());
    }
}
