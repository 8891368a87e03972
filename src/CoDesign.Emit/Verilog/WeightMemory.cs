// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Images;

namespace CoDesign.Emit.Verilog;

/// <summary>
/// The weight image in memory: the words of <c>s_axis_weight</c> for one frame (engine, section 6), one after the other, byte 0 at the lowest address, filled with zeros to a whole
/// beat of the bus. A word of zeros is a header that announces nothing.
/// </summary>
public static class WeightMemory
{
    /// <summary>The bytes as they lie in memory.</summary>
    public const string Binary = "weights.bin";

    /// <summary>The same for <c>$readmemh</c>, one beat a line, byte 0 rightmost.</summary>
    public const string Hex = "memory.hex";

    private const int BitsPerByte = 8;

    /// <summary>Beats of <paramref name="busBits"/> bits that the image takes, at least one.</summary>
    public static long Beats(MemoryImages images, int busBits)
    {
        var bytes = images.StreamWords().LongCount() * images.Channels;
        return Math.Max(1, (bytes + (busBits / BitsPerByte) - 1) / (busBits / BitsPerByte));
    }

    /// <summary>Writes both files.</summary>
    public static void Write(MemoryImages images, int busBits, string folder)
    {
        using var binary = File.Create(Path.Combine(folder, Binary));
        using var hex = new StreamWriter(Path.Combine(folder, Hex)) { NewLine = "\n" };
        var beat = new byte[busBits / BitsPerByte];
        var filled = 0;
        foreach (var word in images.StreamWords())
        {
            foreach (var value in word.AsSpan()[..images.Channels])
            {
                beat[filled++] = value;
                if (filled == beat.Length)
                    Flush();
            }
        }

        if (filled > 0 || binary.Length == 0)
            Flush();

        void Flush()
        {
            beat.AsSpan(filled).Clear();
            binary.Write(beat);
            hex.WriteLine(MemoryFiles.Word(beat));
            filled = 0;
        }
    }
}
