// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CoDesign.Golden.Kernels;

/// <summary>
/// Regular and grouped convolution: lanes are output channels of a group (the last block filled up with zero weights), a pair of inputs is broadcast to all of them.
/// A tile is eight pixels (four at the end) times one or two blocks of channels, all of whose sums stay in registers.
/// </summary>
internal sealed class GroupKernel<TLanes, TSums, TPairs> : PackedConvolution
    where TLanes : struct, IPairLanes<TSums, TPairs>
    where TSums : struct
    where TPairs : struct
{
    private const int Pixels = 8;

    /// <summary>Window starts of the pixels, in bytes.</summary>
    private readonly nint[] _starts;

    /// <summary>Offsets in bytes of stretches of consecutive inputs: kernel rows where a row's taps adjoin, else taps.</summary>
    private readonly nint[] _runs;

    private readonly int _runPairs;
    private readonly Strip[] _strips;

    /// <summary>Elements of the bordered map that the kernel reads.</summary>
    private readonly int _reach;

    public GroupKernel(QuantizedConv2d conv, QuantizedNode source, RequantizeMode mode)
        : base(conv, source, mode)
    {
        var adjoining = conv.Groups == 1 && conv.Window.DilationWidth == 1 ? conv.Window.KernelWidth : 1;
        _starts = WindowBytes(Pixels);
        _runs =
        [
            .. TapOffsets.Where((_, tap) => tap % adjoining == 0).Select(offset => (nint)(sizeof(short) * offset)),
        ];
        _runPairs = ((adjoining * conv.GroupInputs) + 1) / 2;
        _reach =
            ((int)(_starts.Max() + _runs.Max()) / sizeof(short))
            + (2 * _runPairs)
            + ((conv.Groups - 1) * conv.GroupInputs);
        var outputs = conv.Shape.Channels / conv.Groups;
        var strips = new List<Strip>();
        for (var group = 0; group < conv.Groups; group++)
        {
            for (var first = 0; first < outputs; first += 2 * TLanes.Count)
                strips.Add(Pack(group, first, Math.Min(2 * TLanes.Count, outputs - first), adjoining));
        }

        _strips = [.. strips];
    }

    protected override void Compute(ReadOnlySpan<short> x, Span<short> y)
    {
        // The unchecked reads below stay within this.
        if (x.Length < _reach)
            throw new ArgumentException($"{x.Length} elements, {_reach} needed.", nameof(x));
        Span<int> sums = stackalloc int[(Pixels * 2 * TLanes.Count) + VectorRequantizer.Slack];
        var channels = Conv.Shape.Channels;
        foreach (var strip in _strips)
        {
            ref var map = ref Unsafe.Add(ref MemoryMarshal.GetReference(x), strip.Input);
            for (var pixel = 0; pixel < Conv.Shape.Pixels; pixel += Pixels)
            {
                var there = Math.Min(Pixels, Conv.Shape.Pixels - pixel);
                if (strip.Blocks == 2 && there > Pixels / 2)
                    EightByTwo(ref map, ref _starts[pixel], strip, ref MemoryMarshal.GetReference(sums));
                else if (strip.Blocks == 2)
                    FourByTwo(ref map, ref _starts[pixel], strip, ref MemoryMarshal.GetReference(sums));
                else
                    EightByOne(ref map, ref _starts[pixel], strip, ref MemoryMarshal.GetReference(sums));
                Requantizer.Store(
                    sums,
                    strip.Blocks * TLanes.Count,
                    there,
                    strip.Channel,
                    strip.Count,
                    y[((pixel * channels) + strip.Channel)..],
                    channels
                );
            }
        }
    }

    private void EightByTwo(ref short map, ref nint start, Strip strip, ref int sums)
    {
        var a0 = TLanes.LoadSums(ref strip.Bias[0]);
        var b0 = TLanes.LoadSums(ref strip.Bias[TLanes.Count]);
        var (a1, a2, a3, a4, a5, a6, a7) = (a0, a0, a0, a0, a0, a0, a0);
        var (b1, b2, b3, b4, b5, b6, b7) = (b0, b0, b0, b0, b0, b0, b0);
        var (s0, s1, s2, s3) = (start, Unsafe.Add(ref start, 1), Unsafe.Add(ref start, 2), Unsafe.Add(ref start, 3));
        var (s4, s5, s6, s7) = (
            Unsafe.Add(ref start, 4),
            Unsafe.Add(ref start, 5),
            Unsafe.Add(ref start, 6),
            Unsafe.Add(ref start, 7)
        );
        ref var w = ref strip.Weights[0];
        foreach (var run in _runs)
        {
            ref var x = ref Unsafe.AddByteOffset(ref map, run);
            for (var pair = _runPairs; pair > 0; pair--)
            {
                var wa = TLanes.LoadPairs(ref w);
                var wb = TLanes.LoadPairs(ref Unsafe.Add(ref w, 2 * TLanes.Count));
                w = ref Unsafe.Add(ref w, 4 * TLanes.Count);
                var x0 = TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, s0));
                a0 = TLanes.AddProducts(a0, x0, wa);
                b0 = TLanes.AddProducts(b0, x0, wb);
                var x1 = TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, s1));
                a1 = TLanes.AddProducts(a1, x1, wa);
                b1 = TLanes.AddProducts(b1, x1, wb);
                var x2 = TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, s2));
                a2 = TLanes.AddProducts(a2, x2, wa);
                b2 = TLanes.AddProducts(b2, x2, wb);
                var x3 = TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, s3));
                a3 = TLanes.AddProducts(a3, x3, wa);
                b3 = TLanes.AddProducts(b3, x3, wb);
                var x4 = TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, s4));
                a4 = TLanes.AddProducts(a4, x4, wa);
                b4 = TLanes.AddProducts(b4, x4, wb);
                var x5 = TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, s5));
                a5 = TLanes.AddProducts(a5, x5, wa);
                b5 = TLanes.AddProducts(b5, x5, wb);
                var x6 = TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, s6));
                a6 = TLanes.AddProducts(a6, x6, wa);
                b6 = TLanes.AddProducts(b6, x6, wb);
                var x7 = TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, s7));
                a7 = TLanes.AddProducts(a7, x7, wa);
                b7 = TLanes.AddProducts(b7, x7, wb);
                x = ref Unsafe.Add(ref x, 2);
            }
        }

        Store(ref sums, 0, a0, b0);
        Store(ref sums, 1, a1, b1);
        Store(ref sums, 2, a2, b2);
        Store(ref sums, 3, a3, b3);
        Store(ref sums, 4, a4, b4);
        Store(ref sums, 5, a5, b5);
        Store(ref sums, 6, a6, b6);
        Store(ref sums, 7, a7, b7);
    }

    private void FourByTwo(ref short map, ref nint start, Strip strip, ref int sums)
    {
        var a0 = TLanes.LoadSums(ref strip.Bias[0]);
        var b0 = TLanes.LoadSums(ref strip.Bias[TLanes.Count]);
        var (a1, a2, a3) = (a0, a0, a0);
        var (b1, b2, b3) = (b0, b0, b0);
        var (s0, s1, s2, s3) = (start, Unsafe.Add(ref start, 1), Unsafe.Add(ref start, 2), Unsafe.Add(ref start, 3));
        ref var w = ref strip.Weights[0];
        foreach (var run in _runs)
        {
            ref var x = ref Unsafe.AddByteOffset(ref map, run);
            for (var pair = _runPairs; pair > 0; pair--)
            {
                var wa = TLanes.LoadPairs(ref w);
                var wb = TLanes.LoadPairs(ref Unsafe.Add(ref w, 2 * TLanes.Count));
                w = ref Unsafe.Add(ref w, 4 * TLanes.Count);
                var x0 = TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, s0));
                a0 = TLanes.AddProducts(a0, x0, wa);
                b0 = TLanes.AddProducts(b0, x0, wb);
                var x1 = TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, s1));
                a1 = TLanes.AddProducts(a1, x1, wa);
                b1 = TLanes.AddProducts(b1, x1, wb);
                var x2 = TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, s2));
                a2 = TLanes.AddProducts(a2, x2, wa);
                b2 = TLanes.AddProducts(b2, x2, wb);
                var x3 = TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, s3));
                a3 = TLanes.AddProducts(a3, x3, wa);
                b3 = TLanes.AddProducts(b3, x3, wb);
                x = ref Unsafe.Add(ref x, 2);
            }
        }

        Store(ref sums, 0, a0, b0);
        Store(ref sums, 1, a1, b1);
        Store(ref sums, 2, a2, b2);
        Store(ref sums, 3, a3, b3);
    }

    private void EightByOne(ref short map, ref nint start, Strip strip, ref int sums)
    {
        var a0 = TLanes.LoadSums(ref strip.Bias[0]);
        var (a1, a2, a3, a4, a5, a6, a7) = (a0, a0, a0, a0, a0, a0, a0);
        var (s0, s1, s2, s3) = (start, Unsafe.Add(ref start, 1), Unsafe.Add(ref start, 2), Unsafe.Add(ref start, 3));
        var (s4, s5, s6, s7) = (
            Unsafe.Add(ref start, 4),
            Unsafe.Add(ref start, 5),
            Unsafe.Add(ref start, 6),
            Unsafe.Add(ref start, 7)
        );
        ref var w = ref strip.Weights[0];
        foreach (var run in _runs)
        {
            ref var x = ref Unsafe.AddByteOffset(ref map, run);
            for (var pair = _runPairs; pair > 0; pair--)
            {
                var weights = TLanes.LoadPairs(ref w);
                w = ref Unsafe.Add(ref w, 2 * TLanes.Count);
                a0 = TLanes.AddProducts(a0, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, s0)), weights);
                a1 = TLanes.AddProducts(a1, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, s1)), weights);
                a2 = TLanes.AddProducts(a2, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, s2)), weights);
                a3 = TLanes.AddProducts(a3, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, s3)), weights);
                a4 = TLanes.AddProducts(a4, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, s4)), weights);
                a5 = TLanes.AddProducts(a5, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, s5)), weights);
                a6 = TLanes.AddProducts(a6, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, s6)), weights);
                a7 = TLanes.AddProducts(a7, TLanes.Broadcast(ref Unsafe.AddByteOffset(ref x, s7)), weights);
                x = ref Unsafe.Add(ref x, 2);
            }
        }

        TLanes.StoreSums(a0, ref sums);
        TLanes.StoreSums(a1, ref Unsafe.Add(ref sums, TLanes.Count));
        TLanes.StoreSums(a2, ref Unsafe.Add(ref sums, 2 * TLanes.Count));
        TLanes.StoreSums(a3, ref Unsafe.Add(ref sums, 3 * TLanes.Count));
        TLanes.StoreSums(a4, ref Unsafe.Add(ref sums, 4 * TLanes.Count));
        TLanes.StoreSums(a5, ref Unsafe.Add(ref sums, 5 * TLanes.Count));
        TLanes.StoreSums(a6, ref Unsafe.Add(ref sums, 6 * TLanes.Count));
        TLanes.StoreSums(a7, ref Unsafe.Add(ref sums, 7 * TLanes.Count));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref int sums, int pixel, TSums a, TSums b)
    {
        TLanes.StoreSums(a, ref Unsafe.Add(ref sums, 2 * pixel * TLanes.Count));
        TLanes.StoreSums(b, ref Unsafe.Add(ref sums, ((2 * pixel) + 1) * TLanes.Count));
    }

    private Strip Pack(int group, int first, int count, int adjoining)
    {
        var outputs = Conv.Shape.Channels / Conv.Groups;
        var blocks = (count + TLanes.Count - 1) / TLanes.Count;
        var width = blocks * TLanes.Count;
        var bias = new int[width];
        var weights = new short[_runs.Length * _runPairs * 2 * width];
        for (var lane = 0; lane < count; lane++)
        {
            var o = (group * outputs) + first + lane;
            bias[lane] = Conv.Bias[o];
            for (var run = 0; run < _runs.Length; run++)
            {
                for (var k = 0; k < adjoining * Conv.GroupInputs; k++)
                {
                    var (tap, i) = Math.DivRem(k, Conv.GroupInputs);
                    weights[((((run * _runPairs) + (k / 2)) * width) + lane) * 2 + (k % 2)] = Weight(
                        o,
                        (run * adjoining) + tap,
                        i
                    );
                }
            }
        }

        return new Strip(group * Conv.GroupInputs, (group * outputs) + first, count, blocks, bias, weights);
    }

    /// <summary>Channels that are computed at a time.</summary>
    /// <param name="Input">First input channel of their group.</param>
    /// <param name="Channel">First of them.</param>
    /// <param name="Count">How many.</param>
    /// <param name="Blocks">Vectors of lanes, 1 or 2.</param>
    /// <param name="Bias">[block, lane].</param>
    /// <param name="Weights">[run, pair, block, lane, 2].</param>
    private sealed record Strip(int Input, int Channel, int Count, int Blocks, int[] Bias, short[] Weights);
}
