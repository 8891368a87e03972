// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;
using CoDesign.Mapping.Layouts;

namespace CoDesign.Mapping.Banks;

/// <summary>A tensor in the banks: pixel p, block b stands in bank x at <c>Base + b * Range.Size + p - Range.Starts[x]</c>.</summary>
/// <param name="Name">Unique in the plan.</param>
/// <param name="Value">The graph's value that it holds.</param>
/// <param name="Shape">[H, W, C].</param>
/// <param name="Layout">Channel of each (block, lane).</param>
/// <param name="Range">Pixels that each bank holds.</param>
/// <param name="Region">Name of the region that it lies in: its own name, or the concatenation's that it is part of.</param>
/// <param name="FirstBlock">Its first block in that region.</param>
/// <param name="Base">Address of its first word.</param>
/// <param name="CodeOffset">What is added to a code to make the byte in the banks: 128 for signed codes, else 0 (engine, section 1).</param>
public sealed record TensorPlan(
    string Name,
    string Value,
    TensorShape Shape,
    ChannelLayout Layout,
    BankRange Range,
    string Region,
    int FirstBlock,
    int Base,
    int CodeOffset
)
{
    /// <summary>Row of the value with which it begins; 0 unless it is a band of rows.</summary>
    public int FirstRow { get; init; }

    /// <summary>Words of each bank.</summary>
    public int Words => Layout.Blocks * Range.Size;
}
