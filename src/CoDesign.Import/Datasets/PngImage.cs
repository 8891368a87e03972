// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.IO.Compression;

namespace CoDesign.Import.Datasets;

/// <summary>Shape and coding of a PNG image, from its IHDR chunk.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Bits">Bits of a sample.</param>
/// <param name="ColorType">0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGBA.</param>
/// <param name="IsInterlaced">Adam7.</param>
internal sealed record PngHeader(int Width, int Height, int Bits, int ColorType, bool IsInterlaced)
{
    /// <summary>Samples of a stored pixel.</summary>
    public int Samples =>
        ColorType switch
        {
            2 => 3,
            4 => 2,
            6 => 4,
            _ => 1,
        };

    /// <summary>Channels without alpha: 1 or 3.</summary>
    public int Channels => ColorType is 0 or 4 ? 1 : 3;
}

/// <summary>
/// PNG (ISO/IEC 15948), not interlaced, up to 8 bits a sample: gray, RGB, palette; alpha only where it is opaque everywhere.
/// Every chunk's checksum is verified.
/// </summary>
internal static class PngImage
{
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The header of a file's first bytes, or what is wrong with it.</summary>
    public static (PngHeader? Header, string Problem) ReadHeader(ReadOnlySpan<byte> file)
    {
        if (
            file.Length < 33
            || !file[..8].SequenceEqual(Signature)
            || !file[12..16].SequenceEqual("IHDR"u8)
            || BinaryPrimitives.ReadInt32BigEndian(file[8..]) != 13
        )
            return (null, "the signature or the IHDR chunk is missing.");
        var width = BinaryPrimitives.ReadInt32BigEndian(file[16..]);
        var height = BinaryPrimitives.ReadInt32BigEndian(file[20..]);
        var header = new PngHeader(width, height, file[24], file[25], file[28] == 1);
        if (width < 1 || height < 1 || file[26] != 0 || file[27] != 0 || file[28] > 1)
            return (null, "the IHDR chunk is not valid.");
        if (header.IsInterlaced)
            return (null, "it is interlaced. Save it without.");
        var isSupported = header.ColorType switch
        {
            0 or 3 => header.Bits is 1 or 2 or 4 or 8,
            2 or 4 or 6 => header.Bits == 8,
            _ => false,
        };
        return isSupported
            ? (header, "")
            : (
                null,
                $"{header.Bits} bits of color type {header.ColorType} are not supported. Save it as 8-bit gray or RGB."
            );
    }

    /// <summary>The pixels [H, W, channels], or what is wrong. The caller has checked that the size is what it wants.</summary>
    public static (byte[]? Pixels, string Problem) Decode(ReadOnlySpan<byte> file)
    {
        var (header, problem) = ReadHeader(file);
        if (header is null)
            return (null, problem);
        using var compressed = new MemoryStream();
        byte[] palette = [];
        var hasTransparency = false;
        var position = 8;
        while (position + 12 <= file.Length)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file[position..]);
            if (length > file.Length - position - 12)
                break;
            var type = file.Slice(position + 4, 4);
            var content = file.Slice(position + 8, (int)length);
            if (
                Crc32.Of(file.Slice(position + 4, (int)length + 4))
                != BinaryPrimitives.ReadUInt32BigEndian(file[(position + 8 + (int)length)..])
            )
                return (null, $"the checksum of chunk {System.Text.Encoding.ASCII.GetString(type)} is wrong.");
            if (type.SequenceEqual("IDAT"u8))
                compressed.Write(content);
            else if (type.SequenceEqual("PLTE"u8))
                palette = content.ToArray();
            else if (type.SequenceEqual("tRNS"u8))
                hasTransparency = true;
            else if (type.SequenceEqual("IEND"u8))
                return hasTransparency
                    ? (null, "it is transparent. Save it without alpha.")
                    : Pixels(header, compressed, palette);
            position += 12 + (int)length;
        }

        return (null, "it is truncated.");
    }

    private static (byte[]? Pixels, string Problem) Pixels(PngHeader header, MemoryStream compressed, byte[] palette)
    {
        var stride = ((header.Width * header.Samples * header.Bits) + 7) / 8;
        var rows = new byte[header.Height * (stride + 1)];
        compressed.Position = 0;
        try
        {
            using var inflate = new ZLibStream(compressed, CompressionMode.Decompress);
            if (inflate.ReadAtLeast(rows, rows.Length, throwOnEndOfStream: false) < rows.Length)
                return (null, "the pixels are truncated.");
        }
        catch (InvalidDataException)
        {
            return (null, "the pixels are corrupt.");
        }

        return PngFilters.Undo(rows, stride, Math.Max(1, header.Samples * header.Bits / 8))
            ? PngSamples.ToPixels(header, rows, stride, palette)
            : (null, "a row has an unknown filter.");
    }
}
