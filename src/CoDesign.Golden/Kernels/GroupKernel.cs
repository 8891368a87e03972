// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CoDesign.Golden.Kernels;

/// <summary>
/// Regular and grouped convolution: eight lanes are eight output channels of a group (the last block filled up with zero weights), a pair of inputs is broadcast
/// to all of them. Sixteen channels of four pixels of a row at a time where the group has them.
/// </summary>
internal sealed class GroupKernel : PackedConvolution
{
    private const int Lanes = VectorRequantizer.Lanes;
    private const int PairLanes = 2 * Lanes;

    private readonly int _outputs;
    private readonly int _blocks;

    /// <summary>Offsets of stretches of consecutive inputs: kernel rows where a row's taps adjoin, else taps.</summary>
    private readonly int[] _runs;

    private readonly int _runPairs;

    /// <summary>[group, block of 8 channels, run, pair, 16].</summary>
    private readonly short[] _weights;

    /// <summary>[group, block of 8 channels, 8].</summary>
    private readonly int[] _bias;

    public GroupKernel(QuantizedConv2d conv, QuantizedNode source, RequantizeMode mode)
        : base(conv, source, mode)
    {
        var adjoining = conv.Groups == 1 && conv.Window.DilationWidth == 1 ? conv.Window.KernelWidth : 1;
        _runs = [.. TapOffsets.Where((_, tap) => tap % adjoining == 0)];
        _runPairs = ((adjoining * conv.GroupInputs) + 1) / 2;
        _outputs = conv.Shape.Channels / conv.Groups;
        _blocks = (_outputs + Lanes - 1) / Lanes;
        _bias = new int[conv.Groups * _blocks * Lanes];
        _weights = new short[_bias.Length * _runs.Length * _runPairs * 2];
        for (var o = 0; o < conv.Shape.Channels; o++)
        {
            var (group, local) = Math.DivRem(o, _outputs);
            var block = (group * _blocks) + (local / Lanes);
            _bias[(block * Lanes) + (local % Lanes)] = conv.Bias[o];
            for (var run = 0; run < _runs.Length; run++)
            {
                for (var k = 0; k < adjoining * conv.GroupInputs; k++)
                {
                    var (tap, i) = Math.DivRem(k, conv.GroupInputs);
                    var pair = (((block * _runs.Length) + run) * _runPairs) + (k / 2);
                    _weights[(pair * PairLanes) + (2 * (local % Lanes)) + (k % 2)] = Weight(o, (run * adjoining) + tap, i);
                }
            }
        }
    }

    protected override void Compute(ReadOnlySpan<short> x, Span<short> y)
    {
        var shape = Conv.Shape;
        for (var group = 0; group < Conv.Groups; group++)
        {
            for (var block = 0; block < _blocks; )
            {
                var wide = _blocks - block >= 2;
                for (var oy = 0; oy < shape.Height; oy++)
                {
                    for (var ox = 0; ox < shape.Width; )
                    {
                        var window = x[(WindowStart(oy, ox) + (group * Conv.GroupInputs))..];
                        var codes = y[shape.IndexOf(oy, ox, (group * _outputs) + (block * Lanes))..];
                        var four = shape.Width - ox >= 4;
                        if (four && wide)
                            FourPixelsTwoBlocks(window, group, block, codes);
                        else if (four)
                            FourPixels(window, group, block, codes);
                        else
                            OnePixel(window, group, block, wide, codes);
                        ox += four ? 4 : 1;
                    }
                }

                block += wide ? 2 : 1;
            }
        }
    }

    /// <summary>The pair of inputs at <paramref name="x"/>, in all lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<short> Broadcast(ref short x) =>
        Vector256.Create(Unsafe.ReadUnaligned<int>(ref Unsafe.As<short, byte>(ref x))).AsInt16();

    private int BlockLength => _runs.Length * _runPairs * PairLanes;

    private ref short WeightsOf(int group, int block) =>
        ref MemoryMarshal.GetReference(_weights.AsSpan(((group * _blocks) + block) * BlockLength, BlockLength));

    private Vector256<int> BiasOf(int group, int block) => Vector256.Create<int>(_bias.AsSpan(((group * _blocks) + block) * Lanes));

    private void Store(Vector256<int> sums, int group, int block, Span<short> codes) =>
        Requantizer.Store(sums, (group * _outputs) + (block * Lanes), _outputs - (block * Lanes), codes);

    private void FourPixelsTwoBlocks(ReadOnlySpan<short> window, int group, int block, Span<short> codes)
    {
        var a0 = BiasOf(group, block);
        var b0 = BiasOf(group, block + 1);
        var (a1, a2, a3) = (a0, a0, a0);
        var (b1, b2, b3) = (b0, b0, b0);
        ref var wa = ref WeightsOf(group, block);
        ref var wb = ref WeightsOf(group, block + 1);
        var step = PixelStep;
        foreach (var offset in _runs)
        {
            // The slice proves that all four pixels' inputs of this run, and a zero-weight one more, lie in the map or its slack.
            ref var x = ref MemoryMarshal.GetReference(window.Slice(offset, (3 * step) + (2 * _runPairs)));
            for (var pair = 0; pair < _runPairs; pair++)
            {
                var weightsA = Vector256.LoadUnsafe(ref wa);
                var weightsB = Vector256.LoadUnsafe(ref wb);
                var x0 = Broadcast(ref x);
                a0 = PairProducts.Add(a0, x0, weightsA);
                b0 = PairProducts.Add(b0, x0, weightsB);
                var x1 = Broadcast(ref Unsafe.Add(ref x, step));
                a1 = PairProducts.Add(a1, x1, weightsA);
                b1 = PairProducts.Add(b1, x1, weightsB);
                var x2 = Broadcast(ref Unsafe.Add(ref x, 2 * step));
                a2 = PairProducts.Add(a2, x2, weightsA);
                b2 = PairProducts.Add(b2, x2, weightsB);
                var x3 = Broadcast(ref Unsafe.Add(ref x, 3 * step));
                a3 = PairProducts.Add(a3, x3, weightsA);
                b3 = PairProducts.Add(b3, x3, weightsB);
                x = ref Unsafe.Add(ref x, 2);
                wa = ref Unsafe.Add(ref wa, PairLanes);
                wb = ref Unsafe.Add(ref wb, PairLanes);
            }
        }

        var channels = Conv.Shape.Channels;
        Store(a0, group, block, codes);
        Store(b0, group, block + 1, codes[Lanes..]);
        Store(a1, group, block, codes[channels..]);
        Store(b1, group, block + 1, codes[(channels + Lanes)..]);
        Store(a2, group, block, codes[(2 * channels)..]);
        Store(b2, group, block + 1, codes[((2 * channels) + Lanes)..]);
        Store(a3, group, block, codes[(3 * channels)..]);
        Store(b3, group, block + 1, codes[((3 * channels) + Lanes)..]);
    }

    private void FourPixels(ReadOnlySpan<short> window, int group, int block, Span<short> codes)
    {
        var a0 = BiasOf(group, block);
        var (a1, a2, a3) = (a0, a0, a0);
        ref var w = ref WeightsOf(group, block);
        var step = PixelStep;
        foreach (var offset in _runs)
        {
            ref var x = ref MemoryMarshal.GetReference(window.Slice(offset, (3 * step) + (2 * _runPairs)));
            for (var pair = 0; pair < _runPairs; pair++)
            {
                var weights = Vector256.LoadUnsafe(ref w);
                a0 = PairProducts.Add(a0, Broadcast(ref x), weights);
                a1 = PairProducts.Add(a1, Broadcast(ref Unsafe.Add(ref x, step)), weights);
                a2 = PairProducts.Add(a2, Broadcast(ref Unsafe.Add(ref x, 2 * step)), weights);
                a3 = PairProducts.Add(a3, Broadcast(ref Unsafe.Add(ref x, 3 * step)), weights);
                x = ref Unsafe.Add(ref x, 2);
                w = ref Unsafe.Add(ref w, PairLanes);
            }
        }

        var channels = Conv.Shape.Channels;
        Store(a0, group, block, codes);
        Store(a1, group, block, codes[channels..]);
        Store(a2, group, block, codes[(2 * channels)..]);
        Store(a3, group, block, codes[(3 * channels)..]);
    }

    private void OnePixel(ReadOnlySpan<short> window, int group, int block, bool wide, Span<short> codes)
    {
        // A narrow block is computed twice rather than by a kernel of its own.
        var second = wide ? block + 1 : block;
        var a = BiasOf(group, block);
        var b = BiasOf(group, second);
        ref var wa = ref WeightsOf(group, block);
        ref var wb = ref WeightsOf(group, second);
        foreach (var offset in _runs)
        {
            ref var x = ref MemoryMarshal.GetReference(window.Slice(offset, 2 * _runPairs));
            for (var pair = 0; pair < _runPairs; pair++)
            {
                var broadcast = Broadcast(ref x);
                a = PairProducts.Add(a, broadcast, Vector256.LoadUnsafe(ref wa));
                b = PairProducts.Add(b, broadcast, Vector256.LoadUnsafe(ref wb));
                x = ref Unsafe.Add(ref x, 2);
                wa = ref Unsafe.Add(ref wa, PairLanes);
                wb = ref Unsafe.Add(ref wb, PairLanes);
            }
        }

        Store(a, group, block, codes);
        if (wide)
            Store(b, group, second, codes[Lanes..]);
    }
}
