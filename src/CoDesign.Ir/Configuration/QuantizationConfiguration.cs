// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Ir.Configuration;

/// <summary>Codes of the weights.</summary>
public enum WeightScheme
{
    /// <summary>quint, one scale and zero point per tensor (the thesis' quint8).</summary>
    UnsignedPerTensor,

    /// <summary>qint, symmetric, one scale per output channel.</summary>
    SignedPerChannel,
}

/// <summary>How a float model becomes integers (arithmetic, sections 1 and 3).</summary>
/// <param name="ClipPercent">Share of the values of each activation that lies outside its range, at each end, in percent, 0 to below 50; 0 is the whole range.</param>
/// <param name="Weights">Codes of the weights.</param>
/// <param name="Bits">N: bits of weights and activations, 2 to 8.</param>
public sealed record QuantizationConfiguration(
    double ClipPercent = 1,
    WeightScheme Weights = WeightScheme.UnsignedPerTensor,
    int Bits = 8
)
{
    /// <summary>1 % clipping, quint8.</summary>
    public static QuantizationConfiguration Default { get; } = new();

    /// <summary>Channels that are proved constant, or that nothing uses, are removed; the output stays the same byte for byte.</summary>
    public bool RemoveDeadChannels { get; init; }

    /// <summary>A TFLite network is rewritten to half_up arithmetic, for the cheaper requantizer; its output then differs by a code here and there.</summary>
    public bool ApproximateTfLite { get; init; }
}
