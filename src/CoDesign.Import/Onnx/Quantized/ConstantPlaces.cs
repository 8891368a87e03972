// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;

namespace CoDesign.Import.Onnx.Quantized;

/// <summary>Which scale each element of a constant has.</summary>
internal static class ConstantPlaces
{
    /// <summary>For each element its place along the axis of the scales; 0 with one scale.</summary>
    public static ImmutableArray<int> Of(ConstantCodes codes)
    {
        var count = codes.Tensor.Values.Length;
        if (codes.Scales.Length == 1)
            return [.. Enumerable.Repeat(0, count)];
        var inner = codes.Tensor.Dims.Skip(codes.Axis + 1).Aggregate(1L, (a, b) => a * b);
        return [.. Enumerable.Range(0, count).Select(i => (int)(i / inner % codes.Scales.Length))];
    }
}
