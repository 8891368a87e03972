// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;
using CoDesign.Cosim;
using CoDesign.Cosim.Comparison;
using CoDesign.Cosim.Networks;

namespace CoDesign.Reports.Verification;

/// <summary>What a verification found: <c>verify --json</c>.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Simulator">What simulated.</param>
/// <param name="Images">Records.</param>
/// <param name="Stalls"><c>on</c>, <c>off</c>, or <c>auto</c>: off for the first record, and for the second one where there are three.</param>
/// <param name="Seed">Seed of the stalls.</param>
/// <param name="ComparedBytes">Bytes of layers and of the result stream.</param>
/// <param name="MismatchingWords">Words that differ.</param>
/// <param name="Mismatches">Codes of the first differing words.</param>
/// <param name="Macs">Multiply-accumulates of one image.</param>
/// <param name="Cycles">First image: from its first word in to its last word out. Null when it did not end.</param>
/// <param name="FrameIntervalCycles">From the last word out of an image to that of the next one, images back to back and without stalls. Null when no two such images were run.</param>
/// <param name="MacUtilization">MACs / (cycles * PO * PX), 0..1.</param>
/// <param name="Waveform">Around the first failure.</param>
/// <param name="Layers">Cycles of each layer, first image.</param>
public sealed record VerificationSummary(
    string Model,
    string Simulator,
    int Images,
    string Stalls,
    uint Seed,
    long ComparedBytes,
    long MismatchingWords,
    ImmutableArray<Mismatch> Mismatches,
    long Macs,
    long? Cycles,
    long? FrameIntervalCycles,
    double? MacUtilization,
    string? Waveform,
    ImmutableArray<LayerCycles> Layers
)
{
    /// <summary>MACs / (frame interval * PO * PX), 0..1.</summary>
    [JsonIgnore]
    public double? IntervalUtilization => MacUtilization * Cycles / FrameIntervalCycles;

    /// <summary>The summary of a run.</summary>
    public static VerificationSummary Of(
        BenchNetwork network,
        CosimulationResult result,
        string simulator,
        string stalls,
        uint seed
    )
    {
        var outcome = result.Outcome;
        long? cycles = outcome.Cycles > 0 ? outcome.Cycles : null;
        return new VerificationSummary(
            network.Model,
            simulator,
            result.Images,
            stalls,
            seed,
            outcome.ComparedBytes,
            outcome.MismatchingWords,
            outcome.Mismatches,
            network.Macs,
            cycles,
            outcome.FrameInterval > 0 ? outcome.FrameInterval : null,
            network.Macs / ((double?)cycles * network.Channels * network.Pixels),
            result.Waveform,
            outcome.Layers
        );
    }
}
