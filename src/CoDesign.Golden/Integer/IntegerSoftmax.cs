// SPDX-License-Identifier: Apache-2.0
using CoDesign.Golden.Float;

namespace CoDesign.Golden.Integer;

/// <summary>Softmax over the channels of each pixel, on the host (arithmetic, section 4).</summary>
internal static class IntegerSoftmax
{
    /// <summary><c>half_up</c> networks: <c>exp(r_c - max r) / sum exp(r - max r)</c> in double on the dequantized logits, then quantized to the output.</summary>
    public static short[] Exact(QuantizedSoftmax node, QuantizedNode source, short[] x)
    {
        var channels = node.Shape.Channels;
        var y = new short[node.Shape.Elements];
        var reals = new double[channels];
        for (var start = 0; start < y.Length; start += channels)
        {
            for (var c = 0; c < channels; c++)
                reals[c] = source.Output.Dequantize(x[start + c]);
            FloatElementwise.SoftmaxInPlace(reals);
            for (var c = 0; c < channels; c++)
                y[start + c] = (short)node.Output.Quantize(reals[c]);
        }

        return y;
    }
}
