// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;

namespace CoDesign.Mapping.Layers;

/// <summary>What a LAYER descriptor does.</summary>
public enum LayerKind
{
    /// <summary>Convolution of any group count, dense layers among them; with a maximum pool behind it where fused.</summary>
    Convolution,

    /// <summary>Maximum pool: 1 x 1 identity over a window loop.</summary>
    MaxPool,

    /// <summary>Average pool: depthwise convolution with one constant weight.</summary>
    AveragePool,

    /// <summary>Sum of two tensors, table mode.</summary>
    Add,

    /// <summary>Codes to other codes, also an activation that stands alone.</summary>
    Rescale,

    /// <summary>Border of one code.</summary>
    Pad,

    /// <summary>The same values elsewhere, perhaps in another channel layout.</summary>
    Copy,
}

/// <summary>One LAYER before anything about the hardware is chosen.</summary>
/// <param name="Name">Unique: the value that it writes, or a name made up for a copy.</param>
/// <param name="Value">The graph's value that the written tensor equals.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Inputs">Tensors read, by name.</param>
/// <param name="Input">Shape of each of them.</param>
/// <param name="Shape">Shape written.</param>
/// <param name="Taps">Which input pixels an output pixel reads.</param>
/// <param name="Groups">G; C when every output channel reads its own input channel only.</param>
/// <param name="Nodes">The graph's nodes that it stands for, in order; none for a copy.</param>
/// <param name="Macs">Multiply-accumulates of the convolution, taps in the padding included; 0 for other kinds.</param>
public sealed record EngineLayer(
    string Name,
    string Value,
    LayerKind Kind,
    ImmutableArray<string> Inputs,
    TensorShape Input,
    TensorShape Shape,
    TapGeometry Taps,
    int Groups,
    ImmutableArray<Node> Nodes,
    long Macs
)
{
    /// <summary>Input channels of one group, Cg.</summary>
    public int GroupInputs => Input.Channels / Groups;

    /// <summary>Output channels of one group, Og.</summary>
    public int GroupOutputs => Shape.Channels / Groups;

    /// <summary>True when the output has the input's channel layout: each channel is made from the same channel.</summary>
    public bool KeepsLayout => Kind != LayerKind.Copy && Groups == Input.Channels && Groups == Shape.Channels;

    /// <summary>True when one weight serves all output blocks.</summary>
    public bool HasConstantWeights => Kind is not (LayerKind.Convolution or LayerKind.Copy);

    /// <summary>Operator name in reports.</summary>
    public string Op => Nodes.IsEmpty ? "copy" : string.Join('+', Nodes.Select(node => node.Op));
}
