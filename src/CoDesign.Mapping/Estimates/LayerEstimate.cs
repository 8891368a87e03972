// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Mapping.Estimates;

/// <summary>Work and time of one layer.</summary>
/// <param name="Macs">Multiply-accumulates of the convolution, padding included; 0 for other kinds.</param>
/// <param name="Parameters">Weights and biases.</param>
/// <param name="WeightBytes">Bytes of its weight words, unused lanes included.</param>
/// <param name="ActivationBytes">Bytes of the tensor that it writes, one copy, no unused lanes.</param>
/// <param name="Cycles">From its first issued step to the next layer's.</param>
/// <param name="UtilizationBound">MACs over lane-cycles if the array never waited: what the mapping alone allows, 0..1.</param>
/// <param name="Reasons">Why the bound is below 1, one sentence each.</param>
/// <param name="EnergyPj">Energy of arithmetic and on-chip memory (see <see cref="EnergyTable"/>).</param>
public sealed record LayerEstimate(
    long Macs,
    long Parameters,
    long WeightBytes,
    long ActivationBytes,
    long Cycles,
    double UtilizationBound,
    ImmutableArray<string> Reasons,
    double EnergyPj
)
{
    /// <summary>MACs over (cycles * PO * PX).</summary>
    public double Utilization(int lanes) => Cycles == 0 ? 0 : Macs / ((double)Cycles * lanes);
}
