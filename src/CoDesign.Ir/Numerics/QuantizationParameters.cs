// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Ir.Numerics;

/// <summary>Affine codes of a tensor: <c>real = Scale * (code - ZeroPoint)</c> (arithmetic, section 1; thesis Eq. 2.5 to 2.8).</summary>
public sealed record QuantizationParameters(CodeType Type, double Scale, int ZeroPoint)
{
    /// <summary>
    /// Scale and zero point of <paramref name="range"/>: widened to contain 0, <c>S = (max - min) / (2^N - 1)</c>,
    /// <c>Z = round(q_min - min / S)</c> clamped to the codes. A range of width 0 gives S = 1, Z = q_min.
    /// </summary>
    public static QuantizationParameters FromRange(ValueRange range, CodeType type)
    {
        var low = Math.Min(range.Minimum, 0.0);
        var high = Math.Max(range.Maximum, 0.0);
        if (high - low <= 0.0)
        {
            return new QuantizationParameters(type, 1.0, type.Minimum);
        }

        var scale = (high - low) / (type.Maximum - type.Minimum);
        var zero = Math.Round(type.Minimum - (low / scale), MidpointRounding.ToEven);
        return new QuantizationParameters(type, scale, (int)Math.Clamp(zero, type.Minimum, type.Maximum));
    }

    /// <summary>The code of a real value: <c>clamp(round(real / S) + Z)</c>, round half to even, in double.</summary>
    public int Quantize(double real) =>
        (int)Math.Clamp(Math.Round(real / Scale, MidpointRounding.ToEven) + ZeroPoint, Type.Minimum, Type.Maximum);

    /// <summary>The real value of a code.</summary>
    public double Dequantize(int code) => Scale * (code - ZeroPoint);

    /// <summary>Code bounds of a fused activation: a finite bound is the code of its real value, an infinite one the end of the codes.</summary>
    public CodeClamp Bounds(RealClamp clamp) =>
        new(
            double.IsNegativeInfinity(clamp.Low) ? Type.Minimum : Quantize(clamp.Low),
            double.IsPositiveInfinity(clamp.High) ? Type.Maximum : Quantize(clamp.High)
        );
}

/// <summary>Codes of a weight tensor: one scale, or one per output channel; one zero point (0 when symmetric).</summary>
/// <param name="Type">Code type.</param>
/// <param name="Scales">Length 1 or O.</param>
/// <param name="ZeroPoint">Z_w.</param>
public sealed record WeightQuantization(CodeType Type, ImmutableArray<double> Scales, int ZeroPoint)
{
    /// <summary>True when every output channel has its own scale.</summary>
    public bool IsPerChannel => Scales.Length > 1;

    /// <summary>S_w of output channel <paramref name="channel"/>.</summary>
    public double ScaleOf(int channel) => Scales[Scales.Length == 1 ? 0 : channel];
}

/// <summary>How a stored pixel becomes a real input: <c>real = (pixel / Scale - Mean[c]) / Deviation[c]</c>.</summary>
public sealed record InputNormalization(double Scale, ImmutableArray<double> Mean, ImmutableArray<double> Deviation);
