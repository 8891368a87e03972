// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.Datasets;

/// <summary>From stored elements to <see cref="Sample"/>: order, normalization, quantization.</summary>
internal sealed class SampleConversion(Graph graph, InputNormalization? normalization)
{
    /// <summary>[H, W, C] of the input.</summary>
    public TensorShape Shape { get; } = graph.InputNode.Shape;

    /// <summary>Codes of the input; null for a float graph.</summary>
    public QuantizationParameters? Codes { get; } = (graph.InputNode as QuantizedInput)?.Output;

    /// <summary>True when stored pixels are normalized.</summary>
    public bool HasNormalization => normalization is not null;

    /// <summary>True when files of records hold codes (a TensorFlow Lite model), false when they hold float32.</summary>
    public bool RecordsAreCodes => RecordForm.AreCodes(graph);

    /// <summary>Order of the elements in a file of records.</summary>
    public RecordLayout Layout => graph.Layout;

    /// <summary>Elements of one record.</summary>
    public int Elements => (int)Shape.Elements;

    /// <summary>"3x32x32" or "32x32x3", as a file of records is laid out.</summary>
    public string RecordText =>
        Layout == RecordLayout.Nchw ? $"{Shape.Channels}x{Shape.Height}x{Shape.Width}" : $"{Shape}";

    /// <summary>Pixels 0 to 255: <c>real = (pixel / scale - mean[c]) / deviation[c]</c>.</summary>
    public Sample FromPixels(ReadOnlySpan<byte> pixels, RecordLayout layout, int? label)
    {
        var real = new double[Elements];
        for (var i = 0; i < real.Length; i++)
        {
            var channel = i % Shape.Channels;
            double pixel = pixels[StoredIndex(i, layout)];
            real[i] = normalization is null
                ? pixel
                : (pixel / normalization.Scale - normalization.Mean[channel]) / normalization.Deviation[channel];
        }

        return FromReal(real, label);
    }

    /// <summary>Real values in stored order.</summary>
    public Sample FromReal(ReadOnlySpan<double> values, RecordLayout layout, int? label)
    {
        var real = new double[Elements];
        for (var i = 0; i < real.Length; i++)
            real[i] = values[StoredIndex(i, layout)];
        return FromReal(real, label);
    }

    /// <summary>Codes in stored order; the graph is an integer one.</summary>
    public Sample FromCodes(ReadOnlySpan<byte> stored, QuantizationParameters type, RecordLayout layout, int? label)
    {
        var codes = new short[Elements];
        var real = new double[Elements];
        for (var i = 0; i < codes.Length; i++)
        {
            var value = stored[StoredIndex(i, layout)];
            codes[i] = type.Type.Signed ? (sbyte)value : value;
            real[i] = type.Dequantize(codes[i]);
        }

        return new Sample(real, codes, label);
    }

    private Sample FromReal(double[] real, int? label) =>
        new(real, Codes is { } codes ? Array.ConvertAll(real, v => (short)codes.Quantize(v)) : null, label);

    private int StoredIndex(int i, RecordLayout layout) =>
        layout == RecordLayout.Nhwc ? i : RecordForm.ChannelFirstIndex(i, Shape);
}
