// SPDX-License-Identifier: Apache-2.0
using CoDesign.Golden.Integer;

namespace CoDesign.Golden.Kernels;

/// <summary>Sum of two tensors: each operand's rescale is a table over its codes, filled by the definition; the sum of both is requantized in vectors.</summary>
internal sealed class SumKernel
{
    private const int Lanes = VectorRequantizer.Slack;
    private const int ChunkElements = 16 * Lanes;

    private readonly int[] _first;
    private readonly int[] _second;
    private readonly int _firstMinimum;
    private readonly int _secondMinimum;
    private readonly VectorRequantizer _requantizer;

    public SumKernel(QuantizedAdd add, QuantizedNode first, QuantizedNode second, RequantizeMode mode)
    {
        var requantize = Requantize.StepFor(mode);
        _first = Operand(first.Output, add.First, requantize);
        _second = Operand(second.Output, add.Second, requantize);
        (_firstMinimum, _secondMinimum) = (first.Output.Type.Minimum, second.Output.Type.Minimum);
        var bound = _first.Max(value => Math.Abs((long)value)) + _second.Max(value => Math.Abs((long)value));
        // All lanes have the one factor.
        _requantizer = VectorRequantizer.Of(
            new Scaling(add.Sum, Lanes, add.Output.ZeroPoint, add.Clamp, [bound]),
            mode
        );
    }

    /// <summary>y of the sum of a and b.</summary>
    public void Run(ReadOnlySpan<short> a, ReadOnlySpan<short> b, Span<short> y)
    {
        Span<int> sums = stackalloc int[ChunkElements + Lanes];
        for (var start = 0; start < y.Length; start += ChunkElements)
        {
            var count = Math.Min(ChunkElements, y.Length - start);
            var firsts = a.Slice(start, count);
            var seconds = b.Slice(start, count);
            for (var i = 0; i < firsts.Length; i++)
                sums[i] = _first[firsts[i] - _firstMinimum] + _second[seconds[i] - _secondMinimum];
            var whole = count / Lanes;
            _requantizer.Store(sums, Lanes, whole, 0, Lanes, y[start..], Lanes);
            if (count % Lanes != 0)
                _requantizer.Store(
                    sums[(whole * Lanes)..],
                    Lanes,
                    1,
                    0,
                    count % Lanes,
                    y[(start + (whole * Lanes))..],
                    Lanes
                );
        }
    }

    private static int[] Operand(QuantizationParameters operand, Requantization rescale, RequantizeStep requantize) =>
        [
            .. Enumerable
                .Range(operand.Type.Minimum, 1 << operand.Type.Bits)
                .Select(code =>
                    checked((int)IntegerElementwise.Operand(code - operand.ZeroPoint, rescale, requantize))
                ),
        ];
}
