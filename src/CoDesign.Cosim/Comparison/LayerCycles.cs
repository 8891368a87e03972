// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Cosim.Comparison;

/// <summary>What the simulation measured of one layer.</summary>
/// <param name="Name">Layer.</param>
/// <param name="Op">Operators that it stands for.</param>
/// <param name="Macs">Multiply-accumulates of one image.</param>
/// <param name="Cycles">From its first issue to the next layer's first issue; of the last layer, to its last write.</param>
/// <param name="EstimatedCycles">The same as planned.</param>
/// <param name="MacUtilization">MACs / (cycles * PO * PX), 0..1.</param>
/// <param name="IssuedSteps">Cycles in which a step was issued.</param>
public sealed record LayerCycles(
    string Name,
    string Op,
    long Macs,
    long Cycles,
    long EstimatedCycles,
    double MacUtilization,
    long IssuedSteps
);
