// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Attribution;
using CoDesign.Analysis.Networks;
using CoDesign.Cli.Frame;
using CoDesign.Import.Checkpoints;
using CoDesign.Import.Datasets;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Mapping;
using CoDesign.Reports.Layerwise;
using CoDesign.Transforms;

namespace CoDesign.Cli.Steps;

/// <summary>What <c>analyze</c> was asked for, models apart.</summary>
/// <param name="Data">Records to measure on.</param>
/// <param name="Calibration">Records for the value ranges; null = the first of <paramref name="Data"/>.</param>
/// <param name="Config">Configuration file.</param>
/// <param name="Count">Records to measure at most.</param>
/// <param name="Attributed">Records for the attribution; 0 = none.</param>
/// <param name="Trials">Calibration subsets; 0 = none.</param>
/// <param name="Seed">Seed of the first subset.</param>
internal sealed record AnalysisRequest(
    string Data,
    string? Calibration,
    string? Config,
    int? Count,
    int Attributed,
    int Trials,
    int Seed
)
{
    /// <summary>Network of models that are weights only; null where each model is whole.</summary>
    public string? Architecture { get; init; }

    /// <summary>Prefixes of layer names to group by; empty for the first part of each name.</summary>
    public ImmutableArray<string> Blocks { get; init; } = [];
}

/// <summary>Opens one model at all its stages and measures it.</summary>
internal sealed class ModelAnalysis
{
    private const int DefaultCalibrationRecords = 1024;

    private readonly Session _session;
    private readonly string _name;
    private readonly AnalysisRequest _request;
    private readonly ToolConfiguration _configuration;
    private readonly PipelineOptions _options;
    private readonly Graph _graph;

    private ModelAnalysis(
        Session session,
        string name,
        AnalysisRequest request,
        ToolConfiguration configuration,
        Graph graph
    )
    {
        (_session, _name, _request, _configuration, _graph) = (session, name, request, configuration, graph);
        _options = SourceModel.Options(configuration);
    }

    /// <summary>Everything about the model at <paramref name="path"/>; null after a diagnostic.</summary>
    public static AnalyzedNetwork? Run(Session session, string path, string name, AnalysisRequest request)
    {
        if (
            SourceModel.Configuration(session, request.Config) is not { } configuration
            || Read(session, path, request.Architecture) is not { } graph
        )
            return null;
        if (graph.Stage < GraphStage.Quantized)
            return new ModelAnalysis(session, name, request, configuration, graph).Run();
        session.Diagnostics.Add(AnalysisDiagnostics.IntegerModel(path));
        return null;
    }

    private static Graph? Read(Session session, string path, string? architecture)
    {
        var isCheckpoint = Path.GetExtension(path)
            .Equals(CheckpointReader.Extension, StringComparison.OrdinalIgnoreCase);
        if (architecture is null && !isCheckpoint)
            return SourceModel.Read(session, path);
        if (architecture is null)
            session.Diagnostics.Add(CheckpointDiagnostics.NoArchitecture(path));
        else if (!isCheckpoint)
            session.Diagnostics.Add(CheckpointDiagnostics.NotACheckpoint(path));
        else if (new[] { path, architecture }.FirstOrDefault(file => !File.Exists(file)) is { } absent)
            session.Diagnostics.Add(OutputDiagnostics.NotFound(absent));
        else
            return session.Progress.During(
                "Read the checkpoint",
                () => CheckpointReader.Read(architecture, path, session.Diagnostics)
            );
        return null;
    }

    private AnalyzedNetwork? Run()
    {
        if (Calibration() is not var (calibration, calibrationCount))
            return null;
        var stages = _session.Progress.During(
            $"{_name}: calibrate and quantize",
            () => NetworkStages.Of(_graph, _options, calibration, _session.Diagnostics)
        );
        if (
            stages is null
            || Dataset.Open(_request.Data, stages.Quantized, null, _session.Diagnostics) is not { } dataset
        )
            return null;
        if (!dataset.HasLabels)
            _session.Diagnostics.Add(UsageDiagnostics.NoLabels(_request.Data));
        var count = (int)Math.Min(dataset.Count, _request.Count ?? int.MaxValue);
        if (
            Analyze(stages, dataset, count, $"measure {count} records", _session.Diagnostics) is not { } analysis
            || _session.Diagnostics.HasErrors
        )
            return null;
        var attribution = Attribute(stages, dataset, Math.Min(count, _request.Attributed));
        if (Plan(stages) is not { } plan)
            return null;
        var trials = Trials(dataset, count, calibration, calibrationCount);
        return _session.Diagnostics.HasErrors
            ? null
            : AnalyzedNetwork.Of(_name, stages, analysis, attribution, plan, _request.Blocks) with
            {
                Trials = trials,
            };
    }

    private NetworkAnalysis? Analyze(
        NetworkStages stages,
        Dataset dataset,
        int count,
        string title,
        DiagnosticBag diagnostics
    ) =>
        // The records are read twice: for the ranges and for the rest.
        _session.Progress.During(
            $"{_name}: {title}",
            report => NetworkAnalyzer.Analyze(stages, Records(dataset, count, report), diagnostics)
        );

    private NetworkAttribution? Attribute(NetworkStages stages, Dataset dataset, int count) =>
        count == 0
            ? null
            : _session.Progress.During(
                $"{_name}: attribute the error over {count} records",
                report => NetworkAttributor.Attribute(stages, Records(dataset, count, report))
            );

    private ImmutableArray<NetworkTrial> Trials(
        Dataset dataset,
        int count,
        IEnumerable<double[]> calibration,
        int calibrationCount
    )
    {
        var results = ImmutableArray.CreateBuilder<NetworkTrial>();
        for (var trial = 0; trial < _request.Trials && !_session.Diagnostics.HasErrors; trial++)
        {
            var half = RandomSubset.Of(
                calibration,
                calibrationCount,
                Math.Max(1, calibrationCount / 2),
                _request.Seed + trial
            );
            var title = $"trial {trial + 1} of {_request.Trials}";
            // What is degenerate has been reported once.
            if (
                NetworkStages.Of(_graph, _options, half, _session.Diagnostics) is { } stages
                && Analyze(stages, dataset, count, title, new DiagnosticBag()) is { } analysis
            )
                results.Add(
                    new NetworkTrial(analysis, Attribute(stages, dataset, Math.Min(count, _request.Attributed)))
                );
        }

        return results.ToImmutable();
    }

    private AcceleratorPlan? Plan(NetworkStages stages) =>
        Pipeline.Run(stages.Quantized, _options, calibration: null, _session.Diagnostics) is { } lowered
            ? Planner.Plan(lowered, _configuration.Accelerator, _session.Diagnostics)
            : null;

    private (IEnumerable<double[]> Records, int Count)? Calibration()
    {
        var data = _request.Calibration ?? _request.Data;
        if (Dataset.Open(data, _graph, _configuration.Input, _session.Diagnostics) is not { } dataset)
            return null;
        var count = dataset.Count;
        if (_request.Calibration is null)
        {
            count = Math.Min(count, DefaultCalibrationRecords);
            _session.Diagnostics.Add(UsageDiagnostics.CalibratedOnInput(data, count));
        }

        return (dataset.Samples.Take((int)count).Select(sample => sample.Real), (int)count);
    }

    private static IEnumerable<LabelledRecord> Records(Dataset dataset, int count, Action<double> report) =>
        Batches
            .Counted(dataset.Samples.Take(count), count, report)
            .Select(sample => new LabelledRecord(sample.Real, sample.Codes ?? [], sample.Label));
}
