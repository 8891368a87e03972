// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Factorization;
using CoDesign.Cli.Frame;
using CoDesign.Import.Onnx;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Mapping;
using CoDesign.Reports.Factorization;

namespace CoDesign.Cli.Steps;

/// <summary>What <c>factorize</c> was asked for, the architecture apart.</summary>
/// <param name="Configuration">Accelerator, quantization, input.</param>
/// <param name="ConfigurationPath">Its file.</param>
/// <param name="Initializer">Name of the initializer of untrained weights.</param>
/// <param name="Seed">Of the weights.</param>
/// <param name="Trained">Model files by rate.</param>
/// <param name="Data">Records for the accuracy of trained models.</param>
/// <param name="Calibration">Records for their value ranges.</param>
/// <param name="Count">Records to evaluate at most.</param>
internal sealed record SweepRequest(
    ToolConfiguration Configuration,
    string? ConfigurationPath,
    string Initializer,
    int Seed,
    IReadOnlyDictionary<string, string> Trained,
    string? Data,
    string? Calibration,
    int? Count
);

/// <summary>Builds, plans and, where asked for, writes the points of a sweep.</summary>
internal sealed class FactorizationSweep(Session session, SweepRequest request)
{
    private const int EstimateRecords = 1;

    /// <summary>The point of one factorization; null after a diagnostic.</summary>
    /// <param name="factorized">Architecture and groups.</param>
    /// <param name="models">Folder for its untrained ONNX file; null = not written.</param>
    /// <param name="compiled">Folder for its artefacts, those of the trained model where there is one; null = not compiled.</param>
    public FactorizationPoint? Run(FactorizedArchitecture factorized, string? models, string? compiled)
    {
        if (
            WeightInitializer.Of(request.Initializer, request.Seed, session.Diagnostics) is not { } initializer
            || ArchitectureGraph.Of(factorized, initializer, session.Diagnostics) is not { } graph
            || Plan(graph) is not var (model, plan)
        )
            return null;
        if (models is not null)
            File.WriteAllBytes(
                Path.Combine(Directory.CreateDirectory(models).FullName, factorized.Name + ".onnx"),
                OnnxWriter.Write(graph)
            );
        var point = FactorizationPoint.Of(factorized, graph, plan);
        if (request.Trained.TryGetValue(factorized.Rate, out var path) && WithAccuracy(point, path) is var measured)
        {
            if (measured is null)
                return null;
            point = measured;
            if (compiled is not null)
                return Compile(factorized, path, compiled) ? point : null;
        }

        return compiled is null || Write(factorized, model, plan, compiled) ? point : null;
    }

    private (IntegerModel Model, AcceleratorPlan Plan)? Plan(Graph graph)
    {
        var options = SourceModel.Options(request.Configuration);
        var records = RandomRecords.Reals(graph.InputNode.Shape, EstimateRecords);
        var model = session.Progress.During(
            $"{graph.Name}: quantize",
            () => IntegerModel.Finish(session, graph, records, request.Configuration, options)
        );
        return model is not null && Compilation.Plan(session, model) is { } plan ? (model, plan) : null;
    }

    private FactorizationPoint? WithAccuracy(FactorizationPoint point, string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var analysis = new AnalysisRequest(
            request.Data ?? "",
            request.Calibration,
            request.ConfigurationPath,
            request.Count,
            0,
            0,
            1
        );
        if (ModelAnalysis.Run(session, path, name, analysis) is not { } network)
            return null;
        if (network.Figures.ConvMacs == point.Macs.Convolutions)
            return point with { Accuracy = network.Analysis.Accuracy };
        session.Diagnostics.Add(
            FactorizationDiagnostics.OtherArchitecture(
                path,
                point.Factorized.Rate,
                network.Figures.ConvMacs,
                point.Macs.Convolutions
            )
        );
        return null;
    }

    private bool Compile(FactorizedArchitecture factorized, string path, string folder) =>
        IntegerModel.Open(session, path, request.ConfigurationPath, request.Calibration, request.Data) is { } model
        && Compilation.Plan(session, model) is { } plan
        && Write(factorized, model, plan, folder);

    private bool Write(FactorizedArchitecture factorized, IntegerModel model, AcceleratorPlan plan, string folder)
    {
        var own = Directory.CreateDirectory(Path.Combine(folder, factorized.Name)).FullName;
        var vectors = RandomRecords.Codes((QuantizedNode)model.Lowered.InputNode, Compilation.VectorRecords);
        return Compilation.Write(session, own, model, plan, vectors) is not null;
    }
}
