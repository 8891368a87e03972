// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cosim.Networks;
using CoDesign.Golden.Integer;

namespace CoDesign.Cosim.Vectors;

/// <summary>
/// Stimulus and expected words for the bench, from the integer model: <c>images.hex</c>, <c>trace.hex</c>, <c>results.hex</c>,
/// <c>layers.hex</c>, <c>masks.hex</c> (their layout is told in <c>cd_network_bench.sv</c>), and <c>count.txt</c>. Records stream through.
/// </summary>
public static class VectorFolder
{
    /// <summary>Words of the images.</summary>
    public const string Images = "images.hex";

    /// <summary>Writes all files for the records; returns how many records there were.</summary>
    /// <param name="folder">Created when it is not there.</param>
    /// <param name="network">Order and layout of the words.</param>
    /// <param name="golden">The integer model of the lowered graph.</param>
    /// <param name="records">Input codes [H, W, C].</param>
    public static int Write(
        string folder,
        BenchNetwork network,
        IntegerExecutor golden,
        IEnumerable<short[]> records
    ) => Write(folder, network, record => golden.Run(record), records);

    /// <summary>As <see cref="Write(string, BenchNetwork, IntegerExecutor, IEnumerable{short[]})"/>, with the values of anything that computes them.</summary>
    public static int Write(
        string folder,
        BenchNetwork network,
        Func<short[], IReadOnlyDictionary<string, short[]>> golden,
        IEnumerable<short[]> records
    )
    {
        Directory.CreateDirectory(folder);
        WriteTables(folder, network);
        using var images = new WordWriter(Path.Combine(folder, Images), network.Channels);
        using var trace = new WordWriter(Path.Combine(folder, "trace.hex"), network.Channels);
        using var results = new WordWriter(Path.Combine(folder, "results.hex"), network.Channels);
        var count = 0;
        foreach (var record in records)
        {
            var values = golden(record);
            WriteStream(images, network.Input, record);
            foreach (var layer in network.Layers)
            {
                var codes = values[layer.Output.Value];
                foreach (var (block, pixel) in layer.TraceOrder())
                    trace.Write(layer.Output, codes, pixel, block);
            }

            WriteStream(results, network.Result, values[network.Result.Value]);
            count++;
        }

        File.WriteAllText(Path.Combine(folder, "count.txt"), $"{count}\n");
        return count;
    }

    /// <summary>The records that <c>images.hex</c> holds, as codes [H, W, C].</summary>
    public static IEnumerable<short[]> ReadImages(string folder, BenchNetwork network, bool signed)
    {
        var tensor = network.Input;
        var record = new short[tensor.Shape.Elements];
        var word = 0;
        foreach (var line in File.ReadLines(Path.Combine(folder, Images)))
        {
            var bytes = Convert.FromHexString(line);
            var block = word % tensor.Blocks;
            var pixel = word / tensor.Blocks;
            for (var lane = 0; lane < tensor.Lanes; lane++)
            {
                var (_, _, channel) = tensor.IndexOf(pixel, block, lane);
                var value = bytes[^(lane + 1)];
                if (channel >= 0)
                    record[(pixel * tensor.Channels) + channel] = signed ? unchecked((sbyte)value) : value;
            }

            if (++word < tensor.Words)
                continue;
            yield return record;
            record = new short[record.Length];
            word = 0;
        }
    }

    /// <summary>Pixel after pixel, blocks inside the pixel (engine, section 4, INPUT and RESULT).</summary>
    private static void WriteStream(WordWriter writer, BenchTensor tensor, ReadOnlySpan<short> codes)
    {
        for (var pixel = 0; pixel < tensor.Pixels; pixel++)
        {
            for (var block = 0; block < tensor.Blocks; block++)
                writer.Write(tensor, codes, pixel, block);
        }
    }

    private static void WriteTables(string folder, BenchNetwork network)
    {
        using var layers = new StreamWriter(Path.Combine(folder, "layers.hex")) { NewLine = "\n" };
        using var masks = new StreamWriter(Path.Combine(folder, "masks.hex")) { NewLine = "\n" };
        var mask = 0;
        var first = network.FirstBands();
        for (var index = 0; index < network.Layers.Length; index++)
        {
            var layer = network.Layers[index];
            var flags =
                (layer.EndsGroup ? 1 : 0)
                | (first.LastIndexOf(first[index]) == index ? 2 : 0)
                | (layer.PixelsAtOnce == 2 ? 4 : 0);
            layers.WriteLine(
                $"{layer.Output.Blocks:x8} {layer.PixelSteps:x8} {layer.Output.Pixels:x8} {mask:x8} {layer.FirstStep:x8} {flags:x8} {first[index]:x8} {layer.PairDistance:x8}"
            );
            mask += layer.Output.Blocks;
            WriteMasks(masks, layer.Output);
        }

        WriteMasks(masks, network.Result);
    }

    private static void WriteMasks(StreamWriter writer, BenchTensor tensor)
    {
        for (var block = 0; block < tensor.Blocks; block++)
        {
            for (var lane = tensor.Lanes - 1; lane >= 0; lane--)
                writer.Write(tensor.Layout[(block * tensor.Lanes) + lane] < 0 ? "00" : "ff");
            writer.WriteLine();
        }
    }
}
