// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.Tests.Datasets;

/// <summary>Graphs that are only an input.</summary>
internal static class Graphs
{
    /// <summary>A float model as from ONNX.</summary>
    public static Graph Float(int height, int width, int channels) =>
        new(
            "test",
            GraphStage.Imported,
            [new Input("x", new TensorShape(height, width, channels))],
            "x",
            RecordLayout.Nchw
        );

    /// <summary>A quint8 model made from ONNX; its records are float32.</summary>
    public static Graph Quantized(int height, int width, int channels, double scale, int zeroPoint) =>
        Integer(
            height,
            width,
            channels,
            new QuantizationParameters(CodeType.Quint8, scale, zeroPoint),
            RecordLayout.Nchw
        );

    /// <summary>An int8 model of TensorFlow Lite; its records are codes.</summary>
    public static Graph TfLite(int height, int width, int channels, double scale, int zeroPoint) =>
        Integer(
            height,
            width,
            channels,
            new QuantizationParameters(CodeType.Qint8, scale, zeroPoint),
            RecordLayout.Nhwc
        ) with
        {
            Arithmetic = Arithmetic.TfLite,
            RecordsAreCodes = true,
        };

    public static InputNormalization Normalization(double scale, double mean, double deviation, int channels) =>
        new(scale, [.. Enumerable.Repeat(mean, channels)], [.. Enumerable.Repeat(deviation, channels)]);

    private static Graph Integer(
        int height,
        int width,
        int channels,
        QuantizationParameters type,
        RecordLayout layout
    ) =>
        new(
            "test",
            GraphStage.Quantized,
            [new QuantizedInput("x", new TensorShape(height, width, channels), type)],
            "x",
            layout
        );
}
