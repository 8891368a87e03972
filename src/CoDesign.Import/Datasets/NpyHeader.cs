// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CoDesign.Import.Datasets;

/// <summary>The header of NumPy's array file, format versions 1 to 3.</summary>
/// <param name="Type">NumPy's name of the element type, such as <c>&lt;f4</c> or <c>|u1</c>.</param>
/// <param name="Shape">Dimensions.</param>
/// <param name="DataStart">Offset of the first element in the file.</param>
internal sealed record NpyHeader(string Type, ImmutableArray<long> Shape, long DataStart)
{
    private const int GreatestLength = 1 << 16;
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
    private static readonly byte[] Magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Bytes of one element; 0 for a type that is not read.</summary>
    public int ElementBytes =>
        Type switch
        {
            "<f4" => 4,
            "<f8" => 8,
            "|u1" or "|i1" => 1,
            _ => 0,
        };

    /// <summary>Reads the header at the start of <paramref name="file"/>; a reason when it is not one.</summary>
    public static (NpyHeader? Header, string Problem) Read(Stream file)
    {
        var start = new byte[12];
        if (file.ReadAtLeast(start, 10, throwOnEndOfStream: false) < 10 || !start.AsSpan(0, 6).SequenceEqual(Magic))
            return (null, "the magic number is missing.");
        if (start[6] is < 1 or > 3)
            return (null, $"format version {start[6]} is unknown.");
        var prefix = start[6] == 1 ? 10 : 12;
        var length =
            start[6] == 1
                ? BinaryPrimitives.ReadUInt16LittleEndian(start.AsSpan(8))
                : BinaryPrimitives.ReadUInt32LittleEndian(start.AsSpan(8));
        if (length > GreatestLength || prefix + length > file.Length)
            return (null, "it is truncated.");
        file.Position = prefix;
        var text = new byte[length];
        file.ReadExactly(text);
        return Parse(Encoding.Latin1.GetString(text), prefix + length);
    }

    /// <summary>The bytes of a version 1 header, padded to a multiple of 64.</summary>
    public static byte[] Write(string type, IEnumerable<long> shape)
    {
        var text =
            $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({string.Concat(shape.Select(d => $"{d}, "))}), }}";
        var total = (10 + text.Length + 1 + 63) / 64 * 64;
        var bytes = new byte[total];
        Magic.CopyTo(bytes, 0);
        bytes[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)(total - 10));
        bytes.AsSpan(10).Fill((byte)' ');
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(10));
        bytes[^1] = (byte)'\n';
        return bytes;
    }

    private static (NpyHeader? Header, string Problem) Parse(string text, long dataStart)
    {
        var type = Regex.Match(text, @"'descr'\s*:\s*'(?<value>[^']{1,16})'", Options);
        var order = Regex.Match(text, @"'fortran_order'\s*:\s*(?<value>True|False)", Options);
        var shape = Regex.Match(text, @"'shape'\s*:\s*\((?<value>[\d\s,]{0,200})\)", Options);
        if (!type.Success || !order.Success || !shape.Success)
            return (null, "the header does not name descr, fortran_order and shape.");
        if (order.Groups["value"].Value == "True")
            return (null, "fortran_order is True. Save it with numpy.ascontiguousarray.");
        var parts = shape
            .Groups["value"]
            .Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var dims = ImmutableArray.CreateBuilder<long>();
        foreach (var part in parts)
        {
            if (!long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var dim))
                return (null, "the shape is not a list of numbers.");
            dims.Add(dim);
        }

        return (new NpyHeader(type.Groups["value"].Value, dims.ToImmutable(), dataStart), "");
    }
}
