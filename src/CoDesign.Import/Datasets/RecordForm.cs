// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.Datasets;

/// <summary>What a record of a model's input or output file is.</summary>
public static class RecordForm
{
    /// <summary>True for one code a byte (TFLite models with int8 input), false for float32.</summary>
    public static bool AreCodes(Graph graph) => graph.Stage >= GraphStage.Quantized && graph.RecordsAreCodes;

    /// <summary>Where element <paramref name="i"/> of [H, W, C] stands in [C, H, W].</summary>
    public static int ChannelFirstIndex(int i, TensorShape shape) =>
        (i % shape.Channels * shape.Pixels) + (i / shape.Channels);
}
