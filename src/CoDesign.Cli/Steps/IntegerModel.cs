// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cli.Frame;
using CoDesign.Import.Datasets;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Transforms;

namespace CoDesign.Cli.Steps;

/// <summary>A model as both of its executors need it.</summary>
/// <param name="Lowered">The integer graph that the hardware runs.</param>
/// <param name="Float">The folded float graph; null for a model that came as integers.</param>
/// <param name="Configuration">What was asked for, or what the folder was compiled with.</param>
internal sealed record IntegerModel(Graph Lowered, Graph? Float, ToolConfiguration Configuration)
{
    private const int DefaultCalibrationRecords = 1024;

    /// <summary>The accelerator to plan for.</summary>
    public AcceleratorConfiguration Accelerator => Configuration.Accelerator;

    /// <summary>What the optional rewrites of the codes did; null for a compiled folder.</summary>
    public ArithmeticRewrites? Rewrites { get; private init; }

    /// <summary>
    /// Opens MODEL_OR_DIR. A float model is calibrated on <paramref name="calibration"/> or, with a warning, on the first records of <paramref name="fallback"/>.
    /// Null after a diagnostic.
    /// </summary>
    public static IntegerModel? Open(
        Session session,
        string path,
        string? config,
        string? calibration,
        string? fallback
    )
    {
        if (!Directory.Exists(path))
        {
            return
                SourceModel.Configuration(session, config) is { } configuration
                && SourceModel.Read(session, path) is { } graph
                ? FromGraph(session, graph, configuration, calibration, fallback, SourceModel.Options(configuration))
                : null;
        }

        if (calibration is not null || config is not null)
        {
            session.Diagnostics.Add(
                UsageDiagnostics.NotTogether(
                    calibration is null ? "Option '--config'" : "Option '--calibration'",
                    $"the compiled model '{path}'",
                    "Its numbers are fixed; compile the model again."
                )
            );
            return null;
        }

        return CompiledModel.Open(session, path) is { } compiled && compiled.Configuration(session) is { } own
            ? new IntegerModel(compiled.Lowered, compiled.Float(session), own)
            : null;
    }

    /// <summary>Runs all passes on a graph that was just read; null after a diagnostic.</summary>
    public static IntegerModel? FromGraph(
        Session session,
        Graph graph,
        ToolConfiguration configuration,
        string? calibration,
        string? fallback,
        PipelineOptions options
    )
    {
        if (graph.Stage >= GraphStage.Quantized)
        {
            if (calibration is not null && !configuration.Quantization.ApproximateTfLite)
                session.Diagnostics.Add(UsageDiagnostics.CalibrationUnused(graph.Name));
            return Finish(session, graph, records: null, configuration, options);
        }

        var data = calibration ?? fallback;
        if (data is null)
            return Finish(session, graph, records: null, configuration, options);
        if (Dataset.Open(data, graph, configuration.Input, session.Diagnostics) is not { } dataset)
            return null;
        var count = dataset.Count;
        if (calibration is null)
        {
            count = Math.Min(count, DefaultCalibrationRecords);
            session.Diagnostics.Add(UsageDiagnostics.CalibratedOnInput(data, count));
        }

        return session.Progress.During(
            "Calibrate and quantize",
            report =>
                Finish(
                    session,
                    graph,
                    Batches.Counted(dataset.Samples.Take((int)count).Select(s => s.Real), count, report),
                    configuration,
                    options
                )
        );
    }

    /// <summary>Runs all passes with the given records; null after a diagnostic.</summary>
    public static IntegerModel? Finish(
        Session session,
        Graph graph,
        IEnumerable<double[]>? records,
        ToolConfiguration configuration,
        PipelineOptions options
    )
    {
        Graph? folded = null;
        var rewrites = new ArithmeticRewrites(graph, options.Quantization.RemoveDeadChannels);
        var watching = options with
        {
            AfterPass = result =>
            {
                folded = result.Graph.Stage == GraphStage.Folded ? result.Graph : folded;
                rewrites.Add(result);
                options.AfterPass?.Invoke(result);
            },
        };
        return
            Pipeline.Run(graph, watching, records, session.Diagnostics) is { } finished
            && !session.Diagnostics.HasErrors
            ? new IntegerModel(finished, folded, configuration) { Rewrites = rewrites }
            : null;
    }
}
