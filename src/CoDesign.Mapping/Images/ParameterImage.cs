// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Numerics;
using CoDesign.Mapping.Layers;
using CoDesign.Mapping.Layouts;

namespace CoDesign.Mapping.Images;

/// <summary>
/// Parameter words of a layer (engine, section 5): for each output block, byte k of each lane's record, k = 0 first. Record: bias (4 bytes, little endian),
/// multiplier (2; exact 4), shift (1). Where one requantizer takes the channels in turn: the records one after the other, 8 bytes each.
/// </summary>
internal static class ParameterImage
{
    private const int SmallRecordBytes = 8;

    /// <summary>Words of one output block.</summary>
    /// <param name="profile">The requantizer.</param>
    /// <param name="isSmall">One for all channels.</param>
    public static int WordsPerBlock(RequantizeProfile profile, bool isSmall) =>
        isSmall ? SmallRecordBytes
        : profile == RequantizeProfile.Exact ? 9
        : 7;

    /// <summary>Appends the words of one layer.</summary>
    public static void Append(
        ImmutableArray<byte>.Builder words,
        EngineLayer layer,
        LayerConstants constants,
        ChannelLayout output,
        Arithmetic arithmetic,
        bool isSmall
    )
    {
        var count = WordsPerBlock(arithmetic.Profile, false);
        var wordsPerBlock = WordsPerBlock(arithmetic.Profile, isSmall);
        var spare = RequantizeEquation.Identity(arithmetic);
        Span<byte> record = stackalloc byte[count];
        for (var block = 0; block < output.Blocks; block++)
        {
            var start = words.Count;
            words.Count += wordsPerBlock * output.Lanes;
            for (var lane = 0; lane < output.Lanes; lane++)
            {
                var channel = output[block, layer.LaneOf(lane, output.Lanes)];
                var factor = channel < 0 ? spare : constants.Requantization[channel];
                BitConverter.TryWriteBytes(record, channel < 0 ? 0 : constants.BiasOf(channel));
                for (var k = 0; k < count - 5; k++)
                    record[4 + k] = (byte)(factor.Value >> (8 * k));
                record[count - 1] = unchecked((byte)factor.Shift);
                for (var k = 0; k < count; k++)
                    words[start + (isSmall ? (lane * SmallRecordBytes) + k : (k * output.Lanes) + lane)] = record[k];
            }
        }
    }
}
