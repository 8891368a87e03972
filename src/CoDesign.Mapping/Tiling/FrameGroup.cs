// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Mapping.Banks;

namespace CoDesign.Mapping.Tiling;

/// <summary>INPUT descriptors, LAYERs, RESULT descriptors that follow each other in a frame: the whole network, or a band of a segment.</summary>
/// <param name="Map">Its network with loops, dependencies and orders.</param>
/// <param name="FirstLayer">Index in the whole network of its first layer.</param>
/// <param name="Tensors">Where its tensors lie in the banks.</param>
/// <param name="Allocation">The banks' words while it runs.</param>
internal sealed record FrameGroup(
    NetworkMap Map,
    int FirstLayer,
    ImmutableSortedDictionary<string, TensorPlan> Tensors,
    BankAllocation Allocation
)
{
    /// <summary>The whole network, the next frame's image in mind.</summary>
    public static FrameGroup Whole(
        NetworkMap map,
        AcceleratorConfiguration configuration,
        ImmutableArray<byte> padWords
    )
    {
        var (tensors, allocation) = BankPlanner.Place(map, configuration, padWords);
        return new FrameGroup(map, 0, tensors, allocation);
    }

    /// <summary>A band of the layers from <paramref name="firstLayer"/> on.</summary>
    public static FrameGroup Band(NetworkMap map, int firstLayer, int pixels, ImmutableArray<byte> padWords)
    {
        var (tensors, allocation) = BankPlanner.PlaceBand(map, pixels, padWords);
        return new FrameGroup(map, firstLayer, tensors, allocation);
    }
}
