// SPDX-License-Identifier: Apache-2.0
using CoDesign.Golden.Integer;

namespace CoDesign.Golden.Kernels;

/// <summary>
/// Elementwise operators as tables over all codes of their operands, filled once by the plain loops themselves: at most 256 entries a channel for a rescale,
/// 256 * 256 for a sum.
/// </summary>
internal sealed class CodeTables
{
    private readonly short[] _table;
    private readonly int _firstMinimum;
    private readonly int _secondMinimum;
    private readonly int _secondCodes;
    private readonly int _channels;

    private CodeTables(short[] table, CodeType first, CodeType second, int channels)
    {
        _table = table;
        _channels = channels;
        (_firstMinimum, _secondMinimum, _secondCodes) = (first.Minimum, second.Minimum, 1 << second.Bits);
    }

    /// <summary>The table [first code, second code] of a sum.</summary>
    public static CodeTables Of(QuantizedAdd add, QuantizedNode first, QuantizedNode second, RequantizeStep requantize)
    {
        var (a, b) = (Codes(first.Output.Type), Codes(second.Output.Type));
        var pairs = a.SelectMany(left => b.Select(right => (left, right))).ToArray();
        var table = IntegerElementwise.Add(
            add with { Shape = new(1, 1, pairs.Length) },
            first,
            [.. pairs.Select(pair => pair.left)],
            second,
            [.. pairs.Select(pair => pair.right)],
            requantize
        );
        return new CodeTables(table, first.Output.Type, second.Output.Type, 1);
    }

    /// <summary>The table [code, channel] of a rescale; one channel when all have the same factor.</summary>
    public static CodeTables Of(QuantizedRescale rescale, QuantizedNode source, RequantizeStep requantize)
    {
        var channels = rescale.Requantization.Multipliers.Length;
        var codes = Codes(source.Output.Type);
        var table = IntegerElementwise.Rescale(
            rescale with { Shape = new(1, codes.Length, channels) },
            source,
            [.. codes.SelectMany(code => Enumerable.Repeat(code, channels))],
            requantize
        );
        return new CodeTables(table, source.Output.Type, source.Output.Type, channels);
    }

    /// <summary>y of the sum of a and b.</summary>
    public void Add(short[] a, short[] b, short[] y)
    {
        for (var i = 0; i < y.Length; i++)
            y[i] = _table[((a[i] - _firstMinimum) * _secondCodes) + b[i] - _secondMinimum];
    }

    /// <summary>y of the rescale of x.</summary>
    public void Rescale(short[] x, short[] y)
    {
        for (var start = 0; start < y.Length; start += _channels)
        {
            for (var c = 0; c < _channels; c++)
                y[start + c] = _table[((x[start + c] - _firstMinimum) * _channels) + c];
        }
    }

    private static short[] Codes(CodeType type) => [.. Enumerable.Range(type.Minimum, 1 << type.Bits).Select(code => (short)code)];
}
