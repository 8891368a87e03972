// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CoDesign.Golden.Kernels;

/// <summary>
/// A layer of one output pixel: every weight is read once, so they stay bytes in memory, w' = w less the middle of its codes, and
/// <c>acc[o] = bias[o] + sum (x - Zx) * w'[o] - Zw' * sum (x - Zx)</c>. Lanes are output channels, four blocks of them at a time.
/// </summary>
internal sealed class DenseKernel<TLanes, TSums, TPairs> : PackedConvolution
    where TLanes : struct, IPairLanes<TSums, TPairs>
    where TSums : struct
    where TPairs : struct
{
    private const int Blocks = 4;

    /// <summary>Offsets of stretches of consecutive inputs: kernel rows where a row's taps adjoin, else taps.</summary>
    private readonly int[] _runs;

    private readonly int _runInputs;
    private readonly int _runPairs;
    private readonly int _weightZero;

    /// <summary>[strip, run, pair, block, lane, 2].</summary>
    private readonly sbyte[] _weights;

    /// <summary>[strip, block, lane].</summary>
    private readonly int[] _bias;

    public DenseKernel(QuantizedConv2d conv, QuantizedNode source, RequantizeMode mode)
        : base(conv, source, mode)
    {
        var adjoining = conv.Window.DilationWidth == 1 ? conv.Window.KernelWidth : 1;
        _runs = [.. TapOffsets.Where((_, tap) => tap % adjoining == 0)];
        _runInputs = adjoining * conv.GroupInputs;
        _runPairs = (_runInputs + 1) / 2;
        var type = conv.WeightQuantization.Type;
        var middle = type.Signed ? 0 : 1 << (type.Bits - 1);
        _weightZero = conv.WeightQuantization.ZeroPoint - middle;
        var width = Blocks * TLanes.Count;
        var strips = (conv.Shape.Channels + width - 1) / width;
        _bias = new int[strips * width];
        conv.Bias.CopyTo(_bias);
        _weights = new sbyte[_bias.Length * _runs.Length * _runPairs * 2];
        for (var o = 0; o < conv.Shape.Channels; o++)
        {
            var (strip, lane) = Math.DivRem(o, width);
            for (var run = 0; run < _runs.Length; run++)
            {
                for (var k = 0; k < _runInputs; k++)
                {
                    var (tap, i) = Math.DivRem(k, conv.GroupInputs);
                    var weight = Weight(o, (run * adjoining) + tap, i) + _weightZero;
                    var pair = (((strip * _runs.Length) + run) * _runPairs) + (k / 2);
                    _weights[(((pair * width) + lane) * 2) + (k % 2)] = checked((sbyte)weight);
                }
            }
        }
    }

    protected override void Compute(ReadOnlySpan<short> x, Span<short> y)
    {
        var width = Blocks * TLanes.Count;
        Span<int> sums = stackalloc int[width + VectorRequantizer.Slack];
        var correction = _weightZero == 0 ? 0 : _weightZero * SumOfInputs(x);
        var length = _runs.Length * _runPairs * 2 * width;
        for (var channel = 0; channel < Conv.Shape.Channels; channel += width)
        {
            Strip(x, ref _weights[channel / width * length], ref _bias[channel], ref MemoryMarshal.GetReference(sums));
            for (var lane = 0; lane < width; lane++)
                sums[lane] -= correction;
            var count = Math.Min(width, Conv.Shape.Channels - channel);
            Requantizer.Store(sums, width, 1, channel, count, y[channel..], Conv.Shape.Channels);
        }
    }

    private void Strip(ReadOnlySpan<short> map, ref sbyte w, ref int bias, ref int sums)
    {
        var a = TLanes.LoadSums(ref bias);
        var b = TLanes.LoadSums(ref Unsafe.Add(ref bias, TLanes.Count));
        var c = TLanes.LoadSums(ref Unsafe.Add(ref bias, 2 * TLanes.Count));
        var d = TLanes.LoadSums(ref Unsafe.Add(ref bias, 3 * TLanes.Count));
        foreach (var run in _runs)
        {
            ref var x = ref MemoryMarshal.GetReference(map.Slice(run, 2 * _runPairs));
            for (var pair = _runPairs; pair > 0; pair--)
            {
                var inputs = TLanes.Broadcast(ref x);
                a = TLanes.AddProducts(a, inputs, TLanes.LoadPairs(ref w));
                b = TLanes.AddProducts(b, inputs, TLanes.LoadPairs(ref Unsafe.Add(ref w, 2 * TLanes.Count)));
                c = TLanes.AddProducts(c, inputs, TLanes.LoadPairs(ref Unsafe.Add(ref w, 4 * TLanes.Count)));
                d = TLanes.AddProducts(d, inputs, TLanes.LoadPairs(ref Unsafe.Add(ref w, 6 * TLanes.Count)));
                x = ref Unsafe.Add(ref x, 2);
                w = ref Unsafe.Add(ref w, 8 * TLanes.Count);
            }
        }

        TLanes.StoreSums(a, ref sums);
        TLanes.StoreSums(b, ref Unsafe.Add(ref sums, TLanes.Count));
        TLanes.StoreSums(c, ref Unsafe.Add(ref sums, 2 * TLanes.Count));
        TLanes.StoreSums(d, ref Unsafe.Add(ref sums, 3 * TLanes.Count));
    }

    private int SumOfInputs(ReadOnlySpan<short> map)
    {
        Span<int> lanes = stackalloc int[TLanes.Count];
        Span<short> ones = [1, 1];
        var sums = TLanes.LoadSums(ref MemoryMarshal.GetReference(lanes));
        var total = 0;
        foreach (var run in _runs)
        {
            var values = map.Slice(run, _runInputs);
            var whole = values.Length / (2 * TLanes.Count) * 2 * TLanes.Count;
            for (var i = 0; i < whole; i += 2 * TLanes.Count)
            {
                var pairs = TLanes.LoadPairs(ref MemoryMarshal.GetReference(values[i..]));
                sums = TLanes.AddProducts(sums, pairs, TLanes.Broadcast(ref ones[0]));
            }

            foreach (var value in values[whole..])
                total += value;
        }

        TLanes.StoreSums(sums, ref MemoryMarshal.GetReference(lanes));
        foreach (var lane in lanes)
            total += lane;
        return total;
    }
}
