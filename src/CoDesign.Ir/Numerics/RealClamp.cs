// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Ir.Numerics;

/// <summary>Fused activation on real values: <c>min(max(x, Low), High)</c>. ReLU is [0, inf), ReLU6 [0, 6].</summary>
public readonly record struct RealClamp(double Low, double High)
{
    /// <summary>No activation.</summary>
    public static RealClamp None => new(double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>ReLU.</summary>
    public static RealClamp Relu => new(0, double.PositiveInfinity);

    /// <summary>True when nothing is clamped.</summary>
    public bool IsNone => double.IsNegativeInfinity(Low) && double.IsPositiveInfinity(High);

    /// <summary>The clamp that applies this one first and <paramref name="next"/> after it.</summary>
    public RealClamp Then(RealClamp next) => new(next.Apply(Low), next.Apply(High));

    /// <summary>The clamped value.</summary>
    public double Apply(double value) => Math.Min(Math.Max(value, Low), High);
}

/// <summary>Fused activation on codes; both bounds are codes of the output type.</summary>
public readonly record struct CodeClamp(int Low, int High)
{
    /// <summary>The clamped code.</summary>
    public int Apply(long value) => (int)Math.Min(Math.Max(value, Low), High);
}

/// <summary>Closed interval of real values that a tensor takes.</summary>
public readonly record struct ValueRange(double Minimum, double Maximum);
