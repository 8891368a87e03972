// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CoDesign.Golden.Kernels;

/// <summary>
/// Groups with fewer outputs than lanes: a vector holds several groups, whose inputs stand side by side; one load fetches them all, and each lane takes the pair of its
/// own group. Four pixels at a time.
/// </summary>
internal sealed class NarrowGroupKernel<TLanes, TSums, TPairs> : PackedConvolution
    where TLanes : struct, IPairLanes<TSums, TPairs>
    where TSums : struct
    where TPairs : struct
{
    private const int Pixels = 4;

    private readonly int _pairs;

    /// <summary>Window starts of the pixels, in bytes.</summary>
    private readonly nint[] _starts;

    /// <summary>Offsets of the taps, in bytes.</summary>
    private readonly nint[] _taps;

    /// <summary>[block, tap, pair, lane, 2].</summary>
    private readonly short[] _weights;

    /// <summary>[O], filled up to whole blocks.</summary>
    private readonly int[] _bias;

    /// <summary>[pair, lane]: which pair of the loaded inputs a lane takes.</summary>
    private readonly int[] _lanePairs;

    /// <summary>Elements of the bordered map that the kernel reads.</summary>
    private readonly int _reach;

    public NarrowGroupKernel(QuantizedConv2d conv, QuantizedNode source, RequantizeMode mode)
        : base(conv, source, mode)
    {
        var outputs = conv.Shape.Channels / conv.Groups;
        _pairs = conv.GroupInputs / 2;
        _starts = WindowBytes(Pixels);
        _taps = [.. TapOffsets.Select(offset => (nint)(sizeof(short) * offset))];
        var blocks = (conv.Shape.Channels + TLanes.Count - 1) / TLanes.Count;
        _reach = ((int)(_starts.Max() + _taps.Max()) / sizeof(short)) + Input(blocks - 1) + (2 * TLanes.Count);
        _bias = new int[blocks * TLanes.Count];
        conv.Bias.CopyTo(_bias);
        _lanePairs = new int[_pairs * TLanes.Count];
        for (var k = 0; k < _lanePairs.Length; k++)
            _lanePairs[k] = (k % TLanes.Count / outputs * _pairs) + (k / TLanes.Count);
        _weights = new short[blocks * _taps.Length * _pairs * 2 * TLanes.Count];
        for (var k = 0; k < _weights.Length; k++)
        {
            var (rest, inPair) = Math.DivRem(k, 2);
            (rest, var lane) = Math.DivRem(rest, TLanes.Count);
            (rest, var pair) = Math.DivRem(rest, _pairs);
            var (block, tap) = Math.DivRem(rest, _taps.Length);
            _weights[k] = Weight((block * TLanes.Count) + lane, tap, (2 * pair) + inPair);
        }
    }

    protected override void Compute(ReadOnlySpan<short> x, Span<short> y)
    {
        // The unchecked reads below stay within this.
        if (x.Length < _reach)
            throw new ArgumentException($"{x.Length} elements, {_reach} needed.", nameof(x));
        Span<int> sums = stackalloc int[(Pixels * TLanes.Count) + VectorRequantizer.Slack];
        var channels = Conv.Shape.Channels;
        for (var channel = 0; channel < channels; channel += TLanes.Count)
        {
            ref var map = ref Unsafe.Add(ref MemoryMarshal.GetReference(x), Input(channel / TLanes.Count));
            var count = Math.Min(TLanes.Count, channels - channel);
            for (var pixel = 0; pixel < Conv.Shape.Pixels; pixel += Pixels)
            {
                FourPixels(ref map, ref _starts[pixel], channel, ref MemoryMarshal.GetReference(sums));
                var there = Math.Min(Pixels, Conv.Shape.Pixels - pixel);
                Requantizer.Store(
                    sums,
                    TLanes.Count,
                    there,
                    channel,
                    count,
                    y[((pixel * channels) + channel)..],
                    channels
                );
            }
        }
    }

    private void FourPixels(ref short map, ref nint start, int channel, ref int sums)
    {
        var sum0 = TLanes.LoadSums(ref _bias[channel]);
        var (sum1, sum2, sum3) = (sum0, sum0, sum0);
        var (s0, s1, s2, s3) = (start, Unsafe.Add(ref start, 1), Unsafe.Add(ref start, 2), Unsafe.Add(ref start, 3));
        ref var w = ref _weights[channel * _taps.Length * _pairs * 2];
        foreach (var tap in _taps)
        {
            ref var x = ref Unsafe.AddByteOffset(ref map, tap);
            var x0 = TLanes.LoadPairs(ref Unsafe.AddByteOffset(ref x, s0));
            var x1 = TLanes.LoadPairs(ref Unsafe.AddByteOffset(ref x, s1));
            var x2 = TLanes.LoadPairs(ref Unsafe.AddByteOffset(ref x, s2));
            var x3 = TLanes.LoadPairs(ref Unsafe.AddByteOffset(ref x, s3));
            ref var lanePairs = ref _lanePairs[0];
            for (var pair = _pairs; pair > 0; pair--)
            {
                var weights = TLanes.LoadPairs(ref w);
                var lanes = TLanes.LoadSums(ref lanePairs);
                sum0 = TLanes.AddProducts(sum0, TLanes.Select(x0, lanes), weights);
                sum1 = TLanes.AddProducts(sum1, TLanes.Select(x1, lanes), weights);
                sum2 = TLanes.AddProducts(sum2, TLanes.Select(x2, lanes), weights);
                sum3 = TLanes.AddProducts(sum3, TLanes.Select(x3, lanes), weights);
                w = ref Unsafe.Add(ref w, 2 * TLanes.Count);
                lanePairs = ref Unsafe.Add(ref lanePairs, TLanes.Count);
            }
        }

        TLanes.StoreSums(sum0, ref sums);
        TLanes.StoreSums(sum1, ref Unsafe.Add(ref sums, TLanes.Count));
        TLanes.StoreSums(sum2, ref Unsafe.Add(ref sums, 2 * TLanes.Count));
        TLanes.StoreSums(sum3, ref Unsafe.Add(ref sums, 3 * TLanes.Count));
    }

    /// <summary>First input channel of a block of lanes.</summary>
    private int Input(int block) => block * TLanes.Count / (Conv.Shape.Channels / Conv.Groups) * Conv.GroupInputs;
}
