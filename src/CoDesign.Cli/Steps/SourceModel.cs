// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Factorization;
using CoDesign.Cli.Frame;
using CoDesign.Import;
using CoDesign.Import.Configuration;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Transforms;

namespace CoDesign.Cli.Steps;

/// <summary>Reads model and configuration files, and runs the passes on them.</summary>
internal static class SourceModel
{
    private const string UntrainedWeights = "he_normal";

    /// <summary>The graph as the file says; null after a diagnostic.</summary>
    public static Graph? Read(Session session, string path)
    {
        if (File.Exists(path))
            return session.Progress.During("Read the model", () => ModelReader.Read(path, session.Diagnostics));
        session.Diagnostics.Add(
            Directory.Exists(path) ? OutputDiagnostics.ModelIsFolder(path) : OutputDiagnostics.NotFound(path)
        );
        return null;
    }

    /// <summary>The same, or for an architecture file its untrained network; null after a diagnostic.</summary>
    /// <param name="session">Takes diagnostics.</param>
    /// <param name="path">.onnx, .tflite or .yaml.</param>
    /// <param name="rate">Factorization of an architecture; null = regular convolutions.</param>
    public static Graph? ReadOrBuild(Session session, string path, string? rate)
    {
        if (Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml")
        {
            return
                ArchitectureReader.Read(path, width: null, session.Diagnostics) is { } architecture
                && FactorizedArchitecture.Of(architecture, rate ?? "1", session.Diagnostics) is { } factorized
                && WeightInitializer.Of(UntrainedWeights, seed: 1, session.Diagnostics) is { } weights
                ? ArchitectureGraph.Of(factorized, weights, session.Diagnostics)
                : null;
        }

        if (rate is null)
            return Read(session, path);
        session.Diagnostics.Add(OutputDiagnostics.RateOfModel(path));
        return null;
    }

    /// <summary>The configuration of <c>--config</c>, or the default; null after a diagnostic.</summary>
    public static ToolConfiguration? Configuration(Session session, string? path) =>
        path is null ? ToolConfiguration.Default : ConfigurationReader.Read(path, session.Diagnostics);

    /// <summary>Options of the passes that a configuration asks for.</summary>
    public static PipelineOptions Options(ToolConfiguration configuration) =>
        PipelineOptions.Default with
        {
            Quantization = configuration.Quantization,
            Profile = configuration.Accelerator.Profile,
            MultiplierBits = configuration.Accelerator.MultiplierBits,
            Normalization = configuration.Input,
        };

    /// <summary>The float graph with everything folded, or the integer graph as it is; null after a diagnostic.</summary>
    public static Graph? Fold(Session session, Graph graph, PipelineOptions options) =>
        graph.Stage >= GraphStage.Folded
            ? graph
            : Pipeline.Run(
                graph,
                options with
                {
                    StopAfter = Pipeline.Passes.Last(pass => pass.Yields == GraphStage.Folded).Name,
                },
                calibration: null,
                session.Diagnostics
            );
}
