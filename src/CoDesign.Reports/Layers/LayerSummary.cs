// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Reports.Layers;

/// <summary>Figures of one layer, one line of <c>layers.csv</c>, one entry of <c>layers</c> in <c>summary.json</c>. What was not computed is null.</summary>
/// <param name="Name">Value that the layer defines.</param>
/// <param name="Op">Operator, such as <c>conv2d</c>.</param>
/// <param name="InputShape">[H, W, C].</param>
/// <param name="Shape">[H, W, C] of the value.</param>
public sealed record LayerSummary(string Name, string Op, ImmutableArray<int> InputShape, ImmutableArray<int> Shape)
{
    /// <summary>[KH, KW] of a convolution or pool.</summary>
    public ImmutableArray<int>? Kernel { get; init; }

    /// <summary>[SH, SW].</summary>
    public ImmutableArray<int>? Stride { get; init; }

    /// <summary>G of a convolution.</summary>
    public int? Groups { get; init; }

    /// <summary>Multiply-accumulates of one image, taps in the padding included: Ho * Wo * O * KH * KW * C / G; 0 for other operators.</summary>
    public long Macs { get; init; }

    /// <summary>Weights and biases.</summary>
    public long Parameters { get; init; }

    /// <summary>Bytes of the weight codes and the int32 biases.</summary>
    public long WeightBytes { get; init; }

    /// <summary>Bytes of the codes that it defines.</summary>
    public long ActivationBytes { get; init; }

    /// <summary>Cycles from its first issued step to the next layer's: estimated, or simulated where <see cref="NetworkSummary.CyclesSource"/> says so.</summary>
    public long? Cycles { get; init; }

    /// <summary>MACs / (cycles * PO * PX), 0..1.</summary>
    public double? MacUtilization { get; init; }

    /// <summary>What the mapping alone allows, 0..1.</summary>
    public double? UtilizationBound { get; init; }

    /// <summary>Why that is below 1.</summary>
    public ImmutableArray<string>? BoundReasons { get; init; }

    /// <summary>Bands of rows that the layer runs in; null when it runs whole.</summary>
    public int? Bands { get; init; }

    /// <summary>Multiply-accumulates of rows at the borders of bands that are computed again, beyond <see cref="Macs"/>.</summary>
    public long? HaloMacs { get; init; }

    /// <summary>Energy of arithmetic and memories, picojoule, 45 nm table.</summary>
    public double? EnergyPj { get; init; }
}
