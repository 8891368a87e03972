// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using CoDesign.Import.Datasets;

namespace CoDesign.Import.Tests.Datasets;

/// <summary>PNG images of chosen coding, for tests of the reader.</summary>
internal static class PngWriter
{
    /// <summary>Rows are as stored, without the filter byte; <paramref name="filters"/> are written but the rows are taken as already filtered.</summary>
    public static byte[] Write(
        int width,
        int height,
        int bits,
        int colorType,
        byte[] rows,
        byte[]? filters = null,
        byte[]? palette = null,
        byte[]? transparency = null,
        int interlace = 0
    )
    {
        var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)bits, (byte)colorType, (byte)interlace);
        Chunk(file, "IHDR", header);
        if (palette is not null)
            Chunk(file, "PLTE", palette);
        if (transparency is not null)
            Chunk(file, "tRNS", transparency);
        var packed = new MemoryStream();
        using (var deflate = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var stride = rows.Length / height;
            for (var y = 0; y < height; y++)
            {
                deflate.WriteByte(filters?[y] ?? 0);
                deflate.Write(rows, y * stride, stride);
            }
        }

        // Two chunks: the reader must join them.
        var bytes = packed.ToArray();
        Chunk(file, "IDAT", bytes[..(bytes.Length / 2)]);
        Chunk(file, "IDAT", bytes[(bytes.Length / 2)..]);
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static void Chunk(Stream file, string type, byte[] content)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. content];
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Of(body));
        file.Write(number);
    }
}
