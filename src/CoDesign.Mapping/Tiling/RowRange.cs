// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping.Tiling;

/// <summary>Rows <c>First &lt;= y &lt; End</c> of a map.</summary>
/// <param name="First">First row.</param>
/// <param name="End">First row behind it.</param>
public readonly record struct RowRange(int First, int End)
{
    /// <summary>How many.</summary>
    public int Rows => End - First;

    /// <summary>The smallest range that holds both.</summary>
    public static RowRange Hull(RowRange? a, RowRange b) =>
        a is { } seen ? new(Math.Min(seen.First, b.First), Math.Max(seen.End, b.End)) : b;

    /// <summary>Band <paramref name="band"/> of <paramref name="bands"/> about equal ones of a map of <paramref name="height"/> rows.</summary>
    public static RowRange Part(int height, int band, int bands) =>
        new((int)((long)height * band / bands), (int)((long)height * (band + 1) / bands));

    /// <summary>True when some row is in both.</summary>
    public bool Meets(RowRange other) => First < other.End && other.First < End;

    /// <summary>Rows of the input that <paramref name="layer"/> reads for these output rows; padding left out, at least one row.</summary>
    internal RowRange InputOf(EngineLayer layer, int inputHeight)
    {
        // Its lanes walk over the whole map, as one row.
        if (layer.AddedLanes > 0)
            return new(0, inputHeight);
        RowRange? rows = null;
        for (var row = First; row < End; row++)
        {
            if (layer.Taps.ValidRows(row, inputHeight) is var (first, last))
                rows = Hull(rows, new(first, last + 1));
        }

        // All taps in the padding: any row does.
        return rows ?? new(0, 1);
    }
}
