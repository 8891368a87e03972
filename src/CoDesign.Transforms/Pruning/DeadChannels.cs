// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Transforms.Pruning;

/// <summary>
/// The greatest set of channels that can go together without changing any remaining byte. All are assumed to go; those that cannot are kept until nothing changes:
/// a convolution that stays can do without an input channel when its weights for it are zero, or when the channel is a constant that folds into the bias exactly
/// (it equals the zero point, or there is no padding). Elementwise operators keep or drop a channel with their operands; grouped convolutions keep or drop whole groups.
/// </summary>
internal sealed class DeadChannels
{
    private readonly Graph _graph;
    private readonly Dictionary<string, QuantizedNode> _nodes;
    private readonly Dictionary<string, bool[]> _dead;
    private readonly Dictionary<string, bool[]> _unusedWeights = new(StringComparer.Ordinal);
    private bool _changed;

    private DeadChannels(Graph graph, Dictionary<string, CodeRange[]> ranges)
    {
        _graph = graph;
        Ranges = ranges;
        _nodes = graph.Nodes.Cast<QuantizedNode>().ToDictionary(node => node.Name, StringComparer.Ordinal);
        _dead = _nodes.ToDictionary(
            pair => pair.Key,
            pair => Enumerable.Repeat(element: true, pair.Value.Shape.Channels).ToArray(),
            StringComparer.Ordinal
        );
        foreach (var conv in graph.Nodes.OfType<QuantizedConv2d>().Where(conv => conv.Groups == 1))
            _unusedWeights[conv.Name] = UnusedWeights(conv);
    }

    /// <summary>Code ranges that the proof rests on.</summary>
    public Dictionary<string, CodeRange[]> Ranges { get; }

    /// <summary>Finds the channels of <paramref name="graph"/>.</summary>
    public static DeadChannels Find(Graph graph)
    {
        var channels = new DeadChannels(graph, ChannelRanges.Of(graph));
        channels.Settle();
        return channels;
    }

    /// <summary>Channels of <paramref name="value"/> that stay, ascending.</summary>
    public int[] KeptOf(string value) =>
        [.. _dead[value].Select((dead, c) => (dead, c)).Where(item => !item.dead).Select(item => item.c)];

    /// <summary>True when some channel goes.</summary>
    public bool Any => _dead.Values.Any(dead => Array.IndexOf(dead, value: true) >= 0);

    private void Settle()
    {
        do
        {
            _changed = false;
            foreach (var node in _graph.Nodes.Reverse().Cast<QuantizedNode>())
                KeepWhatStays(node);
            foreach (var node in _graph.Nodes.Where(node => !Array.Exists(_dead[node.Name], dead => !dead)))
                Keep(node.Name, 0);
        } while (_changed);
    }

    private void KeepWhatStays(QuantizedNode node)
    {
        if (node is QuantizedInput or QuantizedSoftmax || node.Name == _graph.Output)
            KeepAll(node.Name);
        switch (node)
        {
            case QuantizedInput:
                break;
            case QuantizedSoftmax:
                KeepAll(node.Inputs[0]);
                break;
            case QuantizedConv2d { Groups: 1 } conv:
                KeepInputs(conv);
                break;
            case QuantizedConv2d conv:
                KeepGroups(conv);
                break;
            case QuantizedConcat concat:
                var offset = 0;
                foreach (var input in concat.Inputs)
                {
                    Couple(input, 0, node.Name, offset, _nodes[input].Shape.Channels);
                    offset += _nodes[input].Shape.Channels;
                }

                break;
            default:
                foreach (var input in node.Inputs)
                    Couple(input, 0, node.Name, 0, node.Shape.Channels);
                break;
        }
    }

    private void KeepInputs(QuantizedConv2d conv)
    {
        var source = _nodes[conv.Inputs[0]];
        var unused = _unusedWeights[conv.Name];
        var kept = KeptOf(conv.Name);
        for (var i = 0; i < source.Shape.Channels; i++)
        {
            var range = Ranges[source.Name][i];
            var folds = range.IsConstant && (range.Low == source.Output.ZeroPoint || !conv.Window.HasPadding);
            if (_dead[source.Name][i] && !folds && Array.Exists(kept, o => !unused[(o * source.Shape.Channels) + i]))
                Keep(source.Name, i);
        }
    }

    private void KeepGroups(QuantizedConv2d conv)
    {
        var inputs = conv.GroupInputs;
        var outputs = conv.Shape.Channels / conv.Groups;
        for (var g = 0; g < conv.Groups; g++)
        {
            var stays =
                Array.IndexOf(_dead[conv.Inputs[0]], value: false, g * inputs, inputs) >= 0
                || Array.IndexOf(_dead[conv.Name], value: false, g * outputs, outputs) >= 0;
            if (!stays)
                continue;
            for (var i = 0; i < inputs; i++)
                Keep(conv.Inputs[0], (g * inputs) + i);
            for (var o = 0; o < outputs; o++)
                Keep(conv.Name, (g * outputs) + o);
        }
    }

    private void Couple(string a, int offsetA, string b, int offsetB, int count)
    {
        for (var c = 0; c < count; c++)
        {
            if (!_dead[a][offsetA + c])
                Keep(b, offsetB + c);
            if (!_dead[b][offsetB + c])
                Keep(a, offsetA + c);
        }
    }

    private void KeepAll(string value)
    {
        for (var c = 0; c < _dead[value].Length; c++)
            Keep(value, c);
    }

    private void Keep(string value, int channel)
    {
        _changed |= _dead[value][channel];
        _dead[value][channel] = false;
    }

    /// <summary>[O, C]: true where all taps equal the zero point.</summary>
    private static bool[] UnusedWeights(QuantizedConv2d conv)
    {
        var inputs = conv.GroupInputs;
        var unused = new bool[conv.Shape.Channels * inputs];
        Array.Fill(unused, value: true);
        for (var k = 0; k < conv.Weights.Length; k++)
        {
            if (conv.Weights[k] != conv.WeightQuantization.ZeroPoint)
                unused[(k / (conv.Window.Taps * inputs) * inputs) + (k % inputs)] = false;
        }

        return unused;
    }
}
