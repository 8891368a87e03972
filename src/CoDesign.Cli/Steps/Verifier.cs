// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cli.Frame;
using CoDesign.Cosim;
using CoDesign.Cosim.Networks;
using CoDesign.Cosim.Simulators;
using CoDesign.Cosim.Vectors;
using CoDesign.Golden.Integer;
using CoDesign.Import.Datasets;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Reports.Json;
using CoDesign.Reports.Verification;

namespace CoDesign.Cli.Steps;

/// <summary>The steps of <c>verify</c>, which <c>demo</c> takes too.</summary>
internal static class Verifier
{
    /// <summary>The target that is simulated.</summary>
    public const string Rtl = "rtl";

    /// <summary>RTL, C and HLS C++ one after the other.</summary>
    public const string All = "all";

    /// <summary>What <see cref="All"/> stands for.</summary>
    public static ImmutableArray<string> Targets { get; } = [Rtl, "c", "hls"];

    /// <summary>What the command line asks for.</summary>
    public sealed record Request(
        string Folder,
        string Simulator,
        string? Input,
        int? Count,
        string? Layer,
        string Target,
        string Stalls,
        uint Seed,
        TimeSpan Timeout
    );

    /// <summary>Verifies and reports.</summary>
    public static ExitCode Run(Session session, Request request)
    {
        if (request.Target == All)
            return AllTargetsVerifier.Run(session, request);
        if (CompiledModel.Open(session, request.Folder) is not { } compiled)
            return session.Failed();
        if (request.Target != Rtl)
            return NativeVerifier.Run(session, request, compiled);
        if (Simulate(session, request, compiled) is not { } summary)
            return session.Failed();
        session.Result = ResultJson.ToObject(summary);
        session.Result["output"] = request.Folder;
        TableDrawing.Write(session, VerificationTable.Of(summary), hasTotals: true);
        session.Line(VerificationTable.Sentence(summary));
        if (summary.Waveform is { } waveform)
            session.Line($"Waveform around the first failure: {waveform}");
        return session.Diagnostics.HasErrors ? ExitCode.CheckFailed : ExitCode.Done;
    }

    /// <summary>Simulates a compiled model; null when there was nothing to compare (diagnostics say why).</summary>
    public static VerificationSummary? Simulate(Session session, Request request, CompiledModel compiled)
    {
        if (
            NetworkOf(session, compiled) is not { } network
            || Records(session, request, compiled, network) is not { } records
        )
            return null;
        int? only = null;
        if (request.Layer is { } name && (only = IndexOf(session, network, name)) is null)
            return null;
        var simulator =
            Simulator.Named(request.Simulator) ?? throw new ArgumentException(request.Simulator, nameof(request));
        var options = new CosimulationOptions
        {
            Simulator = simulator,
            StallFrom = request.Stalls switch
            {
                "on" => 0,
                "off" => int.MaxValue,
                _ => CosimulationOptions.FirstStalled(records.Take(3).Count()),
            },
            Seed = request.Seed,
            OnlyLayer = only,
            Timeout = request.Timeout,
        };
        var golden = new IntegerExecutor(compiled.Lowered);
        var result = session.Progress.During(
            $"Simulate in {simulator.Name}",
            () => Cosimulation.Run(request.Folder, network, golden, records, options, session.Diagnostics)
        );
        return result is null
            ? null
            : VerificationSummary.Of(network, result, simulator.Name, request.Stalls, request.Seed);
    }

    /// <summary>The bench's view of a compiled model; null after a diagnostic.</summary>
    public static BenchNetwork? NetworkOf(Session session, CompiledModel compiled)
    {
        var folder = Path.Combine(compiled.Folder, "sim");
        if (BenchNetworkFile.Read(folder, session.Diagnostics) is not { } network)
            return null;
        var shapes = compiled.Lowered.Nodes.ToDictionary(node => node.Name, node => node.Shape, StringComparer.Ordinal);
        var tensors = network.Layers.Select(layer => layer.Output).Append(network.Input).Append(network.Result);
        if (tensors.FirstOrDefault(t => !shapes.TryGetValue(t.Value, out var shape) || shape != t.Shape) is not { } odd)
            return network;
        session.Diagnostics.Add(
            SimulationDiagnostics.BadNetworkFile(
                Path.Combine(folder, BenchNetworkFile.Name),
                $"The model has no value '{odd.Value}' of shape {odd.Shape}."
            )
        );
        return null;
    }

    /// <summary>Input codes of <c>--input</c>, or of the vectors that compile wrote; null after a diagnostic.</summary>
    public static IEnumerable<short[]>? Records(
        Session session,
        Request request,
        CompiledModel compiled,
        BenchNetwork network
    )
    {
        var count = request.Count ?? int.MaxValue;
        if (request.Input is { } input)
        {
            return Dataset.Open(input, compiled.Lowered, null, session.Diagnostics) is { } dataset
                ? dataset
                    .Samples.Take(count)
                    .Select(sample =>
                        sample.Codes ?? throw new InvalidOperationException("An integer graph's samples carry codes.")
                    )
                : null;
        }

        var vectors = Path.Combine(compiled.Folder, "sim", BenchFolder.Vectors);
        if (File.Exists(Path.Combine(vectors, VectorFolder.Images)))
            return VectorFolder
                .ReadImages(vectors, network, ((QuantizedNode)compiled.Lowered.InputNode).Output.Type.Signed)
                .Take(count);
        session.Diagnostics.Add(
            OutputDiagnostics.NotCompiled(compiled.Folder, $"sim/{BenchFolder.Vectors}/{VectorFolder.Images}")
        );
        return null;
    }

    /// <summary>The layer of that name; steps on the way to a value have nothing to compare.</summary>
    private static int? IndexOf(Session session, BenchNetwork network, string name)
    {
        for (var index = 0; index < network.Layers.Length; index++)
        {
            if (network.Layers[index] is { Output.Bytes: > 0 } layer && layer.Name == name)
                return index;
        }

        session.Diagnostics.Add(
            SimulationDiagnostics.UnknownLayer(
                name,
                network
                    .Layers.Where(layer => layer.Output.Bytes > 0)
                    .Select(layer => layer.Name)
                    .Distinct(StringComparer.Ordinal)
            )
        );
        return null;
    }
}
