// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.Onnx.Operators;

/// <summary>Weights to the order [O, KH, KW, I].</summary>
internal static class WeightLayout
{
    /// <summary>[O, I, KH, KW] to [O, KH, KW, I].</summary>
    public static ImmutableArray<double> ToChannelsLast(ImmutableArray<double> values, ImmutableArray<long> dims)
    {
        var (outputs, inputs, taps) = ((int)dims[0], (int)dims[1], (int)(dims[2] * dims[3]));
        var result = ImmutableArray.CreateBuilder<double>(values.Length);
        for (var o = 0; o < outputs; o++)
        {
            for (var tap = 0; tap < taps; tap++)
            {
                for (var i = 0; i < inputs; i++)
                    result.Add(values[(((o * inputs) + i) * taps) + tap]);
            }
        }

        return result.MoveToImmutable();
    }

    /// <summary>[O, KH, KW, I] to [O, I, KH, KW].</summary>
    public static short[] ToChannelsFirst(ImmutableArray<short> codes, int outputs, int taps, int inputs)
    {
        var result = new short[codes.Length];
        for (var o = 0; o < outputs; o++)
        {
            for (var tap = 0; tap < taps; tap++)
            {
                for (var i = 0; i < inputs; i++)
                    result[(((o * inputs) + i) * taps) + tap] = codes[(((o * taps) + tap) * inputs) + i];
            }
        }

        return result;
    }

    /// <summary>
    /// A matrix over the flattened map <paramref name="input"/> to [O, H, W, C]. Row k of [K, O] (column k of [O, K] with
    /// <paramref name="isTransposed"/>) belongs to element k of the map in <paramref name="order"/>.
    /// </summary>
    public static ImmutableArray<double> FromMatrix(
        ImmutableArray<double> values,
        TensorShape input,
        int outputs,
        bool isTransposed,
        RecordLayout order
    )
    {
        var (pixels, channels, count) = (input.Pixels, input.Channels, (int)input.Elements);
        var result = ImmutableArray.CreateBuilder<double>(values.Length);
        for (var o = 0; o < outputs; o++)
        {
            for (var p = 0; p < pixels; p++)
            {
                for (var c = 0; c < channels; c++)
                {
                    var k = order == RecordLayout.Nchw ? (c * pixels) + p : (p * channels) + c;
                    result.Add(isTransposed ? values[(o * count) + k] : values[(k * outputs) + o]);
                }
            }
        }

        return result.MoveToImmutable();
    }
}
