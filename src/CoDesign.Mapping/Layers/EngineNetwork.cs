// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;

namespace CoDesign.Mapping.Layers;

/// <summary>Tensors that stand one after the other in the banks, so that together they are a tensor too.</summary>
/// <param name="Name">Unique: the value, or a name made up for tensors that only stand together.</param>
/// <param name="Value">The graph's value whose codes the parts have.</param>
/// <param name="Parts">The tensors, in channel order; each is a part of one concatenation only.</param>
/// <param name="Shape">Shape of the whole.</param>
public sealed record Concatenation(string Name, string Value, ImmutableArray<string> Parts, TensorShape Shape);

/// <summary>A network as the engine sees it: layers in execution order, between the input and the result.</summary>
/// <param name="Graph">What it was made from.</param>
/// <param name="Input">The network's input.</param>
/// <param name="Layers">In execution order.</param>
/// <param name="Concatenations">In graph order.</param>
/// <param name="Result">Tensor that leaves the engine.</param>
public sealed record EngineNetwork(
    Graph Graph,
    Node Input,
    ImmutableArray<EngineLayer> Layers,
    ImmutableArray<Concatenation> Concatenations,
    string Result
)
{
    /// <summary>Every tensor with its shape: the input, what layers write, concatenations.</summary>
    public ImmutableSortedDictionary<string, TensorShape> Tensors { get; } =
        Layers
            .Select(layer => KeyValuePair.Create(layer.Name, layer.Shape))
            .Concat(Concatenations.Select(whole => KeyValuePair.Create(whole.Name, whole.Shape)))
            .Append(KeyValuePair.Create(Input.Name, Input.Shape))
            .ToImmutableSortedDictionary(StringComparer.Ordinal);
}
