// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;

namespace CoDesign.Reports.Layers;

/// <summary>What the removal of dead channels saved; the output is the same byte for byte.</summary>
/// <param name="Channels">Output channels of convolutions and dense layers that went.</param>
/// <param name="MacsBefore">Multiply-accumulates before.</param>
/// <param name="MacsAfter">And after.</param>
/// <param name="WeightsBefore">Weights before.</param>
/// <param name="WeightsAfter">And after.</param>
/// <param name="WeightBytesBefore">Bytes of weight codes and int32 biases before.</param>
/// <param name="WeightBytesAfter">And after.</param>
public sealed record DeadChannelSummary(
    int Channels,
    long MacsBefore,
    long MacsAfter,
    long WeightsBefore,
    long WeightsAfter,
    long WeightBytesBefore,
    long WeightBytesAfter
)
{
    /// <summary>The differences.</summary>
    [JsonIgnore]
    public SavingsSummary Saved => new(Channels, MacsBefore - MacsAfter, WeightBytesBefore - WeightBytesAfter);
}

/// <summary>What a rewrite that keeps every output byte saved.</summary>
/// <param name="Channels">Output channels of convolutions and dense layers.</param>
/// <param name="Macs">Multiply-accumulates of one image.</param>
/// <param name="WeightBytes">Bytes of weight codes and int32 biases.</param>
public sealed record SavingsSummary(int Channels, long Macs, long WeightBytes);

/// <summary>How the outputs (before the softmax) of a TFLite network in half_up arithmetic differ from its own.</summary>
/// <param name="Records">Inputs that were run.</param>
/// <param name="Source"><c>calibration</c> for the records of --calibration, <c>random</c> without it.</param>
/// <param name="Bytes">Output bytes.</param>
/// <param name="DifferingBytes">Bytes that differ.</param>
/// <param name="GreatestDifferenceCodes">In codes.</param>
/// <param name="SameClassRecords">Records with the same top-1 class; null for a network that does not end in a softmax.</param>
/// <param name="Labels">Records with a label.</param>
/// <param name="ExactTop1">Share of them that the exact network classifies as labelled; null without labels or classes.</param>
/// <param name="Top1">The same of the network in half_up arithmetic.</param>
public sealed record ApproximationSummary(
    int Records,
    string Source,
    long Bytes,
    long DifferingBytes,
    int GreatestDifferenceCodes,
    int? SameClassRecords,
    int Labels,
    double? ExactTop1,
    double? Top1
);
