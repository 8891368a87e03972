// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Networks;
using CoDesign.Golden.Float;

namespace CoDesign.Analysis.Attribution;

/// <summary>
/// The float network with chosen sources of quantization error in chosen layers. Operators that only move codes (maximum pool, border, concatenation of equal scales) add no error
/// of their own. Thread-safe.
/// </summary>
internal sealed class SimulatedNetwork
{
    private readonly FloatExecutor _real;
    private readonly FloatExecutor _dequantized;
    private readonly Dictionary<string, QuantizationParameters> _codes;
    private readonly HashSet<string> _movesCodes;

    public SimulatedNetwork(NetworkStages stages)
    {
        Graph = stages.Calibrated;
        _real = new FloatExecutor(Graph);
        _dequantized = new FloatExecutor(Graph.WithNodes(Graph.Nodes.Select(node => Dequantize(stages, node))));
        _codes = Graph.Nodes.ToDictionary(node => node.Name, node => stages.CodesOf(node.Name), StringComparer.Ordinal);
        _movesCodes = [.. Graph.Nodes.Where(node => MovesCodes(node, _codes)).Select(node => node.Name)];
    }

    /// <summary>The float graph.</summary>
    public Graph Graph { get; }

    /// <summary>Scale, zero point and type of a value.</summary>
    public QuantizationParameters CodesOf(string value) => _codes[value];

    /// <summary>True when the layer adds no rounding and no clipping to what it reads.</summary>
    public bool MovesCodes(string value) => _movesCodes.Contains(value);

    /// <summary>Values of the float network.</summary>
    public void Run(double[] input, Dictionary<string, double[]> values) => _real.Run(input, values);

    /// <summary>Computes one layer from <paramref name="inputs"/> with some sources of error. For the network's input, <paramref name="result"/> holds the real values on entry.</summary>
    public void Compute(
        string value,
        IReadOnlyDictionary<string, double[]> inputs,
        QuantizationSwitches switches,
        double[] result
    )
    {
        if (value != Graph.InputNode.Name)
            (switches.HasFlag(QuantizationSwitches.Weights) ? _dequantized : _real).Compute(value, inputs, result);
        Quantize(value, switches, result);
    }

    /// <summary>Rounds and clips the values of a layer in place.</summary>
    public void Quantize(string value, QuantizationSwitches switches, double[] values)
    {
        if (_movesCodes.Contains(value))
            return;
        var codes = _codes[value];
        if (switches.HasFlag(QuantizationSwitches.Rounding))
        {
            for (var i = 0; i < values.Length; i++)
                values[i] = codes.Scale * Math.Round(values[i] / codes.Scale, MidpointRounding.ToEven);
        }

        if (!switches.HasFlag(QuantizationSwitches.Clipping))
            return;
        var (low, high) = (codes.Dequantize(codes.Type.Minimum), codes.Dequantize(codes.Type.Maximum));
        for (var i = 0; i < values.Length; i++)
            values[i] = Math.Clamp(values[i], low, high);
    }

    private static bool MovesCodes(Node node, Dictionary<string, QuantizationParameters> codes) =>
        node is MaxPool or Pad or Concat && node.Inputs.All(input => codes[input] == codes[node.Name]);

    private static Node Dequantize(NetworkStages stages, Node node)
    {
        if (node is not Conv2d conv)
            return node;
        var quantized = (QuantizedConv2d)stages.Quantized[conv.Name];
        var input = stages.CodesOf(conv.Inputs[0]).Scale;
        return conv with
        {
            Weights = [.. WeightAnalyzer.Dequantize(quantized)],
            Bias = [.. quantized.Bias.Select((bias, o) => bias * input * quantized.WeightQuantization.ScaleOf(o))],
        };
    }
}
