// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.Onnx.Operators;

/// <summary>Operators that give the same elements another shape. The batch stays first; the elements keep their order.</summary>
internal static class Reshaping
{
    /// <summary>[d0, ...] to [N, K]: axis 1 only, so that the batch stays.</summary>
    public static void Flatten(OnnxNode node)
    {
        node.RequireInputs(1, "X");
        var axis = node.Int("axis", 1);
        var x = node.Tensor(0);
        if (x is null || node.Failed)
            return;
        if ((axis < 0 ? axis + x.Dims.Length : axis) == 1)
            node.Define(x with { Dims = [x.Dims[0], x.Shape.Elements] });
        else
            node.Report(ImportDiagnostics.AttributeValue(node.Where, "axis", $"{axis}", "1"));
    }

    /// <summary>0 copies a dimension (unless allowzero), -1 takes what is left.</summary>
    public static void Reshape(OnnxNode node)
    {
        node.RequireInputs(2, "data", "shape");
        var allowZero = node.Int("allowzero", 0) != 0;
        var shape = node.Constant(1, "shape");
        var input = node.Input(0);
        if (input is null || shape is null || node.Failed)
            return;
        var dims = DimsOf(input);
        if (shape.Type != ElementType.Int64 || shape.Rank != 1 || shape.Values.Length > 8)
            node.Report(
                ImportDiagnostics.WrongShape(
                    node.Where,
                    "input 1 (shape)",
                    ConstantTensor.Text(shape.Dims),
                    "a vector of at most 8 int64"
                )
            );
        else if (Target(dims, shape.Integers, allowZero) is { } target)
            Define(node, input, target);
        else
            node.Report(
                ImportDiagnostics.ReshapeCount(
                    node.Where,
                    ConstantTensor.Text(dims),
                    ConstantTensor.Text(shape.Integers)
                )
            );
    }

    /// <summary>Removes dimensions of size 1; without axes all of them but the batch.</summary>
    public static void Squeeze(OnnxNode node)
    {
        node.RequireInputs(1, "data");
        var axes = Axes(node);
        var input = node.Input(0);
        if (input is null || node.Failed)
            return;
        var dims = DimsOf(input);
        var removed = axes is { } given
            ? given.Select(a => a < 0 ? a + dims.Length : a).ToHashSet()
            : Enumerable
                .Range(0, dims.Length)
                .Where(i => dims[i] == 1 && (i > 0 || input is ConstantValue))
                .Select(i => (long)i)
                .ToHashSet();
        if (removed.Any(a => a < 0 || a >= dims.Length || dims[(int)a] != 1))
            node.Report(
                ImportDiagnostics.AttributeValue(
                    node.Where,
                    "axes",
                    Text(axes),
                    $"dimensions of size 1 of {ConstantTensor.Text(dims)}"
                )
            );
        else if (removed.Contains(0) && input is TensorValue)
            node.Report(
                ImportDiagnostics.BatchMoved(
                    node.Where,
                    ConstantTensor.Text(dims),
                    ConstantTensor.Text(dims.Where((_, i) => !removed.Contains(i)))
                )
            );
        else
            Define(node, input, [.. dims.Where((_, i) => !removed.Contains(i))]);
    }

    /// <summary>Inserts dimensions of size 1 at the places that axes names in the result.</summary>
    public static void Unsqueeze(OnnxNode node)
    {
        node.RequireInputs(1, "data");
        var axes = Axes(node);
        if (axes is null && !node.Failed)
            node.Report(ImportDiagnostics.Missing(node.Where, "'axes'"));
        var input = node.Input(0);
        if (input is null || axes is not { } given || node.Failed)
            return;
        var dims = DimsOf(input);
        var rank = dims.Length + given.Length;
        var places = given.Select(a => a < 0 ? a + rank : a).ToHashSet();
        if (places.Count != given.Length || rank > 8 || places.Any(a => a < 0 || a >= rank))
        {
            node.Report(
                ImportDiagnostics.AttributeValue(
                    node.Where,
                    "axes",
                    Text(axes),
                    $"different places in a result of {rank} (at most 8) dimensions"
                )
            );
            return;
        }

        var rest = new Queue<long>(dims);
        Define(node, input, [.. Enumerable.Range(0, rank).Select(i => places.Contains(i) ? 1 : rest.Dequeue())]);
    }

    /// <summary>Between [N, C, H, W] and [N, H, W, C], or moving only dimensions of size 1; constants of any order.</summary>
    public static void Transpose(OnnxNode node)
    {
        node.RequireInputs(1, "data");
        var given = node.Ints("perm");
        var input = node.Input(0);
        if (input is null || node.Failed)
            return;
        var dims = DimsOf(input);
        int[] perm =
            given is { } p && p.All(a => a >= 0 && a < dims.Length) ? [.. p.Select(a => (int)a)]
            : given is null ? [.. Enumerable.Range(0, dims.Length).Reverse()]
            : [];
        if (perm.Length != dims.Length || perm.Distinct().Count() != dims.Length)
        {
            node.Report(
                ImportDiagnostics.AttributeValue(
                    node.Where,
                    "perm",
                    Text(given),
                    $"a permutation of the dimensions of {ConstantTensor.Text(dims)}"
                )
            );
            return;
        }

        ImmutableArray<long> result = [.. perm.Select(a => dims[a])];
        switch (input)
        {
            case ConstantValue constant:
                node.Define(new ConstantValue(ConstantTranspose.Apply(constant.Tensor, perm)));
                break;
            case TensorValue when perm[0] != 0:
                node.Report(
                    ImportDiagnostics.BatchMoved(node.Where, ConstantTensor.Text(dims), ConstantTensor.Text(result))
                );
                break;
            case TensorValue map when OrderAfter(map, perm) is { } order:
                node.Define(map with { Dims = result, Order = order });
                break;
            case TensorValue map:
                node.Report(
                    ImportDiagnostics.AttributeValue(
                        node.Where,
                        "perm",
                        ConstantTensor.Text(perm.Select(a => (long)a)),
                        $"[0, 2, 3, 1] or [0, 3, 1, 2] between images and channels-last images (input {map.Text})"
                    )
                );
                break;
        }
    }

    /// <summary>The shape of any value.</summary>
    public static ImmutableArray<long> DimsOf(Value value) =>
        value switch
        {
            ConstantValue constant => constant.Tensor.Dims,
            TensorValue map => map.Dims,
            _ => throw new InvalidOperationException($"No shape for {value.GetType().Name}."),
        };

    private static RecordLayout? OrderAfter(TensorValue map, int[] perm)
    {
        var moved = perm.Where(a => map.Dims[a] != 1).ToArray();
        if (moved.SequenceEqual(moved.Order()))
            return map.Order;
        var s = map.Shape;
        var dims = map.Dims.AsSpan()[1..];
        if (
            map.Order == RecordLayout.Nchw
            && perm.SequenceEqual([0, 2, 3, 1])
            && dims.SequenceEqual([s.Channels, s.Height, s.Width])
        )
            return RecordLayout.Nhwc;
        if (
            map.Order == RecordLayout.Nhwc
            && perm.SequenceEqual([0, 3, 1, 2])
            && dims.SequenceEqual([s.Height, s.Width, s.Channels])
        )
            return RecordLayout.Nchw;
        return null;
    }

    private static void Define(OnnxNode node, Value input, ImmutableArray<long> dims)
    {
        switch (input)
        {
            case ConstantValue constant:
                node.Define(new ConstantValue(constant.Tensor with { Dims = dims }));
                break;
            case TensorValue map when dims.Length < 2 || dims[0] != map.Dims[0]:
                node.Report(ImportDiagnostics.BatchMoved(node.Where, map.Text, ConstantTensor.Text(dims)));
                break;
            case TensorValue map:
                node.Define(map with { Dims = dims });
                break;
        }
    }

    private static ImmutableArray<long>? Target(ImmutableArray<long> dims, ImmutableArray<long> shape, bool allowZero)
    {
        var count = ConstantTensor.Count(dims);
        var result = shape.ToArray();
        for (var i = 0; i < result.Length; i++)
        {
            if (result[i] == 0 && !allowZero)
            {
                if (i >= dims.Length)
                    return null;
                result[i] = dims[i];
            }
        }

        var free = Array.IndexOf(result, -1);
        if (free >= 0)
        {
            var rest = ConstantTensor.Count(result.Where((_, i) => i != free));
            if (rest <= 0 || count % rest != 0)
                return null;
            result[free] = count / rest;
        }

        return ConstantTensor.Count(result) == count && count >= 0 ? [.. result] : null;
    }

    private static ImmutableArray<long>? Axes(OnnxNode node)
    {
        var axes = node.Ints("axes");
        if (axes is null && node.HasInput(1))
            axes = node.Constant(1, "axes")?.Integers;
        if (axes is not { Length: > 8 })
            return axes;
        node.Report(
            ImportDiagnostics.AttributeValue(node.Where, "axes", Text([.. axes.Value.Take(8)]), "at most 8 dimensions")
        );
        return null;
    }

    private static string Text(ImmutableArray<long>? values) =>
        values is null ? "none" : ConstantTensor.Text(values.Value.Take(8));
}
