// SPDX-License-Identifier: Apache-2.0
using CoDesign.Golden.Integer;

namespace CoDesign.Golden.Kernels;

/// <summary>A rescale as a table over all codes of its operand, filled once by the plain loops themselves: at most 256 entries a channel.</summary>
internal sealed class CodeTable
{
    private readonly short[] _table;
    private readonly int _minimum;
    private readonly int _channels;

    /// <summary>The table [code, channel] of a rescale; one channel when all have the same factor.</summary>
    public CodeTable(QuantizedRescale rescale, QuantizedNode source, RequantizeStep requantize)
    {
        var type = source.Output.Type;
        _channels = rescale.Requantization.Multipliers.Length;
        _minimum = type.Minimum;
        short[] codes =
        [
            .. Enumerable
                .Range(type.Minimum, 1 << type.Bits)
                .SelectMany(code => Enumerable.Repeat((short)code, _channels)),
        ];
        _table = IntegerElementwise.Rescale(
            rescale with
            {
                Shape = new(1, 1 << type.Bits, _channels),
            },
            source,
            codes,
            requantize
        );
    }

    /// <summary>y of the rescale of x.</summary>
    public void Run(ReadOnlySpan<short> x, Span<short> y)
    {
        for (var start = 0; start < y.Length; start += _channels)
        {
            for (var c = 0; c < _channels; c++)
                y[start + c] = _table[((x[start + c] - _minimum) * _channels) + c];
        }
    }
}
