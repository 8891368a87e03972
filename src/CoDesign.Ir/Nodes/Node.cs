// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Ir.Nodes;

/// <summary>
/// One operator. It defines one value, which carries the node's name. Rewrite with <c>with</c>; "unchanged" is the same reference.
/// </summary>
/// <param name="Name">Unique in the graph; also the name of the value that the node defines.</param>
/// <param name="Inputs">Names of the values it reads, in operator order.</param>
/// <param name="Shape">Shape of the value that it defines.</param>
public abstract record Node(string Name, ImmutableArray<string> Inputs, TensorShape Shape)
{
    /// <summary>The operator of the source file that this node stands for, such as <c>Gemm</c>, for messages and reports.</summary>
    public string SourceOp { get; init; } = "";

    /// <summary>Name of the node in the source file, for messages.</summary>
    public string SourceName { get; init; } = "";

    /// <summary>Operator name in reports: <c>conv2d</c>, <c>dense</c>, <c>max_pool</c> and so on.</summary>
    public abstract string Op { get; }
}
