// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CoDesign.Golden.Kernels;

/// <summary>
/// Depthwise convolution: vectors run over twice as many channels as there are lanes, products over pairs of taps (an odd last tap meets zero weights). Two pixels at a
/// time share the loads of the weights.
/// </summary>
internal sealed class DepthwiseKernel<TLanes, TSums, TPairs> : PackedConvolution
    where TLanes : struct, IPairLanes<TSums, TPairs>
    where TSums : struct
    where TPairs : struct
{
    private const int Pixels = 2;

    /// <summary>Window starts of the pixels, in bytes.</summary>
    private readonly nint[] _starts;

    /// <summary>Offsets of the taps, in bytes; the last one twice when their number is odd.</summary>
    private readonly nint[] _taps;

    /// <summary>[block, pair of taps, 4 * lanes] in the order of <see cref="IPairLanes{TSums, TPairs}.Interleave"/>.</summary>
    private readonly short[] _weights;

    /// <summary>[O], filled up to whole blocks.</summary>
    private readonly int[] _bias;

    /// <summary>Elements of the bordered map that the kernel reads.</summary>
    private readonly int _reach;

    public DepthwiseKernel(QuantizedConv2d conv, QuantizedNode source, RequantizeMode mode)
        : base(conv, source, mode)
    {
        var blocks = (conv.Groups + BlockChannels - 1) / BlockChannels;
        _starts = WindowBytes(Pixels);
        _taps = new nint[(TapOffsets.Length + 1) / 2 * 2];
        for (var tap = 0; tap < _taps.Length; tap++)
            _taps[tap] = sizeof(short) * TapOffsets[Math.Min(tap, TapOffsets.Length - 1)];
        _reach = ((int)(_starts.Max() + _taps.Max()) / sizeof(short)) + (blocks * BlockChannels);
        _bias = new int[blocks * BlockChannels];
        conv.Bias.CopyTo(_bias);
        _weights = new short[blocks * _taps.Length * BlockChannels];
        Span<short> even = stackalloc short[BlockChannels];
        Span<short> odd = stackalloc short[BlockChannels];
        for (var k = 0; k < _weights.Length; k += 2 * BlockChannels)
        {
            var (block, tap) = Math.DivRem(k / BlockChannels, _taps.Length);
            for (var c = 0; c < BlockChannels; c++)
            {
                even[c] = Weight((block * BlockChannels) + c, tap, 0);
                odd[c] = Weight((block * BlockChannels) + c, tap + 1, 0);
            }

            var (first, second) = TLanes.Interleave(TLanes.LoadPairs(ref even[0]), TLanes.LoadPairs(ref odd[0]));
            MemoryMarshal.Write(MemoryMarshal.AsBytes(_weights.AsSpan(k)), first);
            MemoryMarshal.Write(MemoryMarshal.AsBytes(_weights.AsSpan(k + BlockChannels)), second);
        }
    }

    private static int BlockChannels => 2 * TLanes.Count;

    protected override void Compute(ReadOnlySpan<short> x, Span<short> y)
    {
        // The unchecked reads below stay within this.
        if (x.Length < _reach)
            throw new ArgumentException($"{x.Length} elements, {_reach} needed.", nameof(x));
        Span<int> sums = stackalloc int[(Pixels * BlockChannels) + VectorRequantizer.Slack];
        var channels = Conv.Shape.Channels;
        for (var channel = 0; channel < channels; channel += BlockChannels)
        {
            ref var map = ref Unsafe.Add(ref MemoryMarshal.GetReference(x), channel);
            var count = Math.Min(BlockChannels, channels - channel);
            for (var pixel = 0; pixel < Conv.Shape.Pixels; pixel += Pixels)
            {
                TwoPixels(ref map, ref _starts[pixel], channel, ref MemoryMarshal.GetReference(sums));
                var there = Math.Min(Pixels, Conv.Shape.Pixels - pixel);
                Requantizer.Store(
                    sums,
                    BlockChannels,
                    there,
                    channel,
                    count,
                    y[((pixel * channels) + channel)..],
                    channels
                );
            }
        }
    }

    private void TwoPixels(ref short map, ref nint start, int channel, ref int sums)
    {
        var (zero, lanes) = (default(TSums), TLanes.Count);
        var (first0, second0, first1, second1) = (zero, zero, zero, zero);
        ref var pixel0 = ref Unsafe.AddByteOffset(ref map, start);
        ref var pixel1 = ref Unsafe.AddByteOffset(ref map, Unsafe.Add(ref start, 1));
        ref var w = ref _weights[channel * _taps.Length];
        for (var tap = 0; tap < _taps.Length; tap += 2)
        {
            var (even, odd) = (_taps[tap], _taps[tap + 1]);
            var firstWeights = TLanes.LoadPairs(ref w);
            var secondWeights = TLanes.LoadPairs(ref Unsafe.Add(ref w, 2 * lanes));
            w = ref Unsafe.Add(ref w, 4 * lanes);
            var (a, b) = TLanes.Interleave(
                TLanes.LoadPairs(ref Unsafe.AddByteOffset(ref pixel0, even)),
                TLanes.LoadPairs(ref Unsafe.AddByteOffset(ref pixel0, odd))
            );
            first0 = TLanes.AddProducts(first0, a, firstWeights);
            second0 = TLanes.AddProducts(second0, b, secondWeights);
            (a, b) = TLanes.Interleave(
                TLanes.LoadPairs(ref Unsafe.AddByteOffset(ref pixel1, even)),
                TLanes.LoadPairs(ref Unsafe.AddByteOffset(ref pixel1, odd))
            );
            first1 = TLanes.AddProducts(first1, a, firstWeights);
            second1 = TLanes.AddProducts(second1, b, secondWeights);
        }

        Store(first0, second0, channel, ref sums);
        Store(first1, second1, channel, ref Unsafe.Add(ref sums, 2 * lanes));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store(TSums first, TSums second, int channel, ref int sums)
    {
        var (low, high) = TLanes.InOrder(first, second);
        TLanes.StoreSums(TLanes.Add(low, TLanes.LoadSums(ref _bias[channel])), ref sums);
        TLanes.StoreSums(
            TLanes.Add(high, TLanes.LoadSums(ref _bias[channel + TLanes.Count])),
            ref Unsafe.Add(ref sums, TLanes.Count)
        );
    }
}
