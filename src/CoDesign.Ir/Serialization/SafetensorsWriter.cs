// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text.Json;

namespace CoDesign.Ir.Serialization;

/// <summary>Collects tensors and writes them in the safetensors format, in the order added: 8 bytes header length, JSON header padded to 8, elements.</summary>
internal sealed class SafetensorsWriter
{
    private readonly List<(string Name, string Type, int Count, byte[] Bytes)> _tensors = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Integers in the narrowest of U8, I8, I16 and I32 that <paramref name="isSigned"/> and the values allow; returns the tensor's name.</summary>
    public string Add(string name, IReadOnlyCollection<int> values, bool isSigned = true)
    {
        var (low, high) = values.Count == 0 ? (0, 0) : (values.Min(), values.Max());
        if (!isSigned && low >= 0 && high <= byte.MaxValue)
            return Add(name, "U8", values, 1, (v, bytes) => bytes[0] = (byte)v);
        if (low >= sbyte.MinValue && high <= sbyte.MaxValue)
            return Add(name, "I8", values, 1, (v, bytes) => bytes[0] = (byte)v);
        if (low >= short.MinValue && high <= short.MaxValue)
            return Add(name, "I16", values, 2, (v, bytes) => BinaryPrimitives.WriteInt16LittleEndian(bytes, (short)v));
        return Add(name, "I32", values, 4, (v, bytes) => BinaryPrimitives.WriteInt32LittleEndian(bytes, v));
    }

    /// <summary>Real numbers as F64; returns the tensor's name.</summary>
    public string Add(string name, IReadOnlyCollection<double> values) =>
        Add(name, "F64", values, 8, (v, bytes) => BinaryPrimitives.WriteDoubleLittleEndian(bytes, v));

    /// <summary>Writes the file.</summary>
    public void Save(Stream stream, params ReadOnlySpan<(string Key, string Value)> metadata)
    {
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach (var (key, value) in metadata)
                json.WriteString(key, value);
            json.WriteEndObject();
            var offset = 0L;
            foreach (var (name, type, count, bytes) in _tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", type);
                json.WriteStartArray("shape");
                json.WriteNumberValue(count);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset + bytes.Length);
                json.WriteEndArray();
                json.WriteEndObject();
                offset += bytes.Length;
            }

            json.WriteEndObject();
        }

        while (header.Length % 8 != 0)
            header.WriteByte((byte)' ');
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        header.WriteTo(stream);
        foreach (var (_, _, _, bytes) in _tensors)
            stream.Write(bytes);
    }

    private delegate void ElementWriter<T>(T value, Span<byte> bytes);

    private string Add<T>(string name, string type, IReadOnlyCollection<T> values, int size, ElementWriter<T> write)
    {
        var unique = name;
        for (var i = 2; !_names.Add(unique); i++)
            unique = $"{name}_{i}";
        var bytes = new byte[values.Count * size];
        var position = 0;
        foreach (var value in values)
        {
            write(value, bytes.AsSpan(position));
            position += size;
        }

        _tensors.Add((unique, type, values.Count, bytes));
        return unique;
    }
}
