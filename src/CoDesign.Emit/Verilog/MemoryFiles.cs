// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using CoDesign.Mapping;
using CoDesign.Mapping.Images;

namespace CoDesign.Emit.Verilog;

/// <summary>Memory images as hex text for <c>$readmemh</c>, one word a line (engine, section 5).</summary>
public static class MemoryFiles
{
    /// <summary>A row of the weight store a line: WEIGHT_LANES words of PO bytes, byte 0 of word 0 rightmost.</summary>
    public const string Weights = "weights.hex";

    /// <summary>The rows behind those of <see cref="Weights"/> where the weight store has two parts.</summary>
    public const string WeightRest = "weights_rest.hex";

    /// <summary>PO bytes a line, with one requantizer for all channels a record of 8; byte 0 rightmost.</summary>
    public const string Parameters = "parameters.hex";

    /// <summary>A row of the descriptor store a line, word 0 rightmost.</summary>
    public const string Descriptors = "descriptors.hex";

    /// <summary>TABLE_BITS a line, two's complement.</summary>
    public const string Tables = "tables.hex";

    private const int BitsPerDigit = 4;

    /// <summary>Writes the images that the generated module loads; returns their names.</summary>
    public static ImmutableArray<string> Write(AcceleratorPlan plan, string folder)
    {
        var images = plan.Images;
        var files = ImmutableArray.CreateBuilder<string>();
        var engine = plan.Parameters;
        if (!engine.WeightStream)
        {
            var rows = Bytes(images.Channels * engine.WeightLanes, images.Weights);
            if (engine.WeightSplit is > 0 and var split)
            {
                Add(Weights, rows.Take(split), split);
                Add(WeightRest, rows.Skip(split), engine.WeightRows - split);
            }
            else
                Add(Weights, rows, engine.WeightRows);

            Add(
                Parameters,
                Bytes(engine.ParameterWordBytes, images.Parameters),
                engine.ParameterDepth * engine.Channels / engine.ParameterWordBytes
            );
        }

        Add(
            Descriptors,
            images.Descriptors.Chunk(EngineParameters.DescriptorRowWords).Select(row => Row(row, engine.ConfigBits)),
            engine.DescriptorDepth / EngineParameters.DescriptorRowWords
        );
        if (engine.HasTable)
            Add(Tables, images.Tables.Select(entry => Digits(entry, engine.TableBits)), engine.TableDepth);
        return files.ToImmutable();

        // A memory that is deeper than its contents is filled with zeros: simulators warn of a file that ends early.
        void Add(string name, IEnumerable<string> lines, int depth)
        {
            using var writer = new StreamWriter(Path.Combine(folder, name)) { NewLine = "\n" };
            var count = 0;
            foreach (var line in lines)
            {
                writer.WriteLine(line);
                count++;
            }

            for (; count < depth; count++)
                writer.WriteLine('0');
            files.Add(name);
        }
    }

    /// <summary>One word as hex, byte 0 rightmost.</summary>
    public static string Word(ReadOnlySpan<byte> bytes)
    {
        Span<byte> reversed = stackalloc byte[bytes.Length];
        bytes.CopyTo(reversed);
        reversed.Reverse();
        return Convert.ToHexStringLower(reversed);
    }

    private static IEnumerable<string> Bytes(int lineBytes, ImmutableArray<byte> bytes)
    {
        for (var at = 0; at < bytes.Length; at += lineBytes)
            yield return Word(bytes.AsSpan()[at..Math.Min(at + lineBytes, bytes.Length)]);
    }

    /// <summary>Words side by side, word 0 rightmost.</summary>
    private static string Row(long[] words, int bits)
    {
        var row = words
            .Reverse()
            .Aggregate(UInt128.Zero, (sum, word) => (sum << bits) | ((UInt128)word & ((UInt128.One << bits) - 1)));
        return row.ToString(
            $"x{((bits * words.Length) + BitsPerDigit - 1) / BitsPerDigit}",
            CultureInfo.InvariantCulture
        );
    }

    private static string Digits(long value, int bits) =>
        (value & ((1L << bits) - 1)).ToString(
            $"x{(bits + BitsPerDigit - 1) / BitsPerDigit}",
            CultureInfo.InvariantCulture
        );
}
