// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;

namespace CoDesign.Import.TfLite.FlatBuffers;

/// <summary>
/// The bytes of a FlatBuffers file. Every read is checked against the file's length; one that leaves it gives 0 (or nothing) and adds to <see cref="Problems"/>.
/// Nothing here recurses, and nothing is allocated by a number that stands in the file.
/// </summary>
internal sealed class FlatBuffer(byte[] bytes)
{
    private const int ProblemsKept = 20;
    private const int TextBytesKept = 256;
    private readonly List<string> _problems = [];

    /// <summary>Bytes of the file.</summary>
    public int Length => bytes.Length;

    /// <summary>What was outside the file or contradictory; the first twenty.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>The four letters after the root offset; empty when the file is too short.</summary>
    public string Identifier => Fits(4, 4) ? Encoding.Latin1.GetString(bytes, 4, 4) : "";

    /// <summary>The root table.</summary>
    public FlatTable? Root(string name) => Table(0, name);

    /// <summary>Remembers what is wrong with the file.</summary>
    public void Report(string problem)
    {
        if (_problems.Count < ProblemsKept)
            _problems.Add(problem);
    }

    /// <summary>True when <paramref name="count"/> bytes from <paramref name="position"/> lie in the file.</summary>
    public bool Fits(long position, long count) => position >= 0 && count >= 0 && position + count <= bytes.Length;

    /// <summary>Bytes in the file; empty and a problem when they leave it.</summary>
    public ReadOnlySpan<byte> Span(long position, long count)
    {
        if (Fits(position, count))
            return bytes.AsSpan((int)position, (int)count);
        Report($"{count} bytes at {Hex(position)} are outside the file");
        return [];
    }

    /// <summary>Little-endian unsigned 32 bits.</summary>
    public uint UInt32(long position) =>
        Span(position, 4) is { Length: 4 } span ? BinaryPrimitives.ReadUInt32LittleEndian(span) : 0;

    /// <summary>Little-endian unsigned 16 bits.</summary>
    public ushort UInt16(long position) =>
        Span(position, 2) is { Length: 2 } span ? BinaryPrimitives.ReadUInt16LittleEndian(span) : (ushort)0;

    /// <summary>The table that the offset at <paramref name="position"/> points to; null when it or its vtable leaves the file.</summary>
    public FlatTable? Table(long position, string name)
    {
        if (!Follow(position, name, out var table) || !Fits(table, 4))
        {
            Report($"table {name} at {Hex(table)} is outside the file");
            return null;
        }

        var vtable = table - (int)UInt32(table);
        if (!Fits(vtable, 4))
        {
            Report($"table {name} at {Hex(table)}: its vtable at {Hex(vtable)} is outside the file");
            return null;
        }

        var vtableBytes = UInt16(vtable);
        var tableBytes = UInt16(vtable + 2);
        if (
            vtableBytes < 4
            || vtableBytes % 2 != 0
            || !Fits(vtable, vtableBytes)
            || tableBytes < 4
            || !Fits(table, tableBytes)
        )
        {
            Report($"table {name} at {Hex(table)}: vtable of {vtableBytes} bytes, table of {tableBytes} bytes");
            return null;
        }

        return new FlatTable(this, name, table, vtable, vtableBytes, tableBytes);
    }

    /// <summary>The vector that the offset at <paramref name="position"/> points to; empty when it leaves the file.</summary>
    public FlatVector Vector(long position, int elementBytes, string name)
    {
        if (!Follow(position, name, out var vector))
            return FlatVector.Empty;
        if (!Fits(vector, 4))
        {
            Report($"{name}: the vector at {Hex(vector)} is outside the file");
            return FlatVector.Empty;
        }

        long count = UInt32(vector);
        if (Fits(vector + 4, count * elementBytes))
            return new FlatVector(this, name, (int)vector + 4, (int)count, elementBytes);
        Report($"{name}: {count} elements of {elementBytes} bytes at {Hex(vector + 4)} are outside the file");
        return FlatVector.Empty;
    }

    /// <summary>The first 256 bytes of the string that the offset at <paramref name="position"/> points to, without control characters.</summary>
    public string Text(long position, string name)
    {
        var vector = Vector(position, 1, name);
        var text = Encoding.UTF8.GetString(bytes, vector.Position, Math.Min(vector.Count, TextBytesKept));
        return string.Concat(text.Where(c => !char.IsControl(c)));
    }

    private bool Follow(long position, string name, out long target)
    {
        target = position;
        if (!Fits(position, 4))
        {
            Report($"{name}: the offset at {Hex(position)} is outside the file");
            return false;
        }

        var offset = UInt32(position);
        target = position + offset;
        if (offset != 0)
            return true;
        Report($"{name}: the offset at {Hex(position)} is 0");
        return false;
    }

    private static string Hex(long position) => position < 0 ? $"-0x{-position:X}" : $"0x{position:X}";
}
