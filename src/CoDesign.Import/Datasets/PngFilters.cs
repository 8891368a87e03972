// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Import.Datasets;

/// <summary>The row filters of PNG: each byte is stored as the difference from a prediction.</summary>
internal static class PngFilters
{
    /// <summary>Undoes the filters in place; rows are 1 filter byte and <paramref name="stride"/> bytes. False for an unknown filter.</summary>
    public static bool Undo(Span<byte> rows, int stride, int pixelBytes)
    {
        Span<byte> above = new byte[stride];
        for (var start = 0; start < rows.Length; start += stride + 1)
        {
            var filter = rows[start];
            var row = rows.Slice(start + 1, stride);
            if (filter > 4)
                return false;
            for (var i = 0; i < stride; i++)
            {
                int left = i >= pixelBytes ? row[i - pixelBytes] : 0;
                int corner = i >= pixelBytes ? above[i - pixelBytes] : 0;
                row[i] += (byte)Prediction(filter, left, above[i], corner);
            }

            above = row;
        }

        return true;
    }

    private static int Prediction(int filter, int left, int above, int corner) =>
        filter switch
        {
            1 => left,
            2 => above,
            3 => (left + above) / 2,
            4 => Paeth(left, above, corner),
            _ => 0,
        };

    private static int Paeth(int left, int above, int corner)
    {
        var estimate = left + above - corner;
        var (toLeft, toAbove, toCorner) = (
            Math.Abs(estimate - left),
            Math.Abs(estimate - above),
            Math.Abs(estimate - corner)
        );
        return toLeft <= toAbove && toLeft <= toCorner ? left
            : toAbove <= toCorner ? above
            : corner;
    }
}
