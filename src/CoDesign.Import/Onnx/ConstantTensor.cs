// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace CoDesign.Import.Onnx;

/// <summary>A tensor known at compile time. Every supported element is held exactly in a double, but for int64 beyond 2^53.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Type">Element type.</param>
/// <param name="Dims">Shape; empty for a scalar.</param>
/// <param name="Values">Row-major elements.</param>
internal sealed record ConstantTensor(
    string Name,
    ElementType Type,
    ImmutableArray<long> Dims,
    ImmutableArray<double> Values
)
{
    /// <summary>Number of dimensions.</summary>
    public int Rank => Dims.Length;

    /// <summary>True for float32 and float64.</summary>
    public bool IsFloat => Type is ElementType.Float32 or ElementType.Float64;

    /// <summary>True for int32 and int64.</summary>
    public bool IsIndex => Type is ElementType.Int32 or ElementType.Int64;

    /// <summary>The elements as integers, saturated to the int64 range.</summary>
    public ImmutableArray<long> Integers => [.. Values.Select(v => (long)v)];

    /// <summary>A vector of int64.</summary>
    public static ConstantTensor Vector(string name, IEnumerable<long> values)
    {
        ImmutableArray<double> items = [.. values.Select(v => (double)v)];
        return new ConstantTensor(name, ElementType.Int64, [items.Length], items);
    }

    /// <summary>"[16, 3, 3, 3]".</summary>
    public static string Text(IEnumerable<long> dims) => $"[{string.Join(", ", dims)}]";

    /// <summary>Number of elements, or -1 when a dimension is negative or the product passes <paramref name="limit"/>.</summary>
    public static long Count(IEnumerable<long> dims, long limit = int.MaxValue)
    {
        var count = 1L;
        var tooLarge = false;
        foreach (var dim in dims)
        {
            if (dim < 0)
                return -1;
            if (dim == 0)
                return 0;
            tooLarge |= dim > limit / count;
            count = tooLarge ? count : count * dim;
        }

        return tooLarge ? -1 : count;
    }
}
