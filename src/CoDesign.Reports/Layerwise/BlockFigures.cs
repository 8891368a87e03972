// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Networks;

namespace CoDesign.Reports.Layerwise;

/// <summary>Figures of the layers of one block together (thesis 6.2.3).</summary>
/// <param name="Name">Block.</param>
/// <param name="Layers">How many layers.</param>
/// <param name="Macs">Sum.</param>
/// <param name="Parameters">Sum.</param>
/// <param name="WeightBytes">Sum.</param>
public sealed record BlockFigures(string Name, int Layers, long Macs, long Parameters, long WeightBytes)
{
    /// <summary>Sum; null without a plan.</summary>
    public long? Cycles { get; init; }

    /// <summary>Sum, picojoule.</summary>
    public double? EnergyPj { get; init; }

    /// <summary>Mean of the layers' average channel precision (Eq. 3.1), weights as trained.</summary>
    public double? AverageChannelPrecision { get; init; }

    /// <summary>The same of the folded weights.</summary>
    public double? FoldedAverageChannelPrecision { get; init; }

    /// <summary>Mean of the layers' SQNR of weights, decibel.</summary>
    public double? WeightsSqnrDb { get; init; }

    /// <summary>SQNR behind the block: of its last layer, decibel.</summary>
    public double? SqnrDb { get; init; }

    /// <summary>Sum of what the layers cost when each alone is quantized, percentage points; null without labels or attribution.</summary>
    public double? Top1LossPoints { get; init; }

    /// <summary>The same in divergence at the network's output, nats.</summary>
    public double? Qkl { get; init; }

    /// <summary>The figures of a block.</summary>
    public static BlockFigures Of(string name, IReadOnlyList<AnalyzedLayer> layers) =>
        new(
            name,
            layers.Count,
            layers.Sum(layer => layer.Figures.Macs),
            layers.Sum(layer => layer.Figures.Parameters),
            layers.Sum(layer => layer.Figures.WeightBytes)
        )
        {
            Cycles = layers.Any(layer => layer.Figures.Cycles is not null)
                ? layers.Sum(layer => layer.Figures.Cycles)
                : null,
            EnergyPj = layers.Any(layer => layer.Figures.EnergyPj is not null)
                ? layers.Sum(layer => layer.Figures.EnergyPj)
                : null,
            AverageChannelPrecision = Mean(layers, weights => weights.Original.AverageChannelPrecision),
            FoldedAverageChannelPrecision = Mean(layers, weights => weights.Folded.AverageChannelPrecision),
            WeightsSqnrDb = Mean(layers, weights => weights.Fidelity.SqnrDb),
            SqnrDb = layers[^1].Analysis.Fidelity.SqnrDb,
            Top1LossPoints = Total(layers, layer => layer.Attribution?.Cost.Top1LossPoints),
            Qkl = Total(layers, layer => layer.Attribution?.Cost.Qkl),
        };

    /// <summary>Over the layers with weights that have the figure.</summary>
    private static double? Mean(IReadOnlyList<AnalyzedLayer> layers, Func<WeightAnalysis, double?> figure) =>
        layers.Select(layer => layer.Analysis.Weights is { } weights ? figure(weights) : null).Average();

    private static double? Total(IReadOnlyList<AnalyzedLayer> layers, Func<AnalyzedLayer, double?> figure) =>
        layers.Any(layer => figure(layer) is not null) ? layers.Sum(figure) : null;
}
