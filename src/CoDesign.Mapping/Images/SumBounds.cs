// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;

namespace CoDesign.Mapping.Images;

/// <summary>What <c>bias + sum (x - Zx) * (w - Zw)</c> of one output channel can be over all codes x.</summary>
/// <param name="Least">Least value.</param>
/// <param name="Greatest">Greatest value.</param>
/// <param name="WeightSum"><c>sum (w - Zw)</c>.</param>
/// <param name="LeastProducts">No <c>sum byte * (w - Zw)</c> is less.</param>
/// <param name="GreatestProducts">None is greater.</param>
internal readonly record struct SumBounds(
    long Least,
    long Greatest,
    long WeightSum,
    long LeastProducts,
    long GreatestProducts
)
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
            sum = 0,
            negative = 0,
            positive = 0;
        foreach (var code in conv.Weights.AsSpan().Slice(channel * count, count))
        {
            var weight = code - zero;
            sum += weight;
            if (weight < 0)
                negative += weight;
            else
                positive += weight;
            least += weight * (weight > 0 ? below : above);
            greatest += weight * (weight > 0 ? above : below);
        }

        return new SumBounds(least, greatest, sum, negative * input.Greatest, positive * input.Greatest);
    }
}
