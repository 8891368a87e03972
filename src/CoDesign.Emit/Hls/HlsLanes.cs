// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Nodes;

namespace CoDesign.Emit.Hls;

/// <summary>
/// Parallelism of one layer. Output channels are computed in blocks of <see cref="Channels"/>: a part of one group (a divisor of its outputs)
/// or, when a group has fewer outputs than there are lanes, <see cref="GroupsAtOnce"/> whole groups.
/// </summary>
/// <param name="Channels">Output channels at once; divides the output channels.</param>
/// <param name="GroupsAtOnce">Groups in a block.</param>
/// <param name="Pixels">Output pixels of a row at once.</param>
internal readonly record struct HlsLanes(int Channels, int GroupsAtOnce, int Pixels)
{
    /// <summary>Lanes of a convolution under the accelerator's <c>channels</c> and <c>pixels</c>.</summary>
    public static HlsLanes Of(QuantizedConv2d conv, AcceleratorConfiguration accelerator)
    {
        var outputs = conv.Shape.Channels / conv.Groups;
        var perGroup = LargestDivisor(outputs, accelerator.Channels);
        var groups = perGroup == outputs ? LargestDivisor(conv.Groups, accelerator.Channels / outputs) : 1;
        return new HlsLanes(perGroup * groups, groups, Math.Min(accelerator.Pixels, conv.Shape.Width));
    }

    /// <summary>Lanes of any other layer: a divisor of its channels.</summary>
    public static HlsLanes Of(Node node, AcceleratorConfiguration accelerator) =>
        node is QuantizedConv2d conv
            ? Of(conv, accelerator)
            : new HlsLanes(LargestDivisor(node.Shape.Channels, accelerator.Channels), 1, 1);

    private static int LargestDivisor(int number, int limit)
    {
        var divisor = Math.Clamp(limit, 1, number);
        while (number % divisor != 0)
            divisor--;
        return divisor;
    }
}
