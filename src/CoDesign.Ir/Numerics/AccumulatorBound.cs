// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;

namespace CoDesign.Ir.Numerics;

/// <summary>Worst case of an accumulator over a layer's actual weights: <c>|bias| + sum |w - Z_w| * max|x - Z_x|</c> (arithmetic, section 2).</summary>
public static class AccumulatorBound
{
    /// <summary>The bound must lie below this: int32.</summary>
    public const long Limit = 1L << 31;

    /// <summary>max|x - Z_x| over the codes of <paramref name="input"/>.</summary>
    public static int MaximumDistance(QuantizationParameters input) =>
        Math.Max(input.ZeroPoint - input.Type.Minimum, input.Type.Maximum - input.ZeroPoint);

    /// <summary>The bound of output channel <paramref name="channel"/>.</summary>
    public static long Of(QuantizedConv2d conv, QuantizationParameters input, int channel)
    {
        var taken = conv.Weights.Length / conv.Shape.Channels;
        return Of(
            conv.Weights.AsSpan(channel * taken, taken),
            conv.WeightQuantization.ZeroPoint,
            conv.Bias[channel],
            input
        );
    }

    /// <summary>The bound of a channel with the given weight codes.</summary>
    public static long Of(ReadOnlySpan<short> weights, int weightZeroPoint, long bias, QuantizationParameters input)
    {
        long sum = 0;
        foreach (var weight in weights)
            sum += Math.Abs(weight - weightZeroPoint);
        return Math.Abs(bias) + (sum * MaximumDistance(input));
    }

    /// <summary>The greatest bound of the layer's channels.</summary>
    public static long Of(QuantizedConv2d conv, QuantizationParameters input)
    {
        long greatest = 0;
        for (var channel = 0; channel < conv.Shape.Channels; channel++)
            greatest = Math.Max(greatest, Of(conv, input, channel));
        return greatest;
    }
}
