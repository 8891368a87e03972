// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Nodes;
using CoDesign.Mapping;
using CoDesign.Reports.Json;

namespace CoDesign.Reports.Pages;

/// <summary>One tensor in a memory: a rectangle over layers and addresses.</summary>
/// <param name="Name">Value.</param>
/// <param name="FirstLayer">Index of the layer that writes it; -1 for the input.</param>
/// <param name="LastLayer">Index of the last layer that reads it; the number of layers for the result.</param>
/// <param name="FirstAddress">Its first address.</param>
/// <param name="EndAddress">The first address behind it.</param>
public sealed record AllocatedTensor(string Name, int FirstLayer, int LastLayer, long FirstAddress, long EndAddress);

/// <summary>A memory over one frame.</summary>
/// <param name="Name">Which memory.</param>
/// <param name="Unit">Of the addresses.</param>
/// <param name="Layers">Layers in execution order.</param>
/// <param name="Capacity">Addresses that it has.</param>
/// <param name="Peak">Addresses that the allocation uses.</param>
/// <param name="Live">The most addresses alive at once: no allocation uses fewer.</param>
/// <param name="Tensors">What lies in it.</param>
public sealed record MemoryPicture(
    string Name,
    string Unit,
    ImmutableArray<string> Layers,
    long Capacity,
    long Peak,
    long Live,
    ImmutableArray<AllocatedTensor> Tensors
)
{
    /// <summary>The activation banks of an accelerator; all banks look alike.</summary>
    public static MemoryPicture Banks(AcceleratorPlan plan)
    {
        var allocation = plan.Allocation;
        var count = plan.Layers.Length;
        var pads =
            allocation.PadWords.Length == 0
                ? []
                : new[] { new AllocatedTensor("padding", -1, count, 0, allocation.PadWords.Length) };
        return new MemoryPicture(
            $"activation banks ({plan.Parameters.Pixels} banks of {plan.Parameters.Channels}-byte words, all alike)",
            "words",
            [.. plan.Layers.Select(layer => layer.Layer.Name)],
            plan.Parameters.BankDepth,
            allocation.PeakWords,
            allocation.LiveWords,
            [
                .. pads,
                .. allocation.Regions.Select(region => new AllocatedTensor(
                    region.Name,
                    region.FirstLayer,
                    region.LastLayer,
                    region.Base,
                    region.Base + region.Words
                )),
            ]
        );
    }

    /// <summary>As the page reads it.</summary>
    public JsonObject ToJson() => ResultJson.ToObject(this);
}
