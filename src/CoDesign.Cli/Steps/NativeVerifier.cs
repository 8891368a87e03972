// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Nodes;
using CoDesign.Cli.Frame;
using CoDesign.Cosim.Native;
using CoDesign.Ir.Diagnostics;
using CoDesign.Reports.Json;
using CoDesign.Reports.Tables;

namespace CoDesign.Cli.Steps;

/// <summary><c>verify --target c</c> and <c>hls</c>.</summary>
internal static class NativeVerifier
{
    /// <summary>Builds, runs, compares and reports.</summary>
    public static ExitCode Run(Session session, Verifier.Request request, CompiledModel compiled)
    {
        var graph = compiled.Lowered;
        if (request.Layer is { } name && graph.Nodes.All(node => node.Name != name))
        {
            session.Diagnostics.Add(
                SimulationDiagnostics.UnknownLayer(name, graph.Nodes.Skip(1).Select(node => node.Name))
            );
            return ExitCode.WrongInput;
        }

        if (NativeSources.Open(request.Folder, request.Target, session.Diagnostics) is not { } sources)
            return session.Failed();
        if (
            Verifier.NetworkOf(session, compiled) is not { } network
            || Verifier.Records(session, request, compiled, network) is not { } records
        )
            return session.Failed();
        var result = session.Progress.During(
            $"Build and run {request.Target}/",
            () => NativeVerification.Run(sources, graph, records, request.Layer, request.Timeout, session.Diagnostics)
        );
        if (result is null)
            return session.Failed();
        Report(session, request, compiled, result);
        return session.Diagnostics.HasErrors ? ExitCode.CheckFailed : ExitCode.Done;
    }

    /// <summary>The hashes in a result object of <see cref="Run"/>; none when it failed.</summary>
    public static ImmutableArray<TensorHash> Hashes(JsonObject result) =>
        [
            .. (result["tensors"]?.AsArray() ?? []).Select(tensor => new TensorHash(
                (string?)tensor?["value"] ?? "",
                (string?)tensor?["hash"] ?? "",
                (bool?)tensor?["isEqual"] ?? false
            )),
        ];

    private static void Report(Session session, Verifier.Request request, CompiledModel compiled, NativeResult result)
    {
        session.Result = new JsonObject
        {
            ["model"] = compiled.Lowered.Name,
            ["target"] = request.Target,
            ["images"] = result.Images,
            ["comparedBytes"] = result.ComparedBytes,
            ["mismatchingTensors"] = result.MismatchingTensors,
            ["mismatches"] = result.First is { } first ? new JsonArray(ResultJson.ToObject(first)) : new JsonArray(),
            ["tensors"] = new JsonArray([.. result.Tensors.Select(ResultJson.ToObject)]),
            ["output"] = request.Folder,
        };
        var count =
            result.MismatchingTensors == 0 ? "0 mismatches" : $"{result.MismatchingTensors} tensors with mismatches";
        session.Line(
            $"{count} in {Text.Count(result.ComparedBytes)} bytes ({result.Images} {(result.Images == 1 ? "image" : "images")}, {request.Target}/)."
        );
    }
}
