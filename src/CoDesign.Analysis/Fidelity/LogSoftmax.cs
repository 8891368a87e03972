// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Analysis.Fidelity;

/// <summary>Logarithms of softmax outputs, which stay finite where the outputs underflow: <c>x_c - max - ln sum exp(x - max)</c>.</summary>
public static class LogSoftmax
{
    /// <summary>Writes the logarithms for <paramref name="values"/> into <paramref name="result"/> of the same length.</summary>
    public static void Of(ReadOnlySpan<double> values, Span<double> result)
    {
        var greatest = double.NegativeInfinity;
        foreach (var value in values)
            greatest = Math.Max(greatest, value);
        var sum = 0.0;
        foreach (var value in values)
            sum += Math.Exp(value - greatest);
        var shift = greatest + Math.Log(sum);
        for (var i = 0; i < values.Length; i++)
            result[i] = values[i] - shift;
    }
}
