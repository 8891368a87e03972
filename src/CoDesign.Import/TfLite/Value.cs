// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.TfLite;

/// <summary>What a computed tensor stands for.</summary>
/// <param name="Source">Name of the IR node that computes it.</param>
/// <param name="Map">The node's shape.</param>
/// <param name="IsReshaped">True when the tensor has the map's elements under another shape (a flattened map).</param>
internal sealed record Value(string Source, TensorShape Map, bool IsReshaped);
