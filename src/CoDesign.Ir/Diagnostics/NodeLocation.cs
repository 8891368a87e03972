// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;

namespace CoDesign.Ir.Diagnostics;

/// <summary>How messages name a node.</summary>
public static class NodeLocation
{
    /// <summary><c>Conv2d 'block1/conv'</c>, and the node of the source file where it is known and differs: <c>Conv2d 'fc1' (Gemm '/fc1/Gemm')</c>.</summary>
    public static string Of(Node node)
    {
        var here = $"{node.GetType().Name} '{node.Name}'";
        return node.SourceOp.Length == 0 ? here : $"{here} ({node.SourceOp} '{node.SourceName}')";
    }
}
