// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace CoDesign.Import.Onnx.Operators;

/// <summary>Permutes the dimensions of a constant.</summary>
internal static class ConstantTranspose
{
    /// <summary>Dimension i of the result is dimension <c>perm[i]</c> of <paramref name="tensor"/>.</summary>
    public static ConstantTensor Apply(ConstantTensor tensor, IReadOnlyList<int> perm)
    {
        var rank = tensor.Rank;
        var strides = new long[rank];
        for (int i = rank - 1, step = 1; i >= 0; i--)
        {
            strides[i] = step;
            step *= (int)tensor.Dims[i];
        }

        ImmutableArray<long> dims = [.. perm.Select(a => tensor.Dims[a])];
        var index = new long[rank];
        var values = ImmutableArray.CreateBuilder<double>(tensor.Values.Length);
        while (values.Count < tensor.Values.Length)
        {
            var source = 0L;
            for (var i = 0; i < rank; i++)
                source += index[i] * strides[perm[i]];
            values.Add(tensor.Values[(int)source]);
            for (var i = rank - 1; i >= 0 && ++index[i] == dims[i]; i--)
                index[i] = 0;
        }

        return tensor with
        {
            Dims = dims,
            Values = values.MoveToImmutable(),
        };
    }
}
