// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cli.Frame;
using CoDesign.Import.Configuration;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Serialization;

namespace CoDesign.Cli.Steps;

/// <summary>A folder that <c>compile</c> wrote.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Lowered">Its <c>model.safetensors</c>: the graph that the hardware runs.</param>
internal sealed record CompiledModel(string Folder, Graph Lowered)
{
    /// <summary>The integer model.</summary>
    public const string ModelFileName = "model.safetensors";

    /// <summary>The folded float model that it was made from, for comparisons; absent when there was none.</summary>
    public const string FloatFileName = "float.safetensors";

    /// <summary>The configuration that it was compiled with, defaults written out, as <c>--config</c> takes it.</summary>
    public const string ConfigurationFileName = "configuration.yaml";

    /// <summary>Figures of the compiled network.</summary>
    public static readonly string SummaryFileName = Path.Combine("report", "summary.json");

    /// <summary>Opens the folder; null after a diagnostic.</summary>
    public static CompiledModel? Open(Session session, string folder)
    {
        var path = Path.Combine(folder, ModelFileName);
        if (!Directory.Exists(folder))
            session.Diagnostics.Add(OutputDiagnostics.NotFound(folder));
        else if (!File.Exists(path))
            session.Diagnostics.Add(OutputDiagnostics.NotCompiled(folder, ModelFileName));
        else if (Load(session, path) is { } graph)
            return new CompiledModel(folder, graph);
        return null;
    }

    /// <summary>The float model, or null when the folder has none or it cannot be read.</summary>
    public Graph? Float(Session session)
    {
        var path = Path.Combine(Folder, FloatFileName);
        return File.Exists(path) ? Load(session, path) : null;
    }

    /// <summary>All that it was compiled with; null after a diagnostic.</summary>
    public ToolConfiguration? Configuration(Session session)
    {
        var path = Path.Combine(Folder, ConfigurationFileName);
        if (File.Exists(path))
            return ConfigurationReader.Read(path, session.Diagnostics);
        session.Diagnostics.Add(OutputDiagnostics.NoConfiguration(Folder, ConfigurationFileName));
        return null;
    }

    private static Graph? Load(Session session, string path)
    {
        using var stream = File.OpenRead(path);
        return ModelFile.Load(stream, session.Diagnostics);
    }
}
