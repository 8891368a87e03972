// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Cli.Tests.Foreign;

/// <summary>
/// TensorFlow Lite's fixed-point arithmetic, written a second time from its description (arithmetic, section 3) and in other terms than the product's: sums are exact 128-bit numbers,
/// roundings are floors. Nothing here is shared with src/.
/// </summary>
internal static class ReferenceArithmetic
{
    /// <summary>A real factor as <c>q * 2^(e - 31)</c>.</summary>
    public readonly record struct Factor(long Q, int Exponent);

    /// <summary>q = round(fraction * 2^31), fraction in [1/2, 1); factors below 2^-32 are 0.</summary>
    public static Factor FactorOf(double real)
    {
        if (real == 0)
            return new Factor(0, 0);
        var exponent = Math.ILogB(real) + 1;
        var q = (long)Math.Floor(Math.ScaleB(real, 31 - exponent) + 0.5);
        if (q == 1L << 31)
            (q, exponent) = (1L << 30, exponent + 1);
        return exponent < -31 ? new Factor(0, 0) : new Factor(q, exponent);
    }

    /// <summary>x times the factor, rounded twice: to the nearest with ties up, then to the nearest with ties away from zero.</summary>
    public static long Scale(long x, Factor factor)
    {
        var high = (long)FloorDivide(
            ((Int128)x << Math.Max(factor.Exponent, 0)) * factor.Q + (1L << 30),
            (Int128)1 << 31
        );
        var right = Math.Max(-factor.Exponent, 0);
        var magnitude = (long)FloorDivide(
            Int128.Abs(high) + (right > 0 ? (Int128)1 << (right - 1) : 0),
            (Int128)1 << right
        );
        return high < 0 ? -magnitude : magnitude;
    }

    /// <summary>sum / n to the nearest, ties away from zero.</summary>
    public static long RoundedMean(long sum, long n) => Math.Sign(sum) * ((2 * Math.Abs(sum) + n) / (2 * n));

    /// <summary>Bounds of codes for activation 0 NONE, 1 RELU, 2 RELU_N1_TO_1, 3 RELU6; quotients in float32.</summary>
    public static (int Low, int High) Bounds(int activation, float scale, int zeroPoint) =>
        activation switch
        {
            1 => (Math.Max(-128, zeroPoint), 127),
            2 => (Math.Max(-128, zeroPoint + Nearest(-1.0f / scale)), Math.Min(127, zeroPoint + Nearest(1.0f / scale))),
            3 => (Math.Max(-128, zeroPoint), Math.Min(127, zeroPoint + Nearest(6.0f / scale))),
            _ => (-128, 127),
        };

    /// <summary>First padded row or column and number of outputs of a window along one axis.</summary>
    public static (int Before, int Outputs) Axis(bool isSame, int size, int kernel, int stride, int dilation)
    {
        var span = dilation * (kernel - 1) + 1;
        if (!isSame)
            return (0, (size - span) / stride + 1);
        var outputs = (size + stride - 1) / stride;
        return (Math.Max((outputs - 1) * stride + span - size, 0) / 2, outputs);
    }

    /// <summary>Saturated far outside the codes.</summary>
    private static int Nearest(float x) => (int)(Math.Sign(x) * Math.Floor(Math.Min(Math.Abs((double)x), 1e6) + 0.5));

    private static Int128 FloorDivide(Int128 a, Int128 b) => a >= 0 ? a / b : -((-a + b - 1) / b);
}
