// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Import.Onnx.Operators;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.Onnx.Quantized;

/// <summary>The operators without weights in an integer model.</summary>
internal static class IntegerOperators
{
    public static void Relu(OnnxNode node) => Activate(node, RealClamp.Relu);

    public static void Clip(OnnxNode node) => Activate(node, Activations.Bounds(node));

    /// <summary>Of two dequantized maps, or of a layer's result and a constant per channel, its bias.</summary>
    public static void Add(OnnxNode node)
    {
        node.RequireInputs(2, "A", "B");
        var (a, b) = (node.Input(0), node.Input(1));
        if (node.Failed)
            return;
        switch (a, b)
        {
            case (ConstantValue first, ConstantValue second):
                Constants.Combine(node, first.Tensor, second.Tensor, (x, y) => x + y);
                break;
            case (PendingValue { Operation: PendingConvolution, Clamp.IsNone: true } layer, ConstantValue):
                AddBias(node, layer, 1);
                break;
            case (ConstantValue, PendingValue { Operation: PendingConvolution, Clamp.IsNone: true } layer):
                AddBias(node, layer, 0);
                break;
            default:
                AddMaps(node, IntegerLayers.Dequantized(node, 0), IntegerLayers.Dequantized(node, 1), output: null);
                break;
        }
    }

    /// <summary>A, A_scale, A_zero_point, B, B_scale, B_zero_point, C_scale, C_zero_point (com.microsoft).</summary>
    public static void QLinearAdd(OnnxNode node)
    {
        node.RequireInputs(7, "A", "A_scale", "A_zero_point", "B", "B_scale", "B_zero_point", "C_scale");
        var output = Linear.Parameters(node, 6, 7);
        AddMaps(node, Linear.CodesOf(node, 0, 1, 2), Linear.CodesOf(node, 3, 4, 5), output);
    }

    /// <summary>Over channels: dequantized maps of any codes, or codes of one scale and zero point.</summary>
    public static void Concat(OnnxNode node)
    {
        var inputs = Enumerable.Range(0, node.InputCount).Select(node.Input).ToArray();
        if (!node.Failed && Array.TrueForAll(inputs, i => i is ConstantValue))
        {
            Concatenation.Concat(node);
            return;
        }

        if (Concatenation.ReadMaps(node) is not { } found)
            return;
        var maps = found.Maps;
        var shape = maps[0].Shape with { Channels = maps.Sum(m => m.Shape.Channels) };
        var pending = new PendingValue(shape, found.Dims, maps[0].Order, new PendingConcat(node, maps), RealClamp.None);
        if (maps.All(m => m.IsDequantized))
            node.Define(pending);
        else if (maps.All(m => !m.IsDequantized && m.Codes == maps[0].Codes) && maps[0].Codes is { } codes)
            Linear.Finish(node, pending, codes);
        else
            node.Report(ImportDiagnostics.ConcatCodes(node.Where));
    }

    /// <summary>The border is the code of its real value.</summary>
    public static void Pad(OnnxNode node)
    {
        if (Padding.Read(node) is not { } pad || IntegerLayers.Dequantized(node, 0) is not { } x)
            return;
        if ((pad.Top | pad.Bottom | pad.Left | pad.Right) == 0)
            node.Define(x);
        else
            KeepCodes(
                node,
                x,
                pad.Shape,
                (shape, codes) =>
                    new QuantizedPad(
                        node.Name,
                        [x.Source],
                        shape,
                        codes,
                        pad.Top,
                        pad.Bottom,
                        pad.Left,
                        pad.Right,
                        codes.Quantize(pad.Value)
                    )
            );
    }

    public static void Softmax(OnnxNode node)
    {
        if (IntegerLayers.Dequantized(node, 0) is not null && Normalization.ReadSoftmax(node) is { } x)
            node.Define(new PendingValue(x.Shape, x.Dims, x.Order, new PendingSoftmax(node, x), RealClamp.None));
    }

    private static void Activate(OnnxNode node, RealClamp clamp)
    {
        node.RequireInputs(1, "X");
        var x = node.Tensor(0);
        if (x is null || node.Failed)
            return;
        if (x is PendingValue { Operation: PendingSoftmax softmax })
            node.Report(ImportDiagnostics.SoftmaxNotLast(softmax.Origin.Where));
        else if (x is PendingValue pending)
            node.Define(pending with { Clamp = pending.Clamp.Then(clamp) });
        else if (IntegerLayers.Dequantized(node, 0) is { } map)
            node.Define(new PendingValue(map.Shape, map.Dims, map.Order, new PendingRescale(node, map), clamp));
    }

    private static void AddBias(OnnxNode node, PendingValue layer, int constantIndex)
    {
        var operation = (PendingConvolution)layer.Operation;
        if (node.Weights(constantIndex, "bias") is not { } constant)
            return;
        if (Sum.Broadcast(constant, layer) is { } bias)
            node.Define(layer with { Operation = operation with { Bias = operation.Bias.Plus(bias) } });
        else
            node.Report(
                ImportDiagnostics.WrongShape(
                    node.Where,
                    $"input {constantIndex} (bias)",
                    ConstantTensor.Text(constant.Dims),
                    $"one element, or one per channel of {layer.Text}"
                )
            );
    }

    private static void AddMaps(OnnxNode node, MapValue? a, MapValue? b, QuantizationParameters? output)
    {
        if (a is null || b is null || node.Failed || !Sum.CheckAlike(node, a, b))
            return;
        Finish(node, new PendingValue(a.Shape, a.Dims, a.Order, new PendingAdd(node, a, b), RealClamp.None), output);
    }

    /// <summary>Gives the value its codes, or leaves that to a QuantizeLinear when <paramref name="output"/> is null.</summary>
    public static void Finish(OnnxNode node, PendingValue pending, QuantizationParameters? output)
    {
        if (output is null)
            node.Define(pending);
        else
            Linear.Finish(node, pending, output);
    }

    /// <summary>Defines output 0 as an image with the codes of <paramref name="x"/>.</summary>
    public static void KeepCodes(
        OnnxNode node,
        MapValue x,
        TensorShape shape,
        Func<TensorShape, QuantizationParameters, QuantizedNode> create
    )
    {
        if (x.Codes is not { } codes || node.Failed)
            return;
        ImmutableArray<long> dims = [node.Import.Batch, shape.Channels, shape.Height, shape.Width];
        if (MapLimits.Check(node.Where, dims.AsSpan()[1..]) is { } problem)
        {
            node.Report(problem);
            return;
        }

        node.Import.Add(create(shape, codes) with { SourceOp = node.Op, SourceName = node.SourceName });
        node.Define(
            new MapValue(node.Name, shape, dims, RecordLayout.Nchw) { Codes = codes, IsDequantized = x.IsDequantized }
        );
    }
}
