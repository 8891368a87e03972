// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;

namespace CoDesign.Benchmarks.Networks;

/// <summary>One row of the table.</summary>
/// <param name="Name">Network.</param>
/// <param name="Lowered">Our integer graph.</param>
/// <param name="FloatOnnx">Float file for ONNX Runtime; null when there is none.</param>
/// <param name="IntegerOnnx">u8u8 file for ONNX Runtime; null = ours, written as operators.</param>
internal sealed record BenchModel(string Name, Graph Lowered, string? FloatOnnx, string? IntegerOnnx)
{
    /// <summary>Multiplications of the convolutions and dense layers.</summary>
    public long Macs =>
        Lowered.Nodes.OfType<QuantizedConv2d>().Sum(conv => conv.Shape.Pixels * (long)conv.Weights.Length);
}
