// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Nodes;
using CoDesign.Mapping.Banks;
using CoDesign.Mapping.Estimates;
using CoDesign.Mapping.Images;
using CoDesign.Mapping.Layers;
using CoDesign.Mapping.Tiling;

namespace CoDesign.Mapping;

/// <summary>A network on the engine: everything that the generated hardware, its benches and the reports need (docs/engine.md).</summary>
/// <param name="Graph">The lowered graph.</param>
/// <param name="Configuration">What the user asked for.</param>
/// <param name="Parameters">Parameters of <c>cd_engine</c>.</param>
/// <param name="Tensors">Every tensor in the banks, by name; of a tiled network, its first band.</param>
/// <param name="Input">The tensor that INPUT writes.</param>
/// <param name="Result">The tensor that RESULT reads.</param>
/// <param name="Layers">LAYER descriptors in order; the index is <c>trace_layer</c>. Of a tiled network one for each band of a layer.</param>
/// <param name="Allocation">The banks' words over the frame.</param>
/// <param name="Images">Memory images.</param>
/// <param name="Estimate">Cycles, work, energy.</param>
public sealed record AcceleratorPlan(
    Graph Graph,
    AcceleratorConfiguration Configuration,
    EngineParameters Parameters,
    ImmutableSortedDictionary<string, TensorPlan> Tensors,
    TensorPlan Input,
    TensorPlan Result,
    ImmutableArray<LayerPlan> Layers,
    BankAllocation Allocation,
    MemoryImages Images,
    NetworkEstimate Estimate
)
{
    /// <summary>What passes through memory; null where all maps stay in the banks.</summary>
    public TransferLists? Transfers { get; init; }
}
