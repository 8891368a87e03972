// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Import.Onnx.Operators;

/// <summary>Constants, and the arithmetic on shapes that exporters put before a Reshape.</summary>
internal static class Constants
{
    /// <summary>Results of folding stay this small: shapes, axes, pads. Weights are not computed at import.</summary>
    public const int GreatestFolded = 1024;

    public static void Constant(OnnxNode node)
    {
        var name = node.SourceName;
        ConstantTensor? tensor = null;
        if (node.Find("value", Proto.AttributeProto.Types.AttributeType.Tensor) is { T: not null } value)
        {
            var count = node.Import.Diagnostics.Items.Count;
            tensor = node.Import.Tensors.Read(value.T, value.T.Name.Length > 0 ? value.T.Name : name);
            if (node.Import.Diagnostics.Items.Count > count)
                return;
        }
        else if (node.Has("value_float"))
        {
            tensor = new ConstantTensor(name, ElementType.Float32, [], [node.Float("value_float", 0)]);
        }
        else if (node.Find("value_floats", Proto.AttributeProto.Types.AttributeType.Floats) is { } floats)
        {
            tensor = new ConstantTensor(
                name,
                ElementType.Float32,
                [floats.Floats.Count],
                [.. floats.Floats.Select(v => (double)v)]
            );
        }
        else if (node.Has("value_int"))
        {
            tensor = new ConstantTensor(name, ElementType.Int64, [], [node.Int("value_int", 0)]);
        }
        else if (node.Ints("value_ints") is { } ints)
        {
            tensor = ConstantTensor.Vector(name, ints);
        }

        if (tensor is null && !node.Failed)
            node.Report(ImportDiagnostics.Missing(node.Where, "attribute 'value'"));
        else if (tensor is not null && !node.Failed)
            node.Define(new ConstantValue(tensor));
    }

    /// <summary>Dimensions start (inclusive) to end (exclusive) of the input's shape; a symbolic batch counts as 1.</summary>
    public static void Shape(OnnxNode node)
    {
        node.RequireInputs(1, "data");
        var (start, end) = (node.Int("start", 0), node.Int("end", long.MaxValue));
        if (node.Input(0) is not { } input || node.Failed)
            return;
        var dims = Reshaping.DimsOf(input);
        var (from, to) = (Bound(start, dims.Length), Bound(end, dims.Length));
        node.Define(new ConstantValue(ConstantTensor.Vector(node.SourceName, dims.Take(to).Skip(from))));
    }

    /// <summary>Elements of a constant vector by constant indices.</summary>
    public static void Gather(OnnxNode node)
    {
        node.RequireInputs(2, "data", "indices");
        var axis = node.Int("axis", 0);
        var data = Vector(node, 0, "data");
        var indices = node.Constant(1, "indices");
        if (data is null || indices is null || node.Failed || IsTooLarge(node, indices.Dims))
            return;
        var count = data.Values.Length;
        ImmutableArray<long> places = [.. indices.Integers.Select(i => i < 0 ? i + count : i)];
        if (axis is not (0 or -1))
            node.Report(ImportDiagnostics.AttributeValue(node.Where, "axis", $"{axis}", "0"));
        else if (places.Any(i => i < 0 || i >= count))
            node.Report(
                ImportDiagnostics.AttributeValue(
                    node.Where,
                    "indices",
                    ConstantTensor.Text(indices.Integers),
                    $"places in a vector of {count}"
                )
            );
        else
            node.Define(
                new ConstantValue(
                    data with
                    {
                        Dims = indices.Dims,
                        Values = [.. places.Select(i => data.Values[(int)i])],
                    }
                )
            );
    }

    /// <summary>A range of a constant vector, step 1.</summary>
    public static void Slice(OnnxNode node)
    {
        node.RequireInputs(1, "data");
        var data = Vector(node, 0, "data");
        var start = Single(node, "starts", 1, 0);
        var end = Single(node, "ends", 2, long.MaxValue);
        var axis = Single(node, "axes", 3, 0);
        var step = Single(node, "steps", 4, 1);
        if (axis is not (0 or -1))
            node.Report(ImportDiagnostics.AttributeValue(node.Where, "axes", $"[{axis}]", "[0]"));
        if (step != 1)
            node.Report(ImportDiagnostics.AttributeValue(node.Where, "steps", $"[{step}]", "[1]"));
        if (data is null || node.Failed)
            return;
        var (from, to) = (Bound(start, data.Values.Length), Bound(end, data.Values.Length));
        ImmutableArray<double> values = [.. data.Values.Take(to).Skip(from)];
        node.Define(new ConstantValue(data with { Dims = [values.Length], Values = values }));
    }

    /// <summary>Constants to an integer or real type; a value that stays float32 is passed on.</summary>
    public static void Cast(OnnxNode node)
    {
        node.RequireInputs(1, "input");
        var to = node.Int("to", 0);
        var input = node.Input(0);
        if (input is null || node.Failed)
            return;
        if (input is TensorValue && to == (int)ElementType.Float32)
            node.Define(input);
        else if (
            input is ConstantValue { Tensor: var t }
            && to is (int)ElementType.Int64 or (int)ElementType.Int32
            && t.Values.All(v => double.IsFinite(v) && Math.Abs(v) <= int.MaxValue)
        )
            node.Define(
                new ConstantValue(t with { Type = (ElementType)to, Values = [.. t.Values.Select(Math.Truncate)] })
            );
        else if (input is ConstantValue { Tensor: var c } && to == (int)ElementType.Float32)
            node.Define(
                new ConstantValue(
                    c with
                    {
                        Type = ElementType.Float32,
                        Values = [.. c.Values.Select(v => (double)(float)v)],
                    }
                )
            );
        else
            node.Report(
                ImportDiagnostics.AttributeValue(
                    node.Where,
                    "to",
                    ElementTypes.NameOf((int)Math.Clamp(to, -1, 99)),
                    "float32, or int32 and int64 for small constants"
                )
            );
    }

    /// <summary>Product of two constants of shape arithmetic.</summary>
    public static void Mul(OnnxNode node)
    {
        node.RequireInputs(2, "A", "B");
        var (a, b) = (node.Input(0), node.Input(1));
        if (node.Failed)
            return;
        if (a is ConstantValue first && b is ConstantValue second)
            Combine(node, first.Tensor, second.Tensor, (x, y) => x * y);
        else
            node.Report(ImportDiagnostics.UnsupportedOperator(node.Where, "", Rewrites.For("Mul", isInteger: false)));
    }

    /// <summary>Element by element on integer constants of equal shape, or one of them a scalar.</summary>
    public static void Combine(OnnxNode node, ConstantTensor a, ConstantTensor b, Func<double, double, double> function)
    {
        if (IsTooLarge(node, a.Dims) || IsTooLarge(node, b.Dims))
            return;
        var isScalar = (a.Values.Length == 1 && a.Rank <= b.Rank) || (b.Values.Length == 1 && b.Rank <= a.Rank);
        if (!a.IsIndex || a.Type != b.Type || (!isScalar && !a.Dims.SequenceEqual(b.Dims)))
        {
            node.Report(
                ImportDiagnostics.WrongShape(
                    node.Where,
                    "input 1",
                    ConstantTensor.Text(b.Dims),
                    $"integers of shape {ConstantTensor.Text(a.Dims)}"
                )
            );
            return;
        }

        var shape = a.Values.Length == 1 && a.Rank <= b.Rank ? b : a;
        var values = shape.Values.Select(
            (_, i) => function(a.Values[a.Values.Length == 1 ? 0 : i], b.Values[b.Values.Length == 1 ? 0 : i])
        );
        node.Define(new ConstantValue(shape with { Values = [.. values] }));
    }

    /// <summary>Reports a folded constant that is too large to be shape arithmetic.</summary>
    public static bool IsTooLarge(OnnxNode node, ImmutableArray<long> dims)
    {
        var count = ConstantTensor.Count(dims);
        if (count is >= 0 and <= GreatestFolded)
            return false;
        node.Report(
            ImportDiagnostics.TooLarge(
                node.Where,
                ConstantTensor.Text(dims),
                $"{GreatestFolded} elements of a computed constant"
            )
        );
        return true;
    }

    private static ConstantTensor? Vector(OnnxNode node, int index, string role)
    {
        var tensor = node.Constant(index, role);
        if (tensor is null || (tensor.Rank == 1 && !IsTooLarge(node, tensor.Dims)))
            return tensor;
        if (!node.Failed)
            node.Report(
                ImportDiagnostics.WrongShape(
                    node.Where,
                    $"input {index} ({role})",
                    ConstantTensor.Text(tensor.Dims),
                    "a vector"
                )
            );
        return null;
    }

    private static long Single(OnnxNode node, string name, int index, long fallback)
    {
        var values = node.Ints(name) ?? (node.HasInput(index) ? node.Constant(index, name)?.Integers : null);
        if (values is null)
            return fallback;
        if (values.Value.Length == 1)
            return values.Value[0];
        node.Report(
            ImportDiagnostics.AttributeValue(node.Where, name, ConstantTensor.Text(values.Value.Take(8)), "one element")
        );
        return fallback;
    }

    private static int Bound(long place, int count) => (int)Math.Clamp(place < 0 ? place + count : place, 0, count);
}
