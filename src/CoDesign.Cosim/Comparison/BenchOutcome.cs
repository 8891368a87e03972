// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cosim.Networks;
using CoDesign.Cosim.Programs;
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Cosim.Comparison;

/// <summary>What a run of the bench says, checked for completeness: what was not compared counts as failed.</summary>
/// <param name="ComparedBytes">Bytes of layers and of the result stream that were compared.</param>
/// <param name="MismatchingWords">Words that differ.</param>
/// <param name="Mismatches">Codes of the first differing words.</param>
/// <param name="Layers">Measured on the first image.</param>
/// <param name="Cycles">From the first image word to the last result word of the first image; 0 when it did not end.</param>
/// <param name="FrameInterval">Cycles from the last result word of an image to that of the next one, both without stalls; 0 when there were no two such images.</param>
/// <param name="FailureCycle">Cycle of the first thing that went wrong; null when nothing did.</param>
public sealed record BenchOutcome(
    long ComparedBytes,
    long MismatchingWords,
    ImmutableArray<Mismatch> Mismatches,
    ImmutableArray<LayerCycles> Layers,
    long Cycles,
    long FrameInterval,
    long? FailureCycle
)
{
    /// <summary>Reads the output of a run; failures go to <paramref name="diagnostics"/>.</summary>
    /// <param name="run">How the simulation ended.</param>
    /// <param name="network">What was simulated.</param>
    /// <param name="images">Number of records.</param>
    /// <param name="onlyLayer">Number of the one layer that was compared; null for all.</param>
    /// <param name="diagnostics">Where failures go.</param>
    public static BenchOutcome Read(
        ProgramRun run,
        BenchNetwork network,
        int images,
        int? onlyLayer,
        DiagnosticBag diagnostics
    )
    {
        var events = BenchEvent.Parse(run.Output).ToList();
        var done = events.Find(e => e.Kind == BenchEvent.Done);
        var before = diagnostics.Items.Count;
        var mismatches = events
            .Where(e => e.Kind == BenchEvent.Mismatch)
            .SelectMany(e => Mismatch.Of(e, network))
            .ToImmutableArray();
        var words = done?["mismatches"] ?? mismatches.Length;
        var compared = (done?["trace_bytes"] ?? 0) + (done?["result_bytes"] ?? 0);
        if (mismatches is [var first, ..])
            diagnostics.Add(
                SimulationDiagnostics.LayerMismatch(
                    first.Layer,
                    first.Image,
                    (first.Height, first.Width, first.Channel),
                    first.Expected,
                    first.Actual,
                    first.Cycle,
                    words
                )
            );
        AddFailures(events, network, diagnostics);
        if (diagnostics.Items.Count == before)
            CheckComplete(run, done, network, images, onlyLayer, diagnostics);
        var failure = events.Find(e =>
            e.Kind is BenchEvent.Mismatch or BenchEvent.Order or BenchEvent.Rule or BenchEvent.Hang
        );
        return new BenchOutcome(
            compared,
            words,
            mismatches,
            [.. Measure(events, network)],
            events.Find(e => e.Kind == BenchEvent.Image) is { } image ? Length(image) : 0,
            events.FindLast(e => e.Kind == BenchEvent.Image && e["image"] > 0 && e["stalled"] == 0) is { } later
                ? Length(later)
                : 0,
            failure?["cycle"]
        );
    }

    private static long Length(BenchEvent image) => image["last"] - image["first"] + 1;

    private static void AddFailures(List<BenchEvent> events, BenchNetwork network, DiagnosticBag diagnostics)
    {
        foreach (var line in events)
        {
            switch (line.Kind)
            {
                case BenchEvent.Order:
                    diagnostics.Add(
                        SimulationDiagnostics.WrongOrder(
                            NameOf(network, line["layer"]),
                            (int)line["image"],
                            Word(line, ""),
                            Word(line, "actual_"),
                            line["cycle"]
                        )
                    );
                    break;
                case BenchEvent.Rule:
                    var rule = line.Line[(line.Line.IndexOf("cycle=", StringComparison.Ordinal) + 6)..];
                    diagnostics.Add(SimulationDiagnostics.StreamRule(rule[(rule.IndexOf(' ') + 1)..], line["cycle"]));
                    break;
                case BenchEvent.Hang:
                    diagnostics.Add(SimulationDiagnostics.Hang(NameOf(network, line["layer"]), line["cycle"]));
                    break;
            }
        }
    }

    private static void CheckComplete(
        ProgramRun run,
        BenchEvent? done,
        BenchNetwork network,
        int images,
        int? onlyLayer,
        DiagnosticBag diagnostics
    )
    {
        if (done is null || run.ExitCode != 0)
        {
            diagnostics.Add(SimulationDiagnostics.Stopped(ProgramText.Essence($"{run.Error}\n{run.Output}")));
            return;
        }

        var layers = onlyLayer is { } one
            ? [.. network.Layers.Where(l => l.Name == network.Layers[one].Name)]
            : network.Layers;
        if (!layers.IsEmpty)
        {
            Expect("words of layers", images * layers.Sum(l => l.Output.Words), done["trace_words"]);
            Expect("bytes of layers", images * layers.Sum(l => l.Output.Bytes), done["trace_bytes"]);
        }

        if (onlyLayer is null)
            Expect("bytes of the result", images * network.Result.Bytes, done["result_bytes"]);

        void Expect(string what, long expected, long actual)
        {
            if (actual != expected || expected == 0)
                diagnostics.Add(SimulationDiagnostics.Incomplete(what, expected, actual));
        }
    }

    /// <summary>Bands and parts of a layer together.</summary>
    private static IEnumerable<LayerCycles> Measure(List<BenchEvent> events, BenchNetwork network)
    {
        var lines = events.Where(e =>
            e.Kind == BenchEvent.Layer && e["image"] == 0 && e["layer"] >= 0 && e["layer"] < network.Layers.Length
        );
        foreach (var bands in lines.GroupBy(line => network.Layers[(int)line["layer"]].Name, StringComparer.Ordinal))
        {
            var layers = bands.Select(line => network.Layers[(int)line["layer"]]).ToArray();
            var cycles = bands.Sum(line => line["next"] - line["first_issue"]);
            var macs = layers.Sum(layer => layer.Macs);
            var utilization = cycles <= 0 ? 0 : macs / ((double)cycles * network.Channels * network.Pixels);
            yield return new LayerCycles(
                bands.Key,
                layers[0].Op,
                macs,
                cycles,
                layers.Sum(layer => layer.EstimatedCycles),
                utilization,
                bands.Sum(line => line["issued"])
            );
        }
    }

    private static string NameOf(BenchNetwork network, long layer) =>
        layer >= 0 && layer < network.Layers.Length ? network.Layers[(int)layer].Name : Mismatch.ResultStream;

    private static string Word(BenchEvent line, string prefix) =>
        line[prefix + "layer"] < 0
            ? "a word too many"
            : $"layer {line[prefix + "layer"]}, block {line[prefix + "block"]}, pixel {line[prefix + "pixel"]}";
}
