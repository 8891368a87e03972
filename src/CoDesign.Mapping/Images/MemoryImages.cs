// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Mapping.Images;

/// <summary>Contents of the engine's stores (engine, section 5).</summary>
/// <param name="Channels">PO: bytes of a weight or parameter word.</param>
/// <param name="WeightLanes">WEIGHT_LANES: words of a row of the weight store.</param>
/// <param name="Weights">PO bytes a word, byte 0 first.</param>
/// <param name="Parameters">PO bytes a word, byte 0 first.</param>
/// <param name="Descriptors">Words of CONFIG_BITS.</param>
/// <param name="Tables">Signed entries, 256 for each Add.</param>
/// <param name="Blocks">Where the words of each output block lie, in execution order.</param>
public sealed record MemoryImages(
    int Channels,
    int WeightLanes,
    ImmutableArray<byte> Weights,
    ImmutableArray<byte> Parameters,
    ImmutableArray<long> Descriptors,
    ImmutableArray<long> Tables,
    ImmutableArray<WeightBlock> Blocks
)
{
    private const int HeaderBytes = 4;
    private const int MostWordsOfAPacket = 65535;

    /// <summary>Words of the weight store.</summary>
    public int WeightWords => Weights.Length / Channels;

    /// <summary>Words of the parameter store.</summary>
    public int ParameterWords => Parameters.Length / Channels;

    /// <summary>
    /// Words of <c>s_axis_weight</c> for one frame, PO bytes each (engine, section 6): per output block a header (bits 15:0 weight words, 31:16 parameter words), its
    /// parameter words, its weight words. A long block goes in several packets.
    /// </summary>
    public IEnumerable<byte[]> StreamWords()
    {
        foreach (var block in Blocks)
        {
            var sent = 0;
            do
            {
                var count = Math.Min(block.WeightWords - sent, MostWordsOfAPacket);
                var parameters = sent == 0 ? block.ParameterWords : 0;
                var header = new byte[Math.Max(Channels, HeaderBytes)];
                BitConverter.TryWriteBytes(header, (uint)(count | (parameters << 16)));
                yield return header;
                for (var word = 0; word < parameters; word++)
                    yield return Parameters
                        .AsSpan()
                        .Slice((block.FirstParameterWord + word) * Channels, Channels)
                        .ToArray();
                for (var word = 0; word < count; word++)
                    yield return Weights
                        .AsSpan()
                        .Slice((block.FirstWeightWord + sent + word) * Channels, Channels)
                        .ToArray();
                sent += count;
            } while (sent < block.WeightWords);
        }
    }
}

/// <summary>Words of one output block of one layer.</summary>
/// <param name="Layer">Index of the layer.</param>
/// <param name="FirstWeightWord">Address in the weight image.</param>
/// <param name="WeightWords">0 where the layer's first block serves.</param>
/// <param name="FirstParameterWord">Address in the parameter image.</param>
/// <param name="ParameterWords">7, exact 9.</param>
/// <param name="Passes">How often the weight words are read.</param>
public sealed record WeightBlock(
    int Layer,
    int FirstWeightWord,
    int WeightWords,
    int FirstParameterWord,
    int ParameterWords,
    long Passes
);
