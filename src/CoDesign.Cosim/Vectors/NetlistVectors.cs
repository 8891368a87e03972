// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cosim.Networks;

namespace CoDesign.Cosim.Vectors;

/// <summary>Stimulus and expected beats for <c>cd_netlist_bench.sv</c>: one beat a line, byte 0 rightmost, <c>xx</c> for a result byte that stands for no channel.</summary>
internal static class NetlistVectors
{
    private const string Images = "images.hex";
    private const string Results = "results.hex";
    private const string Weights = "stream.hex";
    private const int DigitsPerByte = 2;

    /// <summary>Writes images and results into <paramref name="folder"/>; returns how many records there were.</summary>
    public static int Write(
        string folder,
        BenchNetwork network,
        int streamBytes,
        Func<short[], IReadOnlyDictionary<string, short[]>> golden,
        IEnumerable<short[]> records
    )
    {
        using var images = new StreamWriter(Path.Combine(folder, Images)) { NewLine = "\n" };
        using var results = new StreamWriter(Path.Combine(folder, Results)) { NewLine = "\n" };
        var count = 0;
        foreach (var record in records)
        {
            Write(images, network.Input, record, streamBytes, "00");
            Write(results, network.Result, golden(record)[network.Result.Value], streamBytes, "xx");
            count++;
        }

        return count;
    }

    /// <summary>Cuts the words of a weight stream into beats; returns how many there are.</summary>
    public static long WriteWeights(string folder, string words, int streamBytes)
    {
        using var beats = new StreamWriter(Path.Combine(folder, Weights)) { NewLine = "\n" };
        var digits = DigitsPerByte * streamBytes;
        var count = 0L;
        foreach (var word in File.ReadLines(words))
        {
            for (var end = word.Length; end > 0; end -= digits, count++)
                beats.WriteLine(word[(end - digits)..end]);
        }

        return count;
    }

    /// <summary>Pixel after pixel, blocks inside the pixel, as the streams have them.</summary>
    private static void Write(
        StreamWriter writer,
        BenchTensor tensor,
        ReadOnlySpan<short> codes,
        int streamBytes,
        string spare
    )
    {
        for (var pixel = 0; pixel < tensor.Pixels; pixel++)
        {
            for (var block = 0; block < tensor.Blocks; block++)
            {
                for (var first = 0; first < tensor.Lanes; first += streamBytes)
                {
                    for (var lane = first + streamBytes - 1; lane >= first; lane--)
                    {
                        var holdsChannel = tensor.Layout[(block * tensor.Lanes) + lane] >= 0;
                        writer.Write(
                            holdsChannel ? tensor.ByteOf(codes, pixel, block, lane).ToString("x2", null) : spare
                        );
                    }

                    writer.WriteLine();
                }
            }
        }
    }
}
