// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Layers;
using CoDesign.Mapping.Layouts;

namespace CoDesign.Mapping.Images;

/// <summary>Weight words of a layer (engine, section 2): byte o for lane o, order (ob, cb, ky, kx, j).</summary>
internal static class WeightImage
{
    /// <summary>Appends the words of one layer.</summary>
    public static void Append(
        ImmutableArray<byte>.Builder words,
        EngineLayer layer,
        LoopNest loops,
        LayerConstants constants,
        ChannelLayout input,
        ChannelLayout output
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
                        AppendWord(block, loops.FirstWord(block) + word, tap, index);
                }
            }
        }

        void AppendWord(int block, int word, int tap, int index)
        {
            for (var lane = 0; lane < output.Lanes; lane++)
            {
                var source = input[word, (lane & ~(loops.LaneGroup - 1)) | index];
                var target = output[block, lane];
                var connected = source >= 0 && target >= 0 && source / layer.GroupInputs == target / layer.GroupOutputs;
                words.Add(connected ? weight(target, tap, source % layer.GroupInputs) : constants.WeightZeroPoint);
            }
        }
    }
}
