// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;

namespace CoDesign.Cli.Models;

/// <summary>Records without meaning, the same on every machine, for work whose outcome does not depend on them.</summary>
internal static class RandomRecords
{
    /// <summary>Real values, uniform in [-1, 1).</summary>
    public static IEnumerable<double[]> Reals(TensorShape shape, int count)
    {
        var state = 1UL;
        for (var record = 0; record < count; record++)
        {
            var values = new double[shape.Elements];
            for (var i = 0; i < values.Length; i++)
                values[i] = Unit(Next(ref state));
            yield return values;
        }
    }

    /// <summary>Codes, uniform over the input's type.</summary>
    public static IEnumerable<short[]> Codes(QuantizedNode input, int count)
    {
        var state = 1UL;
        var type = input.Output.Type;
        var codes = (ulong)(type.Maximum - type.Minimum + 1);
        for (var record = 0; record < count; record++)
        {
            var values = new short[input.Shape.Elements];
            for (var i = 0; i < values.Length; i++)
                values[i] = (short)(type.Minimum + (int)((Next(ref state) >> 32) % codes));
            yield return values;
        }
    }

    /// <summary>The upper 53 bits as a number in [-1, 1).</summary>
    private static double Unit(ulong bits) => Math.ScaleB(bits >> 11, -52) - 1;

    /// <summary>SplitMix64 (Steele, Lea, Flood 2014).</summary>
    private static ulong Next(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
