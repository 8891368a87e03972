// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text.Json;

namespace CoDesign.Ir.Serialization;

/// <summary>The tensors and metadata of a safetensors file; damage throws <see cref="ModelFormatException"/>.</summary>
public sealed class SafetensorsReader
{
    private const int GreatestHeader = 100_000_000;
    private readonly Dictionary<string, ImmutableArray<long>> _shapes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Type, long Count, long Start, long End)> _tensors = new(
        StringComparer.Ordinal
    );
    private readonly byte[] _bytes;

    private SafetensorsReader(byte[] bytes, int dataStart, JsonElement header)
    {
        _bytes = bytes;
        if (header.ValueKind != JsonValueKind.Object)
            throw new ModelFormatException("its header is not an object.");
        foreach (var item in header.EnumerateObject())
        {
            var fields = new JsonFields(item.Value, item.Name);
            if (item.Name == "__metadata__")
            {
                foreach (var entry in item.Value.EnumerateObject())
                    Metadata[entry.Name] =
                        entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString() ?? "" : "";
                continue;
            }

            var offsets = fields.Longs("data_offsets", 2);
            var shape = fields.Longs("shape");
            var count = shape.Aggregate(1L, (a, b) => b < 0 || a > long.MaxValue / Math.Max(1, b) ? -1 : a * b);
            var (start, end) = (offsets[0], offsets[1]);
            if (start < 0 || end < start || end > bytes.Length - dataStart)
                throw new ModelFormatException($"tensor '{item.Name}' lies outside the file, which may be truncated.");
            _shapes[item.Name] = [.. shape];
            _tensors[item.Name] = (fields.Text("dtype"), count, dataStart + start, dataStart + end);
        }
    }

    /// <summary>The strings under <c>__metadata__</c>.</summary>
    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>Shape of a tensor; null when there is none of that name.</summary>
    public ImmutableArray<long>? ShapeOf(string name) => _shapes.TryGetValue(name, out var shape) ? shape : null;

    /// <summary>Reads the whole stream.</summary>
    public static SafetensorsReader Open(Stream stream)
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        var bytes = copy.ToArray();
        var length = bytes.Length < 8 ? -1 : BinaryPrimitives.ReadInt64LittleEndian(bytes);
        if (length < 2 || length > GreatestHeader || length > bytes.Length - 8)
            throw new ModelFormatException("it is truncated, or not a safetensors file.");
        using var json = JsonDocument.Parse(bytes.AsMemory(8, (int)length));
        return new SafetensorsReader(bytes, 8 + (int)length, json.RootElement);
    }

    /// <summary>The elements of a tensor of U8, I8, I16 or I32.</summary>
    public ImmutableArray<int> Integers(string name)
    {
        var (type, count, start, end) = Find(name);
        var size = type switch
        {
            "U8" or "I8" => 1,
            "I16" => 2,
            "I32" => 4,
            _ => throw new ModelFormatException($"tensor '{name}' is of type {type}, not of integers."),
        };
        Check(name, count * size, end - start);
        var values = ImmutableArray.CreateBuilder<int>((int)count);
        for (var i = start; i < end; i += size)
        {
            var bytes = _bytes.AsSpan((int)i, size);
            values.Add(
                type switch
                {
                    "U8" => bytes[0],
                    "I8" => (sbyte)bytes[0],
                    "I16" => BinaryPrimitives.ReadInt16LittleEndian(bytes),
                    _ => BinaryPrimitives.ReadInt32LittleEndian(bytes),
                }
            );
        }

        return values.MoveToImmutable();
    }

    /// <summary>The elements of a tensor of F64.</summary>
    public ImmutableArray<double> Reals(string name)
    {
        var (type, count, start, end) = Find(name);
        if (type != "F64")
            throw new ModelFormatException($"tensor '{name}' is of type {type}, not F64.");
        Check(name, count, (end - start) / 8.0);
        var values = ImmutableArray.CreateBuilder<double>((int)count);
        for (var i = start; i < end; i += 8)
            values.Add(BinaryPrimitives.ReadDoubleLittleEndian(_bytes.AsSpan((int)i, 8)));
        return values.MoveToImmutable();
    }

    /// <summary>The elements of a tensor of F16, BF16, F32 or F64, row-major.</summary>
    public double[] Floats(string name)
    {
        var (type, count, start, end) = Find(name);
        var size = type switch
        {
            "F16" or "BF16" => 2,
            "F32" => 4,
            "F64" => 8,
            _ => throw new ModelFormatException($"tensor '{name}' is of type {type}, not of F16, BF16, F32 or F64."),
        };
        Check(name, (double)count * size, end - start);
        var values = new double[count];
        for (var i = 0; i < values.Length; i++)
        {
            var bytes = _bytes.AsSpan((int)start + (i * size), size);
            values[i] = type switch
            {
                "F16" => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
                // The upper half of a 32-bit float.
                "BF16" => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt16LittleEndian(bytes) << 16),
                "F32" => BinaryPrimitives.ReadSingleLittleEndian(bytes),
                _ => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            };
        }

        return values;
    }

    private (string Type, long Count, long Start, long End) Find(string name) =>
        _tensors.TryGetValue(name, out var found)
            ? found
            : throw new ModelFormatException($"tensor '{name}' is missing.");

    private static void Check(string name, double expected, double found)
    {
        if (expected < 0 || expected != found)
            throw new ModelFormatException($"shape and size of tensor '{name}' disagree.");
    }
}
