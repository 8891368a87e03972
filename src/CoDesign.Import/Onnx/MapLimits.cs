// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Import.Onnx;

/// <summary>Sizes beyond which a map is refused, so that all later index arithmetic is exact.</summary>
internal static class MapLimits
{
    /// <summary>Greatest dimension, kernel, stride, dilation or pad.</summary>
    public const int GreatestExtent = 1 << 16;

    private const int GreatestElements = 1 << 27;

    /// <summary>A diagnostic when a dimension or the number of elements of one record is too large.</summary>
    public static Diagnostic? Check(string where, ReadOnlySpan<long> dims)
    {
        var elements = 1L;
        var fits = true;
        foreach (var dim in dims)
        {
            fits &= dim is >= 1 and <= GreatestElements;
            elements = fits ? elements * dim : elements;
            fits &= elements <= GreatestElements && (dims.Length == 1 || dim <= GreatestExtent);
        }

        return fits
            ? null
            : ImportDiagnostics.TooLarge(
                where,
                ConstantTensor.Text(dims.ToArray()),
                $"dimensions up to {GreatestExtent} and {GreatestElements} elements"
            );
    }
}
