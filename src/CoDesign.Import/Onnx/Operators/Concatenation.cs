// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.Onnx.Operators;

/// <summary>Concat over the channels of maps, or of constant vectors of a shape.</summary>
internal static class Concatenation
{
    public static void Concat(OnnxNode node)
    {
        node.RequireInputs(1, "inputs");
        if (!node.Has("axis"))
            node.Report(ImportDiagnostics.Missing(node.Where, "attribute 'axis'"));
        var axis = node.Int("axis", 0);
        var inputs = Enumerable.Range(0, node.InputCount).Select(node.Input).ToArray();
        if (node.Failed)
            return;
        if (Array.TrueForAll(inputs, i => i is ConstantValue))
        {
            Vectors(node, axis, [.. inputs.Cast<ConstantValue>().Select(c => c.Tensor)]);
            return;
        }

        var maps = Enumerable.Range(0, inputs.Length).Select(node.Map).ToArray();
        if (!node.Failed && maps[0] is not null)
            Maps(node, axis, [.. maps.OfType<MapValue>()]);
    }

    private static void Vectors(OnnxNode node, long axis, ImmutableArray<ConstantTensor> tensors)
    {
        var isVector = axis is 0 or -1 && tensors.All(t => t.Rank == 1 && t.Type == tensors[0].Type);
        ImmutableArray<long> total = [tensors.Sum(t => (long)t.Values.Length)];
        if (!isVector)
            node.Report(
                ImportDiagnostics.AttributeValue(
                    node.Where,
                    "axis",
                    $"{axis}",
                    "0 over vectors of one type, when the inputs are constants"
                )
            );
        else if (!Constants.IsTooLarge(node, total))
            node.Define(
                new ConstantValue(tensors[0] with { Dims = total, Values = [.. tensors.SelectMany(t => t.Values)] })
            );
    }

    private static void Maps(OnnxNode node, long axis, ImmutableArray<MapValue> maps)
    {
        var first = maps[0];
        var normalized = axis < 0 ? axis + first.Dims.Length : axis;
        if (normalized < 1 || normalized != first.ChannelAxis)
        {
            node.Report(
                ImportDiagnostics.AttributeValue(
                    node.Where,
                    "axis",
                    $"{axis}",
                    first.ChannelAxis < 0
                        ? $"none, shape {first.Text} has no channels"
                        : $"{first.ChannelAxis}, the channels"
                )
            );
            return;
        }

        for (var i = 1; i < maps.Length; i++)
        {
            var map = maps[i];
            var isAlike =
                map.ChannelAxis == normalized
                && map.Dims.Length == first.Dims.Length
                && (map.Shape.Height, map.Shape.Width) == (first.Shape.Height, first.Shape.Width);
            var expected = ConstantTensor.Text(
                first.Dims.SetItem((int)normalized, map.Dims.Length > normalized ? map.Dims[(int)normalized] : 0)
            );
            if (!isAlike || ConstantTensor.Text(map.Dims) != expected)
                node.Report(
                    ImportDiagnostics.WrongShape(
                        node.Where,
                        $"input {i}",
                        map.Text,
                        $"that of input 0, {first.Text}, but for dimension {normalized}"
                    )
                );
        }

        if (node.Failed)
            return;
        if (maps.Length == 1)
        {
            node.Define(first);
            return;
        }

        var channels = maps.Sum(m => (long)m.Shape.Channels);
        var dims = first.Dims.SetItem((int)normalized, channels);
        if (MapLimits.Check(node.Where, dims.AsSpan()[1..]) is { } problem)
            node.Report(problem);
        else
            node.Define(
                new Concat(node.Name, [.. maps.Select(m => m.Source)], first.Shape with { Channels = (int)channels }),
                dims,
                first.Order
            );
    }
}
