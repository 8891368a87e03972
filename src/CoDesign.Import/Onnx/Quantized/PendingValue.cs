// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.Onnx.Quantized;

/// <summary>The real result of an operator on dequantized operands, on its way to a QuantizeLinear; that gives it codes and makes it an IR node.</summary>
/// <param name="Shape">[H, W, C].</param>
/// <param name="Dims">ONNX shape, batch first.</param>
/// <param name="Order">Order of the elements.</param>
/// <param name="Operation">The operator and its operands.</param>
/// <param name="Clamp">Activations met so far.</param>
internal sealed record PendingValue(
    TensorShape Shape,
    ImmutableArray<long> Dims,
    RecordLayout Order,
    PendingOperation Operation,
    RealClamp Clamp
) : TensorValue(Shape, Dims, Order);

/// <summary>An operator whose output codes are not known yet.</summary>
/// <param name="Origin">The ONNX node; problems are reported in its name.</param>
internal abstract record PendingOperation(OnnxNode Origin)
{
    /// <summary>The integer node, or null after a diagnostic; nodes that must stand before it are added to the import.</summary>
    /// <param name="name">Name of the node.</param>
    /// <param name="shape">[H, W, C].</param>
    /// <param name="output">Codes of the result.</param>
    /// <param name="clamp">Fused activations.</param>
    public abstract QuantizedNode? Finish(
        string name,
        TensorShape shape,
        QuantizationParameters output,
        RealClamp clamp
    );

    /// <summary>A node with where it came from.</summary>
    protected T From<T>(T node)
        where T : Node => node with { SourceOp = Origin.Op, SourceName = Origin.SourceName };

    /// <summary>An IR rescale of <paramref name="x"/> to <paramref name="output"/>; null after a diagnostic.</summary>
    protected QuantizedRescale? Rescale(
        string name,
        string source,
        QuantizationParameters x,
        TensorShape shape,
        QuantizationParameters output,
        RealClamp clamp
    )
    {
        var draft = From(
            new QuantizedRescale(name, [source], shape, output, IntegerFactors.None, output.Bounds(clamp))
        );
        var factor = IntegerFactors.Of(Origin, draft, x.Scale / output.Scale, AccumulatorBound.MaximumDistance(x));
        return factor is null ? null : draft with { Requantization = factor };
    }
}
