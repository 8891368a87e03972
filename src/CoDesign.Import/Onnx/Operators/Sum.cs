// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.Onnx.Operators;

/// <summary>Add: of two maps, of a map and a constant per channel, of two constants of shape arithmetic.</summary>
internal static class Sum
{
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
            case (MapValue first, MapValue second):
                if (CheckAlike(node, first, second))
                    node.Define(
                        new Ir.Nodes.Add(
                            node.Name,
                            [first.Source, second.Source],
                            first.Shape,
                            Ir.Numerics.RealClamp.None
                        ),
                        first.Dims,
                        first.Order
                    );
                break;
            case (MapValue map, ConstantValue):
                Bias(node, map, 0, 1);
                break;
            case (ConstantValue, MapValue map):
                Bias(node, map, 1, 0);
                break;
        }
    }

    /// <summary>True when both maps have the same shape and order, else false after a diagnostic.</summary>
    public static bool CheckAlike(OnnxNode node, MapValue a, MapValue b)
    {
        if (a.Shape == b.Shape && a.Dims.SequenceEqual(b.Dims) && (a.Order == b.Order || a.IsOrderFree))
            return true;
        node.Report(
            ImportDiagnostics.WrongShape(
                node.Where,
                "input 1",
                b.Text,
                $"that of input 0, {a.Text}; maps are not broadcast"
            )
        );
        return false;
    }

    /// <summary>
    /// A constant per channel: the bias of a MatMul that nothing else reads, else a batch normalization
    /// <c>1 * (x - 0) / sqrt(1 + 0) + constant</c>, which folding puts into the layer before.
    /// </summary>
    private static void Bias(OnnxNode node, MapValue map, int mapIndex, int constantIndex)
    {
        if (node.Weights(constantIndex, "bias") is not { } constant)
            return;
        if (Broadcast(constant, map) is not { } bias)
        {
            node.Report(
                ImportDiagnostics.WrongShape(
                    node.Where,
                    $"input {constantIndex} (bias)",
                    ConstantTensor.Text(constant.Dims),
                    $"one element, or one per channel of {map.Text}"
                )
            );
            return;
        }

        var import = node.Import;
        var name = node.InputName(mapIndex);
        if (
            import.ReadersOf(name) == 1
            && import.ProducerOf(name) == "MatMul"
            && import.NodeOf(map.Source) is Conv2d product
        )
        {
            import.Replace(product, product with { Bias = bias });
            node.Define(map);
            return;
        }

        var channels = map.Shape.Channels;
        var (ones, zeros) = (Dense.Zeros(channels).Select(_ => 1.0).ToImmutableArray(), Dense.Zeros(channels));
        node.Define(new BatchNorm(node.Name, [map.Source], map.Shape, ones, bias, zeros, ones, 0), map.Dims, map.Order);
    }

    /// <summary>A constant as one value per channel of <paramref name="map"/>; null when it is of another shape.</summary>
    public static ImmutableArray<double>? Broadcast(ConstantTensor constant, TensorValue map)
    {
        var channels = map.Shape.Channels;
        var lead = map.Dims.Length - constant.Rank;
        if (lead < 0)
            return null;
        if (constant.Values.Length == 1)
            return [.. Enumerable.Repeat(constant.Values[0], channels)];
        var isPerChannel =
            constant.Values.Length == channels
            && map.ChannelAxis >= lead
            && constant.Dims[map.ChannelAxis - lead] == channels;
        return isPerChannel ? constant.Values : null;
    }
}
