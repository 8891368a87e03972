// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;

namespace CoDesign.Mapping.Layers;

/// <summary>Tensors that stand one after the other in the banks, so that together they are a tensor too.</summary>
/// <param name="Name">Unique: the value, or a name made up for tensors that only stand together.</param>
/// <param name="Value">The graph's value whose codes the parts have.</param>
/// <param name="Parts">The tensors, in channel order; each is a part of one concatenation only.</param>
/// <param name="Shape">Shape of the whole.</param>
public sealed record Concatenation(string Name, string Value, ImmutableArray<string> Parts, TensorShape Shape);

/// <summary>A tensor that comes from outside.</summary>
/// <param name="Name">The tensor.</param>
/// <param name="Value">The graph's value whose codes it has.</param>
/// <param name="Shape">Of the band, where the network is one.</param>
public sealed record NetworkInput(string Name, string Value, TensorShape Shape);

/// <summary>A tensor that leaves the engine.</summary>
/// <param name="Name">The tensor.</param>
/// <param name="FirstPixel">The first of its pixels that leaves.</param>
/// <param name="Pixels">How many do.</param>
public sealed record NetworkResult(string Name, int FirstPixel, int Pixels)
{
    /// <summary>Pixels that RESULT reads of each bank: those of a lane, or all of bank 0.</summary>
    public int PerBank(bool spread, int banks) => spread ? (Pixels + banks - 1) / banks : Pixels;
}

/// <summary>
/// A network as the engine sees it: layers in execution order between inputs and results, as one group of INPUT, LAYER and RESULT descriptors. The network of a whole graph has one input
/// and one result; that of a band of rows (docs/mapping.md, tiling) may have several, and its tensors hold some rows of the graph's values.
/// </summary>
/// <param name="Graph">What it was made from.</param>
/// <param name="Inputs">In the order of their INPUT descriptors.</param>
/// <param name="Layers">In execution order.</param>
/// <param name="Concatenations">In graph order.</param>
/// <param name="Results">Tensors that leave the engine, in order.</param>
public sealed record EngineNetwork(
    Graph Graph,
    ImmutableArray<NetworkInput> Inputs,
    ImmutableArray<EngineLayer> Layers,
    ImmutableArray<Concatenation> Concatenations,
    ImmutableArray<NetworkResult> Results
)
{
    /// <summary>The input of a whole network.</summary>
    public NetworkInput Input => Inputs[0];

    /// <summary>The result of a whole network.</summary>
    public string Result => Results[^1].Name;

    /// <summary>Of a band: row of the graph's value with which each tensor begins.</summary>
    public ImmutableDictionary<string, int> FirstRows { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>Results lie in all banks, bank x with the pixels of lane x; else all in bank 0.</summary>
    public bool SpreadsResults { get; init; }

    /// <summary>Weight rows have a word for every lane, so that the lanes of a multiplier may share the activation.</summary>
    public bool HasFullRows => Layers.Any(layer => layer.Split is { HasFullRows: true });

    /// <summary>Every tensor with its shape: inputs, what layers write, concatenations.</summary>
    public ImmutableSortedDictionary<string, TensorShape> Tensors { get; } =
        Layers
            .Select(layer => KeyValuePair.Create(layer.Name, layer.Shape))
            .Concat(Concatenations.Select(whole => KeyValuePair.Create(whole.Name, whole.Shape)))
            .Concat(Inputs.Select(input => KeyValuePair.Create(input.Name, input.Shape)))
            .ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>The name, or where a tensor or a node has it, the name with the first number behind it that makes it new.</summary>
    public string Unused(string name)
    {
        var (unused, number) = (name, 1);
        while (Tensors.ContainsKey(unused) || Graph.Nodes.Any(node => node.Name == unused))
            unused = $"{name}{number++}";
        return unused;
    }

    /// <summary>First row of <paramref name="tensor"/>.</summary>
    public int FirstRow(string tensor) => FirstRows.GetValueOrDefault(tensor);
}
