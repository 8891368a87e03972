// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Import.TfLite.FlatBuffers;

/// <summary>A table whose vtable and inline part lie in the file. Fields are named by their number in the schema; an absent one has its default.</summary>
/// <param name="file">The file.</param>
/// <param name="name">The table's name in the schema, for messages.</param>
/// <param name="position">Of the table.</param>
/// <param name="vtable">Position of its vtable.</param>
/// <param name="vtableBytes">Length of the vtable.</param>
/// <param name="tableBytes">Length of the inline part.</param>
internal sealed class FlatTable(
    FlatBuffer file,
    string name,
    long position,
    long vtable,
    int vtableBytes,
    int tableBytes
)
{
    /// <summary>The file.</summary>
    public FlatBuffer File => file;

    /// <summary>True when the field is there.</summary>
    public bool Has(int field) => Find(field, 1) >= 0;

    /// <summary>A signed byte.</summary>
    public int SByte(int field, int absent = 0) =>
        Find(field, 1) is >= 0 and var at ? (sbyte)file.Span(at, 1)[0] : absent;

    /// <summary>An unsigned byte.</summary>
    public int Byte(int field, int absent = 0) => Find(field, 1) is >= 0 and var at ? file.Span(at, 1)[0] : absent;

    /// <summary>A signed 32-bit number.</summary>
    public int Int32(int field, int absent = 0) => Find(field, 4) is >= 0 and var at ? (int)file.UInt32(at) : absent;

    /// <summary>An unsigned 32-bit number.</summary>
    public uint UInt32(int field, uint absent = 0) => Find(field, 4) is >= 0 and var at ? file.UInt32(at) : absent;

    /// <summary>An unsigned 64-bit number.</summary>
    public ulong UInt64(int field) =>
        Find(field, 8) is >= 0 and var at ? ((ulong)file.UInt32(at + 4) << 32) | file.UInt32(at) : 0;

    /// <summary>A float.</summary>
    public float Single(int field, float absent = 0) =>
        Find(field, 4) is >= 0 and var at ? BitConverter.UInt32BitsToSingle(file.UInt32(at)) : absent;

    /// <summary>A table, or null when absent or outside the file.</summary>
    public FlatTable? Table(int field, string table) =>
        Find(field, 4) is >= 0 and var at ? file.Table(at, table) : null;

    /// <summary>A vector; empty when absent or outside the file.</summary>
    public FlatVector Vector(int field, string vector, int elementBytes) =>
        Find(field, 4) is >= 0 and var at ? file.Vector(at, elementBytes, $"{name}.{vector}") : FlatVector.Empty;

    /// <summary>A string; empty when absent or outside the file.</summary>
    public string Text(int field, string text) =>
        Find(field, 4) is >= 0 and var at ? file.Text(at, $"{name}.{text}") : "";

    /// <summary>Position of the field, or -1 when it is absent or its bytes leave the table.</summary>
    private long Find(int field, int bytes)
    {
        var entry = 4 + (2 * field);
        if (entry + 2 > vtableBytes)
            return -1;
        int offset = file.UInt16(vtable + entry);
        if (offset == 0)
            return -1;
        if (offset >= 4 && offset + bytes <= tableBytes)
            return position + offset;
        file.Report(
            $"table {name} at 0x{position:X}: field {field} at offset {offset} is outside its {tableBytes} bytes"
        );
        return -1;
    }
}
