// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Golden.Float;

/// <summary>Float operators that treat every element alike, and those that only move values. Maps are [H, W, C].</summary>
internal static class FloatElementwise
{
    /// <summary><c>y = gamma * (x - mean) / sqrt(var + eps) + beta</c> per channel.</summary>
    public static void BatchNorm(BatchNorm norm, double[] x, double[] y)
    {
        var channels = norm.Shape.Channels;
        var scale = new double[channels];
        for (var c = 0; c < channels; c++)
            scale[c] = norm.Gamma[c] / Math.Sqrt(norm.Variance[c] + norm.Epsilon);
        for (var i = 0; i < y.Length; i++)
        {
            var c = i % channels;
            y[i] = ((x[i] - norm.Mean[c]) * scale[c]) + norm.Beta[c];
        }
    }

    /// <summary>y = a + b.</summary>
    public static void Add(double[] a, double[] b, double[] y)
    {
        for (var i = 0; i < y.Length; i++)
            y[i] = a[i] + b[i];
    }

    /// <summary>Channels of the inputs one after the other.</summary>
    public static void Concat(Concat node, double[][] inputs, double[] y)
    {
        var offset = 0;
        foreach (var x in inputs)
        {
            var channels = x.Length / node.Shape.Pixels;
            for (var pixel = 0; pixel < node.Shape.Pixels; pixel++)
                x.AsSpan(pixel * channels, channels).CopyTo(y.AsSpan((pixel * node.Shape.Channels) + offset));
            offset += channels;
        }
    }

    /// <summary>The map with a border of one value.</summary>
    public static void Pad(Pad node, TensorShape input, double[] x, double[] y)
    {
        Array.Fill(y, node.Value);
        for (var iy = 0; iy < input.Height; iy++)
        {
            var row = x.AsSpan(input.IndexOf(iy, 0, 0), input.Width * input.Channels);
            row.CopyTo(y.AsSpan(node.Shape.IndexOf(iy + node.Top, node.Left, 0)));
        }
    }

    /// <summary><c>exp(x_c) / sum exp(x)</c> over the channels of each pixel.</summary>
    public static void Softmax(Softmax node, double[] x, double[] y)
    {
        x.CopyTo(y, 0);
        for (var start = 0; start < y.Length; start += node.Shape.Channels)
            SoftmaxInPlace(y.AsSpan(start, node.Shape.Channels));
    }

    /// <summary>Softmax of one vector, shifted by its maximum so that nothing overflows.</summary>
    internal static void SoftmaxInPlace(Span<double> values)
    {
        var greatest = double.NegativeInfinity;
        foreach (var value in values)
            greatest = Math.Max(greatest, value);
        var sum = 0.0;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Math.Exp(values[i] - greatest);
            sum += values[i];
        }

        for (var i = 0; i < values.Length; i++)
            values[i] /= sum;
    }
}
