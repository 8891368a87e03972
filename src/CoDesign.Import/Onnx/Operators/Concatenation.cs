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
        var axis = node.Int("axis", 0);
        var inputs = Enumerable.Range(0, node.InputCount).Select(node.Input).ToArray();
        if (node.Failed)
            return;
        if (Array.TrueForAll(inputs, i => i is ConstantValue))
        {
            Vectors(node, axis, [.. inputs.Cast<ConstantValue>().Select(c => c.Tensor)]);
            return;
        }

        if (ReadMaps(node) is not { } found)
            return;
        if (found.Maps is [var only])
            node.Define(only);
        else
            Define(node, found.Maps, found.Dims);
    }

    /// <summary>The inputs, alike but for their channels, and the shape of the result; null after a diagnostic.</summary>
    public static (ImmutableArray<MapValue> Maps, ImmutableArray<long> Dims)? ReadMaps(OnnxNode node)
    {
        node.RequireInputs(1, "inputs");
        if (!node.Has("axis"))
            node.Report(ImportDiagnostics.Missing(node.Where, "attribute 'axis'"));
        ImmutableArray<MapValue> maps = [.. Enumerable.Range(0, node.InputCount).Select(node.Map).OfType<MapValue>()];
        return node.Failed ? null : Check(node, node.Int("axis", 0), maps);
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

    private static (ImmutableArray<MapValue> Maps, ImmutableArray<long> Dims)? Check(
        OnnxNode node,
        long axis,
        ImmutableArray<MapValue> maps
    )
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
            return null;
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
            return null;
        var dims = first.Dims.SetItem((int)normalized, maps.Sum(m => (long)m.Shape.Channels));
        if (MapLimits.Check(node.Where, dims.AsSpan()[1..]) is not { } problem)
            return (maps, dims);
        node.Report(problem);
        return null;
    }

    private static void Define(OnnxNode node, ImmutableArray<MapValue> maps, ImmutableArray<long> dims)
    {
        var shape = maps[0].Shape with { Channels = maps.Sum(m => m.Shape.Channels) };
        node.Define(new Concat(node.Name, [.. maps.Select(m => m.Source)], shape), dims, maps[0].Order);
    }
}
