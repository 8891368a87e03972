// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace CoDesign.Cli.Tests.Commands;

public sealed class AnalyzeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly OnnxModel _model = new OnnxModel("net", 3, 8, 8)
        .Conv(8, hasBias: false)
        .BatchNorm()
        .Relu()
        .Conv(8, groups: 2)
        .Relu()
        .Flatten()
        .Gemm(8 * 8 * 8, 4);
    private readonly string _data;

    public AnalyzeTests() => _data = NpyRecords.Write(_folder["data.npy"], 6, 3, 8, 8);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WritesReportFiguresAndTables()
    {
        var model = _model.Save(_folder.Root);
        var json = Run(model, "--trials", "2", "--blocks", "conv_,gemm").Exits(0).Json;

        Assert.Equal(
            ["channels.csv", "layers.csv", "report.html", "summary.json"],
            Directory
                .EnumerateFiles(_folder["out"])
                .Select(file => Path.GetFileName(file))
                .Order(StringComparer.Ordinal)
        );
        var summary = JsonDocument.Parse(File.ReadAllText(_folder["out", "summary.json"])).RootElement;
        Assert.Equal(1, summary.GetProperty("schema").GetInt32());
        Assert.Equal(json.GetProperty("qmse").GetDouble(), summary.GetProperty("qmse").GetDouble());
        Assert.Equal(2, summary.GetProperty("trials").GetProperty("count").GetInt32());
        Assert.Equal(
            ["clipping", "integer", "requantization", "rounding", "together", "weights"],
            summary
                .GetProperty("attribution")
                .GetProperty("sources")
                .EnumerateArray()
                .Select(source => source.GetProperty("source").GetString())
                .Order(StringComparer.Ordinal)
        );
        var blocks = summary
            .GetProperty("blocks")
            .EnumerateArray()
            .ToDictionary(
                block => block.GetProperty("name").GetString()!,
                block => block.GetProperty("layers").GetInt32()
            );
        Assert.Equal(2, blocks["conv_"]);
        Assert.Equal(1, blocks["gemm"]);
        // No figure is a number that is none.
        foreach (
            var file in Directory
                .EnumerateFiles(_folder["out"])
                .Where(file => !file.EndsWith(".html", StringComparison.Ordinal))
        )
            Assert.DoesNotMatch(@"\b(NaN|Infinity|-?∞)\b", File.ReadAllText(file));
    }

    [Fact]
    public void CheckpointsOfOneArchitectureStandSideBySide()
    {
        var model = _model.Save(_folder.Root);
        var first = Checkpoint.Write(_folder["epoch1.safetensors"], _model.Tensors);
        var second = Checkpoint.Write(
            _folder["epoch2.safetensors"],
            _model
                .Tensors.Select(tensor =>
                    (tensor.Name, tensor.Dims, Array.ConvertAll(tensor.Values, value => value * 2))
                )
                .Append(("extra", [1], [0f]))
        );
        var json = Run(first, "--architecture", model, second).Exits(0).Json;
        var whole = Run(model).Exits(0).Json;

        var models = json.GetProperty("models").EnumerateArray().ToList();
        Assert.Equal(["epoch1", "epoch2"], models.Select(entry => entry.GetProperty("model").GetString()));
        var ranges = models
            .Append(whole)
            .Select(entry =>
                entry
                    .GetProperty("layers")[1]
                    .GetProperty("weights")
                    .GetProperty("original")
                    .GetProperty("range")
                    .GetDouble()
            )
            .ToList();
        Assert.Equal(ranges[2], ranges[0]);
        Assert.Equal(2 * ranges[2], ranges[1], 1e-6);
        Assert.True(File.Exists(_folder["out", "report.html"]));
    }

    [Fact]
    public void CheckpointsThatDoNotBelongAreRefused()
    {
        var model = _model.Save(_folder.Root);
        var part = Checkpoint.Write(_folder["part.safetensors"], _model.Tensors.Skip(1));
        var other = Checkpoint.Write(
            _folder["other.safetensors"],
            _model.Tensors.Select(tensor =>
                tensor.Dims.Length == 4 ? (tensor.Name, [.. tensor.Dims.Reverse()], tensor.Values) : tensor
            )
        );
        var damaged = _folder.Write("damaged.safetensors", "not a header");

        Refused(
            Run(part, "--architecture", model),
            $"error CD1061: '{part}': 1 tensor of the architecture is missing (w0)."
        );
        Refused(
            Run(other, "--architecture", model),
            $"error CD1062: '{other}': tensor 'w0' is of shape [3, 3, 3, 8], the architecture's of [8, 3, 3, 3]."
        );
        Refused(
            Run(damaged, "--architecture", model),
            $"error CD1060: '{damaged}': cannot be read as a checkpoint: it is truncated, or not a safetensors file."
        );
        Refused(
            Run(part),
            $"error CD1063: '{part}' holds weights only. Give the network that they belong to: --architecture MODEL.onnx."
        );
        Refused(Run(model, "--architecture", model), $"error CD1064: '{model}' is no .safetensors file.");
    }

    [Fact]
    public void ValuesThatAreNoNumbersAreADiagnostic()
    {
        var model = new OnnxModel("sick", 3, 8, 8).Conv(4).Relu().Flatten().Gemm(4 * 8 * 8, 3);
        var path = model.Save(_folder.Root);
        var tensors = model.Tensors.Select(tensor =>
            tensor.Name == "b0" ? (tensor.Name, tensor.Dims, [float.NaN, .. tensor.Values.Skip(1)]) : tensor
        );
        var sick = Checkpoint.Write(_folder["sick.safetensors"], tensors);
        var result = Run(sick, "--architecture", path);

        Assert.Equal(2, result.ExitCode);
        Assert.Matches("error CD[0-9]+: .*(NaN|finite)", result.Error);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [ToolFact("chromium")]
    public void PlotsAreWrittenAsFiles()
    {
        Run(_model.Save(_folder.Root), "--plots").Exits(0);
        var names = Directory.EnumerateFiles(_folder["out", "plots"]).Select(file => Path.GetFileName(file)).ToList();

        Assert.Superset(
            new HashSet<string>
            {
                "precision.svg",
                "precision.png",
                "ranges.svg",
                "timeline.svg",
                "memory.svg",
                "energy.svg",
                "files.txt",
            },
            names.ToHashSet()
        );
        Assert.StartsWith("<svg", File.ReadAllText(_folder["out", "plots", "memory.svg"]), StringComparison.Ordinal);
        // A second run replaces its own output, and refuses what somebody added.
        Run(_model.Save(_folder.Root), "--plots").Exits(0);
        File.WriteAllText(_folder["out", "plots", "mine.svg"], "");
        Assert.Contains("mine.svg", Run(_model.Save(_folder.Root)).Exits(2).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void PlotsWithoutABrowserAreToldBeforeTheWork()
    {
        var arguments = Arguments(_model.Save(_folder.Root), "--plots");
        var result = Tool.Run("/nowhere:" + Path.GetDirectoryName(Environment.ProcessPath), arguments);

        Assert.Equal(3, result.ExitCode);
        Assert.Contains(
            "Program 'chromium', which draws the plots of a report for --plots, is not on the search path.",
            result.Error,
            StringComparison.Ordinal
        );
        Assert.False(Directory.Exists(_folder["out"]));
    }

    private Tool.Result Run(params string[] arguments) => Tool.Run(Arguments(arguments));

    private string[] Arguments(params string[] arguments) =>
        ["analyze", .. arguments, "--data", "npy:" + _data, "--attribution", "4", "--out", _folder["out"], "--json"];

    private static void Refused(Tool.Result result, string message)
    {
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }
}
