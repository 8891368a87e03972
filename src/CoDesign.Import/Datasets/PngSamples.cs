// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Import.Datasets;

/// <summary>Unpacks the samples of unfiltered PNG rows.</summary>
internal static class PngSamples
{
    /// <summary>Pixels [H, W, channels] of 8 bits; gray of fewer bits is stretched to 0 .. 255.</summary>
    public static (byte[]? Pixels, string Problem) ToPixels(
        PngHeader header,
        ReadOnlySpan<byte> rows,
        int stride,
        ReadOnlySpan<byte> palette
    )
    {
        var channels = header.Channels;
        var pixels = new byte[header.Height * header.Width * channels];
        for (var y = 0; y < header.Height; y++)
        {
            var row = rows.Slice((y * (stride + 1)) + 1, stride);
            for (var x = 0; x < header.Width; x++)
            {
                var pixel = pixels.AsSpan(((y * header.Width) + x) * channels, channels);
                var first = Sample(row, x * header.Samples, header.Bits);
                if (header.ColorType == 3)
                {
                    if ((first * 3) + 3 > palette.Length)
                        return (null, "a pixel is outside the palette.");
                    palette.Slice(first * 3, 3).CopyTo(pixel);
                    continue;
                }

                if (header.ColorType is 4 or 6 && row[(x * header.Samples) + header.Samples - 1] != 255)
                    return (null, "it is transparent. Save it without alpha.");
                pixel[0] = (byte)(first * 255 / ((1 << header.Bits) - 1));
                for (var c = 1; c < channels; c++)
                    pixel[c] = row[(x * header.Samples) + c];
            }
        }

        return (pixels, "");
    }

    private static int Sample(ReadOnlySpan<byte> row, int index, int bits)
    {
        var bit = index * bits;
        return (row[bit / 8] >> (8 - bits - (bit % 8))) & ((1 << bits) - 1);
    }
}
