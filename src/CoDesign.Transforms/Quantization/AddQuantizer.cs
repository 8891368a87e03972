// SPDX-License-Identifier: Apache-2.0
using CoDesign.Golden.Integer;

namespace CoDesign.Transforms.Quantization;

/// <summary>
/// The three rescales of an Add (arithmetic, section 4), with <c>L = max(S_a, S_b)</c>: operands by <c>S_k / (2 L)</c>, their sum by <c>2 L / (2^20 * S_out)</c>.
/// Operands have the preshift that their own bound asks for, the sum always that of its profile.
/// </summary>
internal static class AddQuantizer
{
    private const int LeftShift = 20;

    public static QuantizedAdd? Quantize(
        Add add,
        QuantizationParameters a,
        QuantizationParameters b,
        QuantizationParameters output,
        PipelineOptions options,
        DiagnosticBag errors
    )
    {
        var larger = Math.Max(a.Scale, b.Scale);
        var first = Operand(add, a, larger, options, errors);
        var second = Operand(add, b, larger, options, errors);
        if (first is null || second is null)
            return null;

        // The lean engine adds behind the preshift, also where few bits would not ask for it (engine, section 3).
        var bound = Math.Max(Reach(a, first) + Reach(b, second), HalfUpFactor.LeanOperandBound);
        var sum = FactorQuantizer.Quantize(
            add,
            0,
            Math.ScaleB(2.0 * larger / output.Scale, -LeftShift),
            bound,
            options,
            errors
        );
        return sum is null
            ? null
            : new QuantizedAdd(add.Name, add.Inputs, add.Shape, output, first, second, sum, output.Bounds(add.Clamp));
    }

    private static Requantization? Operand(
        Add add,
        QuantizationParameters operand,
        double larger,
        PipelineOptions options,
        DiagnosticBag errors
    ) =>
        FactorQuantizer.Quantize(
            add,
            0,
            operand.Scale / (2.0 * larger),
            (long)AccumulatorBound.MaximumDistance(operand) << LeftShift,
            options,
            errors
        );

    /// <summary>Greatest magnitude of a rescaled operand; rescaling is monotonic, so it is at an end of the codes.</summary>
    private static long Reach(QuantizationParameters operand, Requantization rescale) =>
        Math.Max(At(operand.Type.Minimum, operand, rescale), At(operand.Type.Maximum, operand, rescale));

    private static long At(int code, QuantizationParameters operand, Requantization rescale) =>
        Math.Abs(Requantize.HalfUp((long)(code - operand.ZeroPoint) << LeftShift, rescale[0], rescale.Preshift));
}
