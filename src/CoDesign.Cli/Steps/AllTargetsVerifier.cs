// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Nodes;
using CoDesign.Cli.Frame;
using CoDesign.Cosim.Native;
using CoDesign.Cosim.Networks;
using CoDesign.Reports.Json;
using CoDesign.Reports.Tables;

namespace CoDesign.Cli.Steps;

/// <summary><c>verify --target all</c>: RTL, C and HLS C++ one after the other on the same records, and one table of hashes.</summary>
internal static class AllTargetsVerifier
{
    /// <summary>Runs every target even after one has failed; a failed check outweighs a missing program.</summary>
    public static ExitCode Run(Session session, Verifier.Request request)
    {
        if (
            CompiledModel.Open(session, request.Folder) is not { } compiled
            || Verifier.NetworkOf(session, compiled) is not { } network
        )
            return session.Failed();
        var codes = new List<ExitCode>();
        var results = new JsonArray();
        var different = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        ImmutableArray<TensorHash> hashes = [];
        foreach (var target in Verifier.Targets)
        {
            session.Line($"{target}/");
            // Whether a target holds is told by the diagnostics of its own run.
            var own = new Session(session.Json);
            var code = Verifier.Run(own, request with { Target = target });
            session.Diagnostics.AddRange(own.Diagnostics.Items);
            codes.Add(code);
            if (target != Verifier.Rtl && NativeVerifier.Hashes(own.Result) is { Length: > 0 } found)
                hashes = found;
            different[target] = [.. Different(own.Result, target, network)];
            own.Result["target"] = target;
            own.Result["exitCode"] = (int)code;
            results.Add(own.Result);
        }

        var outcome = codes.Contains(ExitCode.CheckFailed) ? ExitCode.CheckFailed : codes.Max();
        var layers = new JsonArray([.. hashes.Select(hash => LayerJson(hash, codes, different))]);
        session.Result = new JsonObject
        {
            ["model"] = compiled.Lowered.Name,
            ["target"] = Verifier.All,
            ["results"] = results,
            ["layers"] = layers,
            ["output"] = request.Folder,
        };
        if (hashes.Length > 0)
            TableDrawing.Write(session, Table(hashes, codes, different));
        session.Line(
            outcome == ExitCode.Done
                ? "C#, RTL, C and HLS C++ give the same bytes."
                : "Not all targets give the bytes of the integer model."
        );
        return outcome;
    }

    /// <summary>Values that the result says differ.</summary>
    private static IEnumerable<string> Different(JsonObject result, string target, BenchNetwork network)
    {
        if (target != Verifier.Rtl)
            return NativeVerifier.Hashes(result).Where(hash => !hash.IsEqual).Select(hash => hash.Value);
        var layers =
            result["mismatches"]
                ?.AsArray()
                .Select(mismatch => (string?)mismatch?["layer"])
                .ToHashSet(StringComparer.Ordinal)
            ?? [];
        return network.Layers.Where(layer => layers.Contains(layer.Name)).Select(layer => layer.Output.Value);
    }

    private static JsonObject LayerJson(
        TensorHash hash,
        List<ExitCode> codes,
        Dictionary<string, HashSet<string>> different
    )
    {
        var json = new JsonObject { ["value"] = hash.Value, ["hash"] = hash.Hash };
        for (var k = 0; k < codes.Count; k++)
        {
            if (IsCompared(codes[k]))
                json[Verifier.Targets[k]] = !different[Verifier.Targets[k]].Contains(hash.Value);
        }

        return json;
    }

    private static ReportTable Table(
        ImmutableArray<TensorHash> hashes,
        List<ExitCode> codes,
        Dictionary<string, HashSet<string>> different
    )
    {
        string Cell(int target, string value) =>
            !IsCompared(codes[target]) ? "-"
            : different[Verifier.Targets[target]].Contains(value) ? "differs"
            : "=";
        return new ReportTable(
            [
                new ReportColumn("value", IsFigure: false),
                new ReportColumn("FNV-1a of the codes, C#", IsFigure: false),
                .. Verifier.Targets.Select(t => new ReportColumn(t, IsFigure: false)),
            ],
            [
                .. hashes.Select(hash =>
                    ImmutableArray.Create([
                        hash.Value,
                        hash.Hash,
                        .. Enumerable.Range(0, codes.Count).Select(k => Cell(k, hash.Value)),
                    ])
                ),
            ]
        );
    }

    private static bool IsCompared(ExitCode code) => code is ExitCode.Done or ExitCode.CheckFailed;
}
