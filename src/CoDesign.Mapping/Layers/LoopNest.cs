// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using CoDesign.Mapping.Layouts;

namespace CoDesign.Mapping.Layers;

/// <summary>Bounds of the array's loops for one layer between two channel layouts (engine, section 2).</summary>
/// <param name="LaneGroup">P: an output lane reads only the P input lanes of its own lane group; <c>wide = P - 1</c>.</param>
/// <param name="OutputBlocks">OB.</param>
/// <param name="InputWords">CB: input words read for each output block.</param>
/// <param name="BlocksPerGroup">Consecutive output blocks that read the same words.</param>
/// <param name="GroupStep">Input blocks from the first word of a group to the first of the next.</param>
/// <param name="Lanes">NJ: lanes read of each word but the last.</param>
/// <param name="LastLanes">NJL: lanes read of the last word.</param>
/// <param name="Taps">KH * KW.</param>
public sealed record LoopNest(
    int LaneGroup,
    int OutputBlocks,
    int InputWords,
    int BlocksPerGroup,
    int GroupStep,
    int Lanes,
    int LastLanes,
    int Taps
)
{
    /// <summary>T: steps of one tile, <c>KH * KW * ((CB - 1) * NJ + NJL)</c>.</summary>
    public int TileSteps => Taps * (((InputWords - 1) * Lanes) + LastLanes);

    /// <summary>First input block that output block <paramref name="block"/> reads.</summary>
    public int FirstWord(int block) => block / BlocksPerGroup * GroupStep;

    /// <summary>
    /// The shortest loops with which every output finds all its inputs. Any pair of layouts has one: at worst each output block reads all words.
    /// A position that the loops pass but the output does not use gets the weight zero point.
    /// </summary>
    public static LoopNest Of(EngineLayer layer, ChannelLayout input, ChannelLayout output) =>
        layer.Kind switch
        {
            LayerKind.Add => new LoopNest(1, output.Blocks, 2, 1, 1, 1, 2, 1),
            _ when layer.HasConstantWeights => new LoopNest(1, output.Blocks, 1, 1, 1, 1, 1, layer.Taps.Taps),
            _ => Connected(layer, input, output),
        };

    private static LoopNest Connected(EngineLayer layer, ChannelLayout input, ChannelLayout output)
    {
        var used = UsedLanes(layer, input);
        var reach = new (int First, int Last)[output.Blocks];
        var groupsOf = new int[output.Blocks][];
        var distance = 0;
        for (var block = 0; block < output.Blocks; block++)
        {
            var groups = new SortedSet<int>();
            for (var lane = 0; lane < output.Lanes; lane++)
            {
                if (output[block, lane] < 0)
                    continue;
                var group = output[block, lane] / layer.GroupOutputs;
                groups.Add(group);
                foreach (var (_, lanes) in used[group])
                    distance = Math.Max(distance, FarthestLane(lanes, lane));
            }

            groupsOf[block] = [.. groups];
            reach[block] =
                groups.Count == 0 ? (0, 0) : (groups.Min(g => used[g].Keys.Min()), groups.Max(g => used[g].Keys.Max()));
        }

        var laneGroup = (int)BitOperations.RoundUpToPowerOf2((uint)distance + 1);
        LoopNest? best = null;
        for (var perGroup = output.Blocks; perGroup >= 1; perGroup--)
        {
            if (Stepped(reach, perGroup, input.Blocks) is not { } walk)
                continue;
            var nest = new LoopNest(laneGroup, output.Blocks, walk.Words, perGroup, walk.Step, 1, 1, layer.Taps.Taps);
            nest = WithLanes(nest, groupsOf, used);
            if (best is null || nest.TileSteps < best.TileSteps)
                best = nest;
        }

        return best ?? throw new InvalidOperationException($"No loops for '{layer.Name}'.");
    }

    /// <summary>Per group: input block to the set of lanes (as bits) that hold a channel of the group.</summary>
    private static SortedDictionary<int, uint>[] UsedLanes(EngineLayer layer, ChannelLayout input)
    {
        var used = new SortedDictionary<int, uint>[layer.Groups];
        for (var group = 0; group < used.Length; group++)
            used[group] = [];
        for (var block = 0; block < input.Blocks; block++)
        {
            for (var lane = 0; lane < input.Lanes; lane++)
            {
                if (input[block, lane] < 0)
                    continue;
                var words = used[input[block, lane] / layer.GroupInputs];
                words[block] = words.GetValueOrDefault(block) | (1u << lane);
            }
        }

        return used;
    }

    private static int FarthestLane(uint lanes, int from)
    {
        var farthest = 0;
        for (var rest = lanes; rest != 0; rest &= rest - 1)
            farthest = Math.Max(farthest, BitOperations.TrailingZeroCount(rest) ^ from);
        return farthest;
    }

    /// <summary>The fewest words, and the step, with which words <c>[block / perGroup * step, + words)</c> cover the reach of every block and stay inside the tensor.</summary>
    private static (int Step, int Words)? Stepped((int First, int Last)[] reach, int perGroup, int inputBlocks)
    {
        var last = (reach.Length - 1) / perGroup;
        var step = last == 0 ? 0 : inputBlocks - 1;
        for (var block = perGroup; block < reach.Length; block++)
            step = Math.Min(step, reach[block].First / (block / perGroup));
        for (; step >= 0; step--)
        {
            var words = 1;
            for (var block = 0; block < reach.Length; block++)
                words = Math.Max(words, reach[block].Last - (block / perGroup * step) + 1);
            if ((last * step) + words <= inputBlocks)
                return (step, words);
        }

        return null;
    }

    private static LoopNest WithLanes(LoopNest nest, int[][] groupsOf, SortedDictionary<int, uint>[] used)
    {
        int lanes = 1,
            lastLanes = 1;
        for (var block = 0; block < groupsOf.Length; block++)
        {
            foreach (var (word, mask) in groupsOf[block].SelectMany(g => used[g]))
            {
                var count = 1 + HighestIndex(mask, nest.LaneGroup);
                if (word - nest.FirstWord(block) == nest.InputWords - 1)
                    lastLanes = Math.Max(lastLanes, count);
                else
                    lanes = Math.Max(lanes, count);
            }
        }

        return nest with
        {
            Lanes = lanes,
            LastLanes = lastLanes,
        };
    }

    private static int HighestIndex(uint lanes, int laneGroup)
    {
        var highest = 0;
        for (var rest = lanes; rest != 0; rest &= rest - 1)
            highest = Math.Max(highest, BitOperations.TrailingZeroCount(rest) & (laneGroup - 1));
        return highest;
    }
}
