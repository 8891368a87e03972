// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Accuracy;
using CoDesign.Analysis.Networks;
using CoDesign.Analysis.Streaming;
using CoDesign.Golden.Kernels;

namespace CoDesign.Analysis.Attribution;

/// <summary>
/// Attributes the error of a quantized network to its layers and their sources. Costs about half as many float runs of each record as there are layers, so it is meant for tens of records.
/// Records are read once, as a stream; results do not depend on the number of processors.
/// </summary>
public sealed class NetworkAttributor
{
    private static readonly (string Name, QuantizationSwitches Switches)[] Sources =
    [
        ("weights", QuantizationSwitches.Weights),
        ("rounding", QuantizationSwitches.Rounding),
        ("clipping", QuantizationSwitches.Clipping),
        ("together", QuantizationSwitches.All),
    ];

    private readonly NetworkStages _stages;
    private readonly SimulatedNetwork _network;
    private readonly FastExecutor _integer;
    private readonly ImmutableArray<Node> _nodes;

    private NetworkAttributor(NetworkStages stages)
    {
        _stages = stages;
        _network = new SimulatedNetwork(stages);
        _integer = new FastExecutor(stages.Quantized);
        _nodes = stages.Calibrated.Nodes;
    }

    /// <summary>The attribution over <paramref name="records"/>, of which there is at least one, with finite values.</summary>
    public static NetworkAttribution Attribute(NetworkStages stages, IEnumerable<LabelledRecord> records) =>
        new NetworkAttributor(stages).Run(records);

    private NetworkAttribution Run(IEnumerable<LabelledRecord> records)
    {
        var errors = _nodes.Select(_ => new LayerErrors()).ToArray();
        var signals = Signals();
        var layerMeters = _nodes.Select(_ => new AccuracyMeter()).ToArray();
        var sourceMeters = Sources
            .Append(("integer", QuantizationSwitches.All))
            .Select(_ => new AccuracyMeter())
            .ToArray();
        var requantization = new AccuracyMeter();
        long count = 0;
        OrderedBlocks.Run(
            records,
            Measure,
            block =>
            {
                count += block.Outputs.Count;
                for (var k = 0; k < _nodes.Length; k++)
                {
                    errors[k].Merge(block.Errors[k]);
                    signals[_nodes[k].Name].Merge(block.Signals[_nodes[k].Name]);
                }

                foreach (var (label, real, layers, sources) in block.Outputs)
                {
                    for (var k = 0; k < layers.Length; k++)
                        layerMeters[k].Add(label, real, layers[k]);
                    for (var k = 0; k < sources.Length; k++)
                        sourceMeters[k].Add(label, real, sources[k]);
                    // The integer model against the one with real factors.
                    requantization.Add(label, sources[^2], sources[^1]);
                }
            }
        );
        var prediction = new NoisePrediction(_stages, _network, signals);
        var layers = _nodes
            .Select((node, k) => errors[k].Summary(node, prediction.MeanSquareOf(node.Name), CostOf(layerMeters[k])))
            .ToArray();
        var sources = Sources
            .Select(source => source.Name)
            .Append("integer")
            .Select((name, k) => new SourceCost(name, CostOf(sourceMeters[k])));
        return new NetworkAttribution(
            count,
            [.. Ranked(layers)],
            [.. sources, new SourceCost("requantization", CostOf(requantization))]
        );
    }

    private Block Measure(LabelledRecord[] records)
    {
        var errors = _nodes.Select(_ => new LayerErrors()).ToArray();
        var signals = Signals();
        var outputs = new List<RecordOutputs>();
        var real = new Dictionary<string, double[]>(StringComparer.Ordinal);
        var codes = new Dictionary<string, short[]>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            _network.Run(record.Real, real);
            _integer.Run(record.Codes, codes);
            var quantized = _nodes.ToDictionary(
                node => node.Name,
                node => Array.ConvertAll(codes[node.Name], code => _network.CodesOf(node.Name).Dequantize(code)),
                StringComparer.Ordinal
            );
            for (var k = 0; k < _nodes.Length; k++)
            {
                errors[k].Add(_network, _nodes[k], real, quantized);
                signals[_nodes[k].Name].Add(real[_nodes[k].Name]);
            }

            outputs.Add(
                new RecordOutputs(
                    record.Label,
                    (double[])real[_stages.Logits].Clone(),
                    [
                        .. Enumerable
                            .Range(0, _nodes.Length)
                            .Select(k => LogitsWith(real, k, QuantizationSwitches.All, isOnly: true)),
                    ],
                    [
                        .. Sources.Select(source => LogitsWith(real, 0, source.Switches, isOnly: false)),
                        quantized[_stages.Logits],
                    ]
                )
            );
        }

        return new Block(errors, signals, outputs);
    }

    /// <summary>Logits when layer <paramref name="first"/>, or it and all that follow, have sources of error.</summary>
    private double[] LogitsWith(
        Dictionary<string, double[]> real,
        int first,
        QuantizationSwitches switches,
        bool isOnly
    )
    {
        var changed = new Dictionary<string, double[]>(real, StringComparer.Ordinal);
        for (var k = first; k < _nodes.Length; k++)
        {
            var name = _nodes[k].Name;
            var result = (double[])real[name].Clone();
            _network.Compute(name, changed, k == first || !isOnly ? switches : QuantizationSwitches.None, result);
            changed[name] = result;
            if (name == _stages.Logits)
                break;
        }

        // Arrays of the float run are overwritten by the next record.
        return (double[])changed[_stages.Logits].Clone();
    }

    private static OutputCost CostOf(AccuracyMeter meter)
    {
        var summary = meter.Summary();
        return new OutputCost(
            summary.Fp32Top1Percent - summary.IntegerTop1Percent,
            summary.Qmse ?? 0,
            Math.Max(0, summary.Qkl ?? 0)
        );
    }

    private static IEnumerable<LayerAttribution> Ranked(LayerAttribution[] layers)
    {
        var order = layers
            .OrderByDescending(layer => layer.Cost.Top1LossPoints ?? 0)
            .ThenByDescending(layer => layer.Cost.Qkl)
            .ToList();
        return layers.Select(layer => layer with { Rank = order.IndexOf(layer) + 1 });
    }

    private Dictionary<string, ChannelSignal> Signals() =>
        _nodes.ToDictionary(
            node => node.Name,
            node => new ChannelSignal(node, _network.CodesOf(node.Name)),
            StringComparer.Ordinal
        );

    private sealed record Block(
        LayerErrors[] Errors,
        Dictionary<string, ChannelSignal> Signals,
        List<RecordOutputs> Outputs
    );

    private sealed record RecordOutputs(int? Label, double[] Real, double[][] Layers, double[][] Sources);
}
