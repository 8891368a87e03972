// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Golden.Kernels;

/// <summary>Which layers <see cref="NarrowGroupKernel{TLanes, TSums, TPairs}"/> takes.</summary>
internal static class NarrowGroups
{
    /// <summary>Whole groups fill <paramref name="lanes"/> output channels, and their inputs, which are even in number, one vector.</summary>
    public static bool Fit(QuantizedConv2d conv, int lanes)
    {
        var outputs = conv.Shape.Channels / conv.Groups;
        return conv.Groups > 1
            && outputs < lanes
            && lanes % outputs == 0
            && conv.GroupInputs % 2 == 0
            && lanes / outputs * conv.GroupInputs <= 2 * lanes;
    }
}
