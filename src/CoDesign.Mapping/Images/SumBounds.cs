// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;

namespace CoDesign.Mapping.Images;

/// <summary>What <c>bias + sum (x - Zx) * (w - Zw)</c> of one output channel can be over all codes x.</summary>
/// <param name="Least">Least value.</param>
/// <param name="Greatest">Greatest value.</param>
/// <param name="WeightSum"><c>sum (w - Zw)</c>.</param>
internal readonly record struct SumBounds(long Least, long Greatest, long WeightSum)
{
    /// <summary>Bounds of output channel <paramref name="channel"/>.</summary>
    public static SumBounds Of(QuantizedConv2d conv, int channel, BankCodes input)
    {
        var count = conv.Window.Taps * conv.GroupInputs;
        var zero = conv.WeightQuantization.ZeroPoint;
        int below = input.Least - input.ZeroPoint,
            above = input.Greatest - input.ZeroPoint;
        long least = conv.Bias[channel],
            greatest = conv.Bias[channel],
            sum = 0;
        foreach (var code in conv.Weights.AsSpan().Slice(channel * count, count))
        {
            var weight = code - zero;
            sum += weight;
            least += weight * (weight > 0 ? below : above);
            greatest += weight * (weight > 0 ? above : below);
        }

        return new SumBounds(least, greatest, sum);
    }
}
