// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Numerics;

namespace CoDesign.Mapping.Images;

/// <summary>The byte that multiplies input channel <paramref name="input"/> (in its group) at kernel tap <paramref name="tap"/> (ky * KW + kx) for output channel <paramref name="output"/>.</summary>
internal delegate byte WeightByte(int output, int tap, int input);

/// <summary>The numbers of one layer as the engine holds them: bytes are unsigned, zero points are folded in (engine, sections 1 to 3).</summary>
internal sealed record LayerConstants
{
    /// <summary>Weight of a convolution or copy; null for constant weights.</summary>
    public WeightByte? Weight { get; init; }

    /// <summary>The tile's weights, one for each step, when they are the same for all lanes and output blocks.</summary>
    public ImmutableArray<byte> TileWeights { get; init; } = [];

    /// <summary>zw.</summary>
    public byte WeightZeroPoint { get; init; }

    /// <summary>Bias with <c>-zx * sum(w - zw)</c> folded in, modulo 2^32; one for each channel, or one.</summary>
    public ImmutableArray<int> Bias { get; init; } = [0];

    /// <summary>Factors; one for each channel, or one.</summary>
    public required Requantization Requantization { get; init; }

    /// <summary>zo.</summary>
    public byte ZeroPoint { get; init; }

    /// <summary>Clamp: lo.</summary>
    public byte Low { get; init; }

    /// <summary>Clamp: hi.</summary>
    public byte High { get; init; } = byte.MaxValue;

    /// <summary>What a tap outside the map reads; null when no tap lies outside.</summary>
    public byte? PadByte { get; init; }

    /// <summary>Add: 256 entries; else empty.</summary>
    public ImmutableArray<long> Table { get; init; } = [];

    /// <summary>Add: the second operand is the one with the smaller scale, which the table converts.</summary>
    public bool SwapsOperands { get; init; }

    /// <summary>Least value of acc + bias.</summary>
    public long LeastSum { get; init; }

    /// <summary>Greatest value of acc + bias.</summary>
    public long GreatestSum { get; init; } = byte.MaxValue;

    /// <summary>No <c>(acc + bias) &lt;&lt; max(shift, 0)</c> is of greater magnitude: operand of the exact requantizer. Null: any channel may have any sum.</summary>
    public long? GreatestOperand { get; init; }

    /// <summary>Least value of acc, that is, of <c>sum byte * (w - zw)</c>.</summary>
    public long LeastProducts { get; init; }

    /// <summary>Greatest value of acc.</summary>
    public long GreatestProducts { get; init; } = ushort.MaxValue;

    /// <summary>Bias of output channel <paramref name="channel"/>.</summary>
    public int BiasOf(int channel) => Bias[Bias.Length == 1 ? 0 : channel];
}
