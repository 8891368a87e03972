// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.TfLite.FlatBuffers;
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.TfLite;

/// <summary>TFLite dimensions as [H, W, C]: [1, H, W, C], [1, W, C], [1, C] or [C].</summary>
internal static class MapShape
{
    /// <summary>Greatest height, width, kernel, stride or pad.</summary>
    public const int GreatestExtent = 1 << 16;

    /// <summary>What <see cref="Of"/> takes, for messages.</summary>
    public const string Allowed =
        "[1, H, W, C], [1, W, C], [1, C] or [C], batch 1, dimensions 1 to 65536, at most 2^27 elements";

    private const long GreatestElements = 1 << 27;

    /// <summary>The map of the dimensions; null when they are not one of the above.</summary>
    public static TensorShape? Of(FlatVector dims)
    {
        if (dims.Count is < 1 or > 4 || (dims.Count > 1 && dims.Int32(0) != 1))
            return null;
        var elements = 1L;
        for (var i = 0; i < dims.Count; i++)
        {
            if (dims.Int32(i) is < 1 or > GreatestExtent)
                return null;
            elements *= dims.Int32(i);
        }

        if (elements > GreatestElements)
            return null;
        return dims.Count switch
        {
            4 => new TensorShape(dims.Int32(1), dims.Int32(2), dims.Int32(3)),
            3 => new TensorShape(1, dims.Int32(1), dims.Int32(2)),
            2 => new TensorShape(1, 1, dims.Int32(1)),
            _ => new TensorShape(1, 1, dims.Int32(0)),
        };
    }
}
