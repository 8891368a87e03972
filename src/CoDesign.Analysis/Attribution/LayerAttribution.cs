// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Analysis.Attribution;

/// <summary>
/// Where a layer's error comes from: mean squares of differences at the layer's output, in the units of its real values squared. x is the float input, x' the integer model's,
/// f the float layer, f_w the layer with dequantized weights, q the rounding and clipping of the output, y' the integer model's output.
/// </summary>
/// <param name="Name">Layer.</param>
/// <param name="Op">Operator.</param>
/// <param name="SignalPower">Mean of <c>f(x)^2</c>.</param>
/// <param name="EnteringMse">Mean of <c>(x' - x)^2</c>: the error that enters.</param>
/// <param name="PropagatedMse"><c>f(x') - f(x)</c>: what the entering error alone makes of it.</param>
/// <param name="WeightsMse"><c>f_w(x) - f(x)</c>: weight rounding alone.</param>
/// <param name="RoundingMse">Rounding of the output alone.</param>
/// <param name="ClippingMse">Clipping of the output alone.</param>
/// <param name="TogetherMse"><c>q(f_w(x)) - f(x)</c>: weights, rounding and clipping together, with exact inputs.</param>
/// <param name="RequantizationMse"><c>y' - q(f_w(x'))</c>: integer factors and their rounding, beside the ideal one.</param>
/// <param name="TotalMse"><c>y' - f(x)</c>: all that the integer model's output is off.</param>
/// <param name="PredictedMse">What the uniform-noise model predicts for the total.</param>
public sealed record LayerAttribution(
    string Name,
    string Op,
    double SignalPower,
    double EnteringMse,
    double PropagatedMse,
    double WeightsMse,
    double RoundingMse,
    double ClippingMse,
    double TogetherMse,
    double RequantizationMse,
    double TotalMse,
    double PredictedMse
)
{
    /// <summary><c>(predicted - total) / total</c>; null where the layer has no error.</summary>
    public double? PredictionError => TotalMse > 0 ? (PredictedMse - TotalMse) / TotalMse : null;

    /// <summary>What the network loses when this layer alone is quantized.</summary>
    public required OutputCost Cost { get; init; }

    /// <summary>1 for the layer that costs most.</summary>
    public int Rank { get; init; }
}

/// <summary>What some sources of error cost at the network's output.</summary>
/// <param name="Top1LossPoints">Top-1 accuracy of the float network minus that with the errors, percentage points; null without labels.</param>
/// <param name="Qmse">Mean squared difference of the probabilities.</param>
/// <param name="Qkl">Divergence of the probabilities, nats.</param>
public sealed record OutputCost(double? Top1LossPoints, double Qmse, double Qkl);

/// <summary>The attribution of a whole network.</summary>
/// <param name="Records">Records measured.</param>
/// <param name="Layers">In execution order, the input first.</param>
/// <param name="Sources">Cost of one source of error in all layers, by its name; and of the integer model.</param>
public sealed record NetworkAttribution(
    long Records,
    ImmutableArray<LayerAttribution> Layers,
    ImmutableArray<SourceCost> Sources
);

/// <summary>The cost of one source of error in all layers.</summary>
/// <param name="Source"><c>weights</c>, <c>rounding</c>, <c>clipping</c>, <c>together</c>, <c>integer</c>: against the float network. <c>requantization</c>: <c>integer</c> against <c>together</c>.</param>
/// <param name="Cost">At the output.</param>
public sealed record SourceCost(string Source, OutputCost Cost);
