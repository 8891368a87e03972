// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.TfLite.Operators;

/// <summary>Requantization factors in TFLite's fixed point, with the proof that the shifted accumulator stays in 32 bits.</summary>
internal static class Factors
{
    private const int GreatestDifference = 255;

    /// <summary>The factor; null and a diagnostic when its exponent is above 30.</summary>
    public static FixedPointMultiplier? FromReal(OperatorImport op, string what, double factor)
    {
        if (TfLiteFactor.FromReal(factor) is { } multiplier)
            return multiplier;
        op.Report(TfLiteDiagnostics.Factor(op.Where, what, factor, "0 to 2^30"));
        return null;
    }

    /// <summary><c>S_in / S_out</c> of a code difference of at most 255; <paramref name="inSingle"/>: divided in float32.</summary>
    public static Requantization? Rescale(
        OperatorImport op,
        QuantizationParameters input,
        QuantizationParameters output,
        bool inSingle = false
    )
    {
        var factor = inSingle ? (float)input.Scale / (float)output.Scale : input.Scale / output.Scale;
        if (
            TfLiteFactor.FromReal(factor) is { } multiplier
            && ((long)GreatestDifference << Math.Max(multiplier.Shift, 0)) < AccumulatorBound.Limit
        )
            return new Requantization([multiplier], 0);
        op.Report(TfLiteDiagnostics.Factor(op.Where, "the rescale factor", factor, "below 2^23"));
        return null;
    }

    /// <summary>True when no channel's accumulator, shifted left by its exponent, can leave 32 bits.</summary>
    /// <param name="op">For messages.</param>
    /// <param name="weights">[O, KH, KW, I].</param>
    /// <param name="weightZeroPoint">Z_w.</param>
    /// <param name="bias">[O].</param>
    /// <param name="multipliers">[O] or one.</param>
    /// <param name="input">Codes of the input.</param>
    public static bool CheckBounds(
        OperatorImport op,
        ImmutableArray<short> weights,
        int weightZeroPoint,
        ImmutableArray<int> bias,
        ImmutableArray<FixedPointMultiplier> multipliers,
        QuantizationParameters input
    )
    {
        var taken = weights.Length / bias.Length;
        for (var o = 0; o < bias.Length; o++)
        {
            var bound = AccumulatorBound.Of(weights.AsSpan(o * taken, taken), weightZeroPoint, bias[o], input);
            var left = Math.Max(multipliers[multipliers.Length == 1 ? 0 : o].Shift, 0);
            if (bound < AccumulatorBound.Limit && bound << left < AccumulatorBound.Limit)
                continue;
            op.Report(TfLiteDiagnostics.Overflow(op.Where, o, bound, left));
            return false;
        }

        return true;
    }
}
