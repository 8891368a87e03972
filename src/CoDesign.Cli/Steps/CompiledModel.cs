// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using CoDesign.Cli.Frame;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;
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

    /// <summary>Figures, and what the accelerator was configured to.</summary>
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

    /// <summary>The accelerator that it was compiled for; the default when <c>summary.json</c> is gone or damaged.</summary>
    public AcceleratorConfiguration Accelerator()
    {
        var defaults = AcceleratorConfiguration.Default;
        try
        {
            using var summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, SummaryFileName)));
            var found = summary.RootElement.GetProperty("accelerator");
            var bus =
                found.TryGetProperty("busBits", out var width) && width.ValueKind == JsonValueKind.Number
                    ? new BusConfiguration(width.GetInt32())
                    : null;
            return defaults with
            {
                Channels = found.GetProperty("channels").GetInt32(),
                Pixels = found.GetProperty("pixels").GetInt32(),
                ClockMhz = found.GetProperty("clockMhz").GetDouble(),
                Target = found.GetProperty("target").GetString() ?? defaults.Target,
                Weights =
                    !found.GetProperty("weightStream").GetBoolean() ? WeightPlacement.OnChip
                    : bus is null ? WeightPlacement.Stream
                    : WeightPlacement.Memory,
                Bus = bus,
                Multipliers = Find(found, "multiplierKind", AcceleratorConfiguration.MultiplierNames),
                Requantizers = Find(found, "requantizers", AcceleratorConfiguration.RequantizerNames),
                LaneWeights = Find(found, "laneWeights", AcceleratorConfiguration.LaneWeightNames),
                Halves = Find(found, "halves", AcceleratorConfiguration.HalvesNames),
                DrainPorts = found.TryGetProperty("drainPorts", out var ports) ? ports.GetInt32() : 1,
                MultiplierBits =
                    Lowered.Arithmetic.Mode == RequantizeMode.HalfUp
                        ? Lowered.Arithmetic.MultiplierBits
                        : defaults.MultiplierBits,
                Profile =
                    Lowered.Arithmetic.Mode == RequantizeMode.HalfUp ? Lowered.Arithmetic.Profile : defaults.Profile,
            };
        }
        catch (Exception damage)
            when (damage
                    is IOException
                        or JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
                        or FormatException
            )
        {
            return defaults;
        }
    }

    /// <summary>The value that a name stands for; the first where there is none.</summary>
    private static T Find<T>(JsonElement accelerator, string key, ImmutableArray<(string Name, T Value)> names) =>
        accelerator.TryGetProperty(key, out var name)
            ? names.FirstOrDefault(n => n.Name == name.GetString()).Value
            : names[0].Value;

    private static Graph? Load(Session session, string path)
    {
        using var stream = File.OpenRead(path);
        return ModelFile.Load(stream, session.Diagnostics);
    }
}
