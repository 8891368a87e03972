// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.Onnx;

/// <summary>What an ONNX value name stands for.</summary>
internal abstract record Value;

/// <summary>A tensor known at compile time.</summary>
/// <param name="Tensor">Its elements; real values when <paramref name="Codes"/> are given.</param>
/// <param name="Codes">The integers that the elements were dequantized from.</param>
internal sealed record ConstantValue(ConstantTensor Tensor, ConstantCodes? Codes = null) : Value;

/// <summary>Integers with <c>real = Scale * (code - ZeroPoint)</c>, one scale and zero point, or one for each place along <paramref name="Axis"/>.</summary>
internal sealed record ConstantCodes(
    ConstantTensor Tensor,
    ImmutableArray<double> Scales,
    ImmutableArray<int> ZeroPoints,
    int Axis
);

/// <summary>
/// A value that depends on the network's input, seen through an ONNX shape. The ONNX tensor's elements, in row-major order and for one record, are those
/// of the map [H, W, C] in <paramref name="Order"/>; so reshapes only change <paramref name="Dims"/>.
/// </summary>
/// <param name="Shape">[H, W, C] of the map.</param>
/// <param name="Dims">ONNX shape, batch first.</param>
/// <param name="Order">Order of the map's elements.</param>
internal abstract record TensorValue(TensorShape Shape, ImmutableArray<long> Dims, RecordLayout Order) : Value
{
    /// <summary>True when the order does not matter.</summary>
    public bool IsOrderFree => Shape.Pixels == 1 || Shape.Channels == 1;

    /// <summary>True for [N, C, H, W] of the map itself.</summary>
    public bool IsImage =>
        (Order == RecordLayout.Nchw || IsOrderFree)
        && Dims.AsSpan()[1..].SequenceEqual([Shape.Channels, Shape.Height, Shape.Width]);

    /// <summary>True for [N, K], K = C * H * W.</summary>
    public bool IsMatrix => Dims.Length == 2;

    /// <summary>True for [N, C] of a vector.</summary>
    public bool IsVector => IsMatrix && Shape.Pixels == 1;

    /// <summary>The ONNX dimension that counts channels: 1 in [N, C, H, W], [N, C, P] and [N, C], 3 in [N, H, W, C]; -1 when there is none.</summary>
    public int ChannelAxis =>
        Order == RecordLayout.Nchw || IsOrderFree
            ? Dims.Length > 1 && Dims[1] == Shape.Channels
                ? 1
                : -1
            : Dims.Length > 2 && Dims[^1] == Shape.Channels
                ? Dims.Length - 1
                : -1;

    /// <summary>"[1, 3, 32, 32]".</summary>
    public string Text => ConstantTensor.Text(Dims);
}

/// <summary>The value of an IR node.</summary>
/// <param name="Source">Name of the IR node.</param>
/// <param name="Shape">[H, W, C] of the IR node.</param>
/// <param name="Dims">ONNX shape, batch first.</param>
/// <param name="Order">Order of the map's elements.</param>
internal sealed record MapValue(string Source, TensorShape Shape, ImmutableArray<long> Dims, RecordLayout Order)
    : TensorValue(Shape, Dims, Order)
{
    /// <summary>Codes of the IR node in an integer model, null for real values.</summary>
    public QuantizationParameters? Codes { get; init; }

    /// <summary>True when the ONNX value is the dequantized one, false when it is the codes themselves.</summary>
    public bool IsDequantized { get; init; }
}
