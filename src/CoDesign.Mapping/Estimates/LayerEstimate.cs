// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;

namespace CoDesign.Mapping.Estimates;

/// <summary>Work and time of one layer.</summary>
/// <param name="Macs">Multiply-accumulates of the convolution, padding included; 0 for other kinds.</param>
/// <param name="Parameters">Weights and biases.</param>
/// <param name="WeightBytes">Bytes of its weight words, unused lanes included.</param>
/// <param name="ActivationBytes">Bytes of the tensor that it writes, one copy, no unused lanes.</param>
/// <param name="Cycles">From its first issued step to the next layer's.</param>
/// <param name="UtilizationBound">MACs over lane-cycles if the array never waited but for drains, those of tiles and <see cref="WaitCycles"/>: what shape and mapping allow, 0..1.</param>
/// <param name="Reasons">Why the bound is below 1, one sentence each; of a copy between orders of channels, what it is for.</param>
/// <param name="Operations">What it does, for energy tables.</param>
public sealed record LayerEstimate(
    long Macs,
    long Parameters,
    long WeightBytes,
    long ActivationBytes,
    long Cycles,
    double UtilizationBound,
    ImmutableArray<string> Reasons,
    OperationCounts Operations
)
{
    /// <summary>Cycles of waiting for pixels that a layer reads while they are in the drain, where that is 1 % of the layer or more: small maps of one block.</summary>
    public long WaitCycles { get; init; }

    /// <summary>Energy of arithmetic and memory, picojoule, by <see cref="EnergyTable.Horowitz45Nm"/>.</summary>
    public double EnergyPj =>
        Operations.ArithmeticPj(EnergyTable.Horowitz45Nm) + Operations.MemoryPj(EnergyTable.Horowitz45Nm);

    /// <summary>MACs over (cycles * PO * PX).</summary>
    public double Utilization(int lanes) => Cycles == 0 ? 0 : Macs / ((double)Cycles * lanes);
}
