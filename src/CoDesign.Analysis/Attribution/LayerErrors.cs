// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Fidelity;

namespace CoDesign.Analysis.Attribution;

/// <summary>Sums of one layer's errors by their source, over records.</summary>
internal sealed class LayerErrors
{
    private ErrorSums _entering = new();
    private ErrorSums _propagated = new();
    private ErrorSums _weights = new();
    private ErrorSums _rounding = new();
    private ErrorSums _clipping = new();
    private ErrorSums _together = new();
    private ErrorSums _requantization = new();
    private ErrorSums _total = new();

    /// <summary>Adds one record.</summary>
    /// <param name="network">Computes the layer.</param>
    /// <param name="node">The layer.</param>
    /// <param name="real">Values of the float network.</param>
    /// <param name="quantized">Dequantized values of the integer model.</param>
    public void Add(
        SimulatedNetwork network,
        Node node,
        Dictionary<string, double[]> real,
        Dictionary<string, double[]> quantized
    )
    {
        var y = real[node.Name];
        var result = (double[])y.Clone();
        foreach (var input in node.Inputs)
            _entering.Add(real[input], quantized[input]);
        _total.Add(y, quantized[node.Name]);

        network.Quantize(node.Name, QuantizationSwitches.Rounding, result);
        _rounding.Add(y, result);
        y.CopyTo(result, 0);
        network.Quantize(node.Name, QuantizationSwitches.Clipping, result);
        _clipping.Add(y, result);

        y.CopyTo(result, 0);
        network.Compute(node.Name, real, QuantizationSwitches.Weights, result);
        _weights.Add(y, result);
        network.Quantize(node.Name, QuantizationSwitches.All, result);
        _together.Add(y, result);

        y.CopyTo(result, 0);
        network.Compute(node.Name, quantized, QuantizationSwitches.None, result);
        _propagated.Add(y, result);
        y.CopyTo(result, 0);
        network.Compute(node.Name, quantized, QuantizationSwitches.All, result);
        _requantization.Add(result, quantized[node.Name]);
    }

    /// <summary>Adds the sums of another one.</summary>
    public void Merge(LayerErrors other)
    {
        _entering.Merge(other._entering);
        _propagated.Merge(other._propagated);
        _weights.Merge(other._weights);
        _rounding.Merge(other._rounding);
        _clipping.Merge(other._clipping);
        _together.Merge(other._together);
        _requantization.Merge(other._requantization);
        _total.Merge(other._total);
    }

    /// <summary>The figures.</summary>
    public LayerAttribution Summary(Node node, double predicted, OutputCost cost) =>
        new(
            node.Name,
            node.Op,
            _total.SignalPower,
            _entering.NoisePower,
            _propagated.NoisePower,
            _weights.NoisePower,
            _rounding.NoisePower,
            _clipping.NoisePower,
            _together.NoisePower,
            _requantization.NoisePower,
            _total.NoisePower,
            predicted
        )
        {
            Cost = cost,
        };
}
