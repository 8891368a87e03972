// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;

namespace CoDesign.Cli.Tests.Fixtures;

/// <summary>NumPy files of float32, written and read without the product's code.</summary>
internal static class NpyRecords
{
    /// <summary>Pseudo-random values in [-2, 2), shape [records, ...].</summary>
    public static string Write(string path, int records, params int[] shape)
    {
        var random = new Random(records);
        var count = shape.Aggregate(records, (a, b) => a * b);
        float[] values = [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 4) - 2))];
        return Write(path, values, [records, .. shape]);
    }

    /// <summary>The given values, shape [N, ...].</summary>
    public static string Write(string path, float[] values, params int[] shape)
    {
        var header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({string.Join(", ", shape)}), }}";
        header = header.PadRight((((header.Length + 10 + 64) / 64) * 64) - 11) + "\n";
        using var file = File.Create(path);
        file.Write([0x93, .. "NUMPY"u8, 1, 0]);
        file.Write(BitConverter.GetBytes((ushort)header.Length));
        file.Write(Encoding.ASCII.GetBytes(header));
        foreach (var value in values)
            file.Write(BitConverter.GetBytes(value));
        return path;
    }

    /// <summary>Elements of a float32 file, and its shape.</summary>
    public static (float[] Values, int[] Shape) Read(string path)
    {
        var (bytes, shape, type) = ReadBytes(path);
        Assert.Equal("<f4", type);
        var values = new float[bytes.Length / 4];
        for (var i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(4 * i));
        return (values, shape);
    }

    /// <summary>Data, shape and type name of any file.</summary>
    public static (byte[] Bytes, int[] Shape, string Type) ReadBytes(string path)
    {
        var file = File.ReadAllBytes(path);
        var length = BitConverter.ToUInt16(file, 8);
        var header = Encoding.ASCII.GetString(file, 10, length);
        var dims = header[(header.IndexOf('(') + 1)..header.IndexOf(')')];
        int[] shape =
        [
            .. dims.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(int.Parse),
        ];
        var type = header.Split('\'')[3];
        return (file[(10 + length)..], shape, type);
    }
}
