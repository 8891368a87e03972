// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Layers;
using CoDesign.Mapping.Layouts;

namespace CoDesign.Mapping.Images;

/// <summary>Weight words of a layer (engine, section 2): byte o for lane o, order (ob, cb, ky, kx, j). Lanes with weights of their own have a row of words for each step.</summary>
internal static class WeightImage
{
    /// <summary>Where a layer's words begin that may begin at <paramref name="at"/>: at a row when its lanes have weights of their own.</summary>
    public static long FirstWord(EngineLayer layer, long at, int rowWords) =>
        layer.Split is null ? at : (at + rowWords - 1) / rowWords * rowWords;

    /// <summary>Words of a layer.</summary>
    public static long WordsOf(EngineLayer layer, LoopNest loops, int rowWords) =>
        (long)loops.TileSteps
        * (layer.HasConstantWeights ? 1 : loops.OutputBlocks)
        * (layer.Split is null ? 1 : rowWords);

    /// <summary>Appends the words of one layer.</summary>
    public static void Append(
        ImmutableArray<byte>.Builder words,
        EngineLayer layer,
        LoopNest loops,
        LayerConstants constants,
        ChannelLayout input,
        ChannelLayout output,
        int rowWords
    )
    {
        if (constants.Weight is not { } weight)
        {
            foreach (var step in constants.TileWeights)
            {
                for (var lane = 0; lane < output.Lanes; lane++)
                    words.Add(step);
            }

            return;
        }

        for (var block = 0; block < loops.OutputBlocks; block++)
        {
            for (var word = 0; word < loops.InputWords; word++)
            {
                var lanes = word == loops.InputWords - 1 ? loops.LastLanes : loops.Lanes;
                for (var tap = 0; tap < loops.Taps; tap++)
                {
                    for (var index = 0; index < lanes; index++)
                    {
                        if (layer.Split is { } split)
                            AppendRow(split, block, word, tap, index);
                        else
                            AppendWord(block, loops.FirstWord(block) + word, tap, index);
                    }
                }
            }
        }

        void AppendRow(LaneSplit split, int block, int word, int tap, int index)
        {
            for (var own = 0; own < rowWords; own++)
            {
                var owner = split.LaneOf(own);
                var slice = split.SliceOf(owner);
                var half = split.IsSwapped ? owner % 2 : (int?)null;
                var (at, row) = (split.FirstWord(slice) + word, split.FirstRow(slice) + (tap / layer.Taps.KernelWidth));
                if (!split.HasWeight(owner) || !split.Has(slice, at, row))
                    words.AddRange(Enumerable.Repeat(constants.WeightZeroPoint, output.Lanes));
                else if (split.IsFlat)
                    AppendWord(block, at / layer.Input.Pixels, at % layer.Input.Pixels, index, half);
                else
                    AppendWord(
                        block,
                        loops.FirstWord(block) + at,
                        (row * layer.Taps.KernelWidth) + (tap % layer.Taps.KernelWidth),
                        index,
                        half
                    );
            }
        }

        // half: in both halves of the channel lanes the weights are those of the outputs of one, the lower or the upper one.
        void AppendWord(int block, int word, int tap, int index, int? half = null)
        {
            for (var lane = 0; lane < output.Lanes; lane++)
            {
                var channelLane = layer.LaneOf(lane, output.Lanes);
                var source = input[word, (channelLane & ~(loops.LaneGroup - 1)) | index];
                var target = output[
                    block,
                    half is { } upper ? (lane % loops.LaneGroup) + (upper * loops.LaneGroup) : channelLane
                ];
                var connected = source >= 0 && target >= 0 && source / layer.GroupInputs == target / layer.GroupOutputs;
                words.Add(connected ? weight(target, tap, source % layer.GroupInputs) : constants.WeightZeroPoint);
            }
        }
    }
}
