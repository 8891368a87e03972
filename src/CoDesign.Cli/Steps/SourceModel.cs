// SPDX-License-Identifier: Apache-2.0
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
    /// <summary>The graph as the file says; null after a diagnostic.</summary>
    public static Graph? Read(Session session, string path)
    {
        if (File.Exists(path))
            return session.Progress.During("Read the model", () => ModelReader.Read(path, session.Diagnostics));
        session.Diagnostics.Add(OutputDiagnostics.NotFound(path));
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
