// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Globalization;
using CoDesign.Analysis.Accuracy;
using CoDesign.Cli.Frame;
using CoDesign.Cli.Steps;
using CoDesign.Golden.Float;
using CoDesign.Golden.Kernels;
using CoDesign.Import.Datasets;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Reports.Json;
using CoDesign.Reports.Tables;

namespace CoDesign.Cli.Commands;

/// <summary><c>codesign evaluate</c>: what quantization costs on a data set.</summary>
internal static class EvaluateCommand
{
    public static ToolCommand Create()
    {
        var model = ModelOption.ModelOrFolder();
        var data = new Option<string>("--data")
        {
            Description = "cifar10:FILE, npy:FILE, raw:FILE or png:DIR.",
            HelpName = "DATA",
            Required = true,
        };
        var count = ModelOption.Count("Evaluate the first N records only.");
        var calibration = ModelOption.Calibration();
        var config = ModelOption.Configuration();
        return new ToolCommand(
            "evaluate",
            "Top-1 accuracy of the float and the integer model, percent accuracy decrease, QMSE, QCE, QKL; of an autoencoder the mean squared error. Labels of raw: and npy: stand in FILE.labels.txt or in labels.txt beside it, a line for each record that begins with the class number.",
            "codesign evaluate model.onnx --config model.yaml --calibration cifar10:calib.bin --data cifar10:test.bin"
        )
        {
            Arguments = { model },
            Options = { data, count, calibration, config },
            Work = (session, parsed) =>
            {
                var source = parsed.GetRequiredValue(data);
                return
                    IntegerModel.Open(
                        session,
                        parsed.GetRequiredValue(model),
                        parsed.GetValue(config),
                        parsed.GetValue(calibration),
                        source
                    )
                        is { } opened
                    ? Run(session, opened, source, parsed.GetValue(count))
                    : session.Failed();
            },
        };
    }

    private static ExitCode Run(Session session, IntegerModel model, string data, int? count)
    {
        if (Dataset.Open(data, model.Lowered, null, session.Diagnostics) is not { } dataset)
            return session.Failed();
        if (!dataset.HasLabels && !GivesBackItsInput(model.Lowered))
            session.Diagnostics.Add(UsageDiagnostics.NoLabels(data));
        var total = Math.Min(dataset.Count, count ?? long.MaxValue);
        var summary = session.Progress.During(
            "Evaluate",
            report => Measure(model, Batches.Counted(dataset.Samples.Take((int)total), total, report))
        );
        if (session.Diagnostics.HasErrors)
            return session.Failed();
        session.Result = ResultJson.ToObject(summary);
        session.Result["model"] = model.Lowered.Name;
        session.Result["data"] = data;
        TableDrawing.Write(session, TableOf(summary));
        return ExitCode.Done;
    }

    private static AccuracySummary Measure(IntegerModel model, IEnumerable<Sample> samples)
    {
        var integer = new FastExecutor(model.Lowered);
        var logits = Logits(model.Lowered);
        var codes = ((QuantizedNode)model.Lowered[logits]).Output;
        var real = model.Float is { } graph ? (Executor: new FloatExecutor(graph), Logits: Logits(graph)) : default;
        var classes = new AccuracyMeter();
        var reconstruction = GivesBackItsInput(model.Lowered) ? new ReconstructionMeter() : null;
        // Each thread has arrays of its own, which every record overwrites.
        using var reals = new ThreadLocal<Dictionary<string, double[]>>(() => new(StringComparer.Ordinal));
        using var integers = new ThreadLocal<Dictionary<string, short[]>>(() => new(StringComparer.Ordinal));
        var outputs = Batches.InOrder(
            samples,
            sample =>
            {
                var fp32 = reals.Value ?? throw new InvalidOperationException("No arrays for this thread.");
                real.Executor?.Run(sample.Real, fp32);
                var values = integers.Value ?? throw new InvalidOperationException("No arrays for this thread.");
                integer.Run(sample.Codes, values);
                return (
                    sample.Label,
                    Input: reconstruction is null ? [] : sample.Real,
                    Float: real.Executor is null ? null : fp32[real.Logits].ToArray(),
                    Integer: Array.ConvertAll(values[logits], code => codes.Dequantize(code))
                );
            }
        );
        foreach (var (label, input, fp32, dequantized) in outputs)
        {
            if (reconstruction is null)
                classes.Add(label, fp32, dequantized);
            else
                reconstruction.Add(label, input, fp32, dequantized);
        }

        return reconstruction?.Summary() ?? classes.Summary();
    }

    /// <summary>True for an autoencoder: the output has the input's shape and is no softmax, so its greatest element is no class.</summary>
    private static bool GivesBackItsInput(Graph graph) =>
        graph[graph.Output] is not (Softmax or QuantizedSoftmax) && graph[graph.Output].Shape == graph.InputNode.Shape;

    /// <summary>The value that a softmax at the end reads, else the output.</summary>
    private static string Logits(Graph graph) =>
        graph[graph.Output] is Softmax or QuantizedSoftmax ? graph[graph.Output].Inputs[0] : graph.Output;

    private static ReportTable TableOf(AccuracySummary summary)
    {
        (string Name, double? Value, string Unit)[] figures =
        [
            ("images", summary.Images, ""),
            ("fp32 top-1", summary.Fp32Top1Percent, " %"),
            ("integer top-1", summary.IntegerTop1Percent, " %"),
            ("percent accuracy decrease", summary.PercentAccuracyDecrease, " %"),
            ("top-1 agreement", summary.Top1AgreementPercent, " %"),
            ("QMSE", summary.Qmse, ""),
            ("QCE", summary.Qce, " nat"),
            ("QKL", summary.Qkl, " nat"),
            ("fp32 mean squared error", summary.Fp32MeanSquaredError, ""),
            ("integer mean squared error", summary.IntegerMeanSquaredError, ""),
            ("fp32 area under curve", summary.Fp32AreaUnderCurve, ""),
            ("integer area under curve", summary.IntegerAreaUnderCurve, ""),
        ];
        return new ReportTable(
            [new ReportColumn("figure", IsFigure: false), new ReportColumn("value", IsFigure: true)],
            [
                .. figures
                    .Where(f => f.Value is not null)
                    .Select(f =>
                        ImmutableArray.Create(
                            f.Name,
                            (f.Value ?? 0).ToString("G6", CultureInfo.InvariantCulture) + f.Unit
                        )
                    ),
            ]
        );
    }
}
