// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Import.Datasets;

/// <summary>The checksum of PNG chunks: CRC-32 of ISO 3309, polynomial 0xEDB88320 (reflected).</summary>
internal static class Crc32
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(n => Step((uint)n))];

    /// <summary>The checksum of <paramref name="bytes"/>.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
            crc = Table[(crc ^ value) & 0xFF] ^ (crc >> 8);
        return ~crc;
    }

    private static uint Step(uint value)
    {
        for (var i = 0; i < 8; i++)
            value = (value & 1) != 0 ? 0xEDB88320u ^ (value >> 1) : value >> 1;
        return value;
    }
}
