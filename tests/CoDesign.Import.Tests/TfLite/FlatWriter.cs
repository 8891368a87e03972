// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;

namespace CoDesign.Import.Tests.TfLite;

/// <summary>A FlatBuffers table to be written: fields by their number in the schema. Values: byte, int, uint, float, string, arrays of these, long[], tables and arrays of tables.</summary>
internal sealed class FlatFields : SortedDictionary<int, object>;

/// <summary>Writes FlatBuffers: parents before children, each table behind its own vtable.</summary>
internal sealed class FlatWriter
{
    private readonly List<byte> _bytes = [];

    /// <summary>The file with the root table and the four letters of the identifier.</summary>
    public static byte[] Write(FlatFields root, string identifier)
    {
        var writer = new FlatWriter();
        writer.Int32(0);
        writer._bytes.AddRange(Encoding.ASCII.GetBytes(identifier));
        writer.Patch(0, writer.Table(root));
        return [.. writer._bytes];
    }

    private int Table(FlatFields fields)
    {
        Align(4);
        var vtable = _bytes.Count;
        var entries = fields.Count == 0 ? 0 : fields.Keys.Max() + 1;
        var offset = 4;
        var offsets = new Dictionary<int, int>();
        foreach (var (field, value) in fields)
        {
            offsets[field] = offset;
            offset += value is ulong ? 8 : 4;
        }

        UInt16(4 + (2 * entries));
        UInt16(offset);
        for (var field = 0; field < entries; field++)
            UInt16(offsets.GetValueOrDefault(field));
        Align(4);
        var table = _bytes.Count;
        Int32(table - vtable);
        var children = new List<(int Position, object Value)>();
        foreach (var value in fields.Values)
        {
            if (value is not (byte or int or uint or float or ulong))
                children.Add((_bytes.Count, value));
            Inline(value);
        }

        foreach (var (position, value) in children)
            Patch(position, Child(value));
        return table;
    }

    private void Inline(object value)
    {
        switch (value)
        {
            case byte number:
                Int32(number);
                break;
            case int number:
                Int32(number);
                break;
            case uint number:
                Int32((int)number);
                break;
            case float number:
                Int32(BitConverter.SingleToInt32Bits(number));
                break;
            case ulong number:
                Int32((int)number);
                Int32((int)(number >> 32));
                break;
            default:
                Int32(0);
                break;
        }
    }

    private int Child(object value)
    {
        if (value is FlatFields table)
            return Table(table);
        Align(4);
        var vector = _bytes.Count;
        switch (value)
        {
            case string text:
                Bytes(Encoding.UTF8.GetBytes(text));
                _bytes.Add(0);
                break;
            case byte[] bytes:
                Bytes(bytes);
                break;
            case int[] numbers:
                Int32(numbers.Length);
                Array.ForEach(numbers, Int32);
                break;
            case float[] numbers:
                Int32(numbers.Length);
                Array.ForEach(numbers, number => Int32(BitConverter.SingleToInt32Bits(number)));
                break;
            case long[] numbers:
                Int32(numbers.Length);
                Array.ForEach(numbers, number => Inline((ulong)number));
                break;
            case FlatFields[] tables:
                Int32(tables.Length);
                var first = _bytes.Count;
                Array.ForEach(tables, _ => Int32(0));
                for (var i = 0; i < tables.Length; i++)
                    Patch(first + (4 * i), Table(tables[i]));
                break;
            default:
                throw new NotSupportedException(value.GetType().Name);
        }

        return vector;
    }

    private void Bytes(byte[] bytes)
    {
        Int32(bytes.Length);
        _bytes.AddRange(bytes);
    }

    private void UInt16(int value)
    {
        _bytes.Add((byte)value);
        _bytes.Add((byte)(value >> 8));
    }

    private void Int32(int value)
    {
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(four, value);
        _bytes.AddRange(four);
    }

    private void Align(int multiple)
    {
        while (_bytes.Count % multiple != 0)
            _bytes.Add(0);
    }

    private void Patch(int position, int target)
    {
        var offset = target - position;
        for (var i = 0; i < 4; i++)
            _bytes[position + i] = (byte)(offset >> (8 * i));
    }
}
