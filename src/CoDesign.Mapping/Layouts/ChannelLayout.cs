// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Mapping.Layouts;

/// <summary>Which channel stands where: (block, lane) to channel, or to nothing (engine, section 1).</summary>
public sealed class ChannelLayout : IEquatable<ChannelLayout>
{
    private readonly ImmutableArray<int> _channels;
    private readonly int _hash;

    private ChannelLayout(int lanes, ImmutableArray<int> channels)
    {
        Lanes = lanes;
        _channels = channels;
        var hash = new HashCode();
        foreach (var channel in channels)
            hash.Add(channel);
        _hash = hash.ToHashCode();
    }

    /// <summary>PO.</summary>
    public int Lanes { get; }

    /// <summary>Words of a pixel.</summary>
    public int Blocks => _channels.Length / Lanes;

    /// <summary>Channel of every position, block by block, -1 where there is none.</summary>
    public ImmutableArray<int> Positions => _channels;

    /// <summary>The channel at (block, lane), or -1.</summary>
    public int this[int block, int lane] => _channels[(block * Lanes) + lane];

    /// <summary>Channel c in block c / PO, lane c mod PO.</summary>
    public static ChannelLayout Natural(int channels, int lanes)
    {
        var blocks = (channels + lanes - 1) / lanes;
        return new(lanes, [.. Enumerable.Range(0, blocks * lanes).Select(p => p < channels ? p : -1)]);
    }

    /// <summary>
    /// <paramref name="groups"/> groups of <paramref name="perGroup"/> channels in lane groups of <paramref name="laneGroup"/>: PO/P groups share
    /// <c>K = ceil(perGroup / P)</c> words; word k of a superblock holds channels <c>k*P + (lane mod P)</c> of local group <c>lane / P</c>.
    /// </summary>
    public static ChannelLayout Grouped(int groups, int perGroup, int laneGroup, int lanes)
    {
        var sharing = lanes / laneGroup;
        var superblocks = (groups + sharing - 1) / sharing;
        var words = (perGroup + laneGroup - 1) / laneGroup;
        var channels = ImmutableArray.CreateBuilder<int>(superblocks * words * lanes);
        for (var block = 0; block < superblocks * words; block++)
        {
            for (var lane = 0; lane < lanes; lane++)
            {
                var group = (block / words * sharing) + (lane / laneGroup);
                var channel = (block % words * laneGroup) + (lane % laneGroup);
                channels.Add(group < groups && channel < perGroup ? (group * perGroup) + channel : -1);
            }
        }

        return new(lanes, channels.MoveToImmutable());
    }

    /// <summary>
    /// Outputs of a depthwise convolution with <paramref name="multiplier"/> outputs per channel: each word of <paramref name="input"/> becomes
    /// <c>r</c> words, and a channel's outputs stay in its lane.
    /// </summary>
    public static ChannelLayout Multiplied(ChannelLayout input, int multiplier)
    {
        var channels = ImmutableArray.CreateBuilder<int>(input._channels.Length * multiplier);
        for (var block = 0; block < input.Blocks * multiplier; block++)
        {
            for (var lane = 0; lane < input.Lanes; lane++)
            {
                var channel = input[block / multiplier, lane];
                channels.Add(channel < 0 ? -1 : (channel * multiplier) + (block % multiplier));
            }
        }

        return new(input.Lanes, channels.MoveToImmutable());
    }

    /// <summary>The blocks [<paramref name="first"/>, <paramref name="end"/>), with the channels' numbers in the whole.</summary>
    public ChannelLayout Slice(int first, int end) => new(Lanes, _channels[(first * Lanes)..(end * Lanes)]);

    /// <summary>Tensors one after the other, each from a block of its own on.</summary>
    public static ChannelLayout Concatenated(IReadOnlyList<ChannelLayout> parts)
    {
        var channels = ImmutableArray.CreateBuilder<int>();
        var first = 0;
        foreach (var part in parts)
        {
            channels.AddRange(part._channels.Select(c => c < 0 ? -1 : c + first));
            first += part._channels.Count(c => c >= 0);
        }

        return new(parts[0].Lanes, channels.ToImmutable());
    }

    /// <inheritdoc/>
    public bool Equals(ChannelLayout? other) =>
        ReferenceEquals(this, other)
        || (
            other is not null
            && _hash == other._hash
            && Lanes == other.Lanes
            && _channels.AsSpan().SequenceEqual(other._channels.AsSpan())
        );

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ChannelLayout);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;
}
