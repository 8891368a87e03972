// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Transforms.Pruning;

/// <summary>
/// Channels that are proved to be one code for every input, and channels that nothing uses, with their share of the readers; every other byte stays the same:
/// <code>
/// conv2d(x, w, b) with x[i] = c everywhere   ---->   conv2d(x without i, w without i, b')
///   b'[o] = b[o] + sum over taps of (c - Zx) * (w[o, tap, i] - Zw)      only where exact: c = Zx, or no padding
/// </code>
/// Runs when <see cref="QuantizationConfiguration.RemoveDeadChannels"/> is set.
/// </summary>
public sealed class RemoveDeadChannels : Pass
{
    /// <inheritdoc/>
    public override GraphStage Needs => GraphStage.Quantized;

    /// <inheritdoc/>
    public override GraphStage Yields => GraphStage.Quantized;

    /// <inheritdoc/>
    public override Graph Run(Graph graph, PassContext context) =>
        context.Options.Quantization.RemoveDeadChannels ? Apply(graph) : graph;

    /// <summary>The smaller graph; the same reference when no channel goes.</summary>
    public static Graph Apply(Graph graph)
    {
        var dead = DeadChannels.Find(graph);
        return dead.Any ? graph.WithNodes(graph.Nodes.Select(node => Select(graph, (QuantizedNode)node, dead))) : graph;
    }

    private static Node Select(Graph graph, QuantizedNode node, DeadChannels dead)
    {
        var kept = dead.KeptOf(node.Name);
        var shape = node.Shape with { Channels = kept.Length };
        return node switch
        {
            QuantizedConv2d conv => Select(conv, (QuantizedNode)graph[conv.Inputs[0]], kept, dead),
            QuantizedRescale rescale => rescale with
            {
                Shape = shape,
                Requantization = Select(rescale.Requantization, kept),
            },
            _ => node with { Shape = shape },
        };
    }

    private static QuantizedConv2d Select(QuantizedConv2d conv, QuantizedNode source, int[] outputs, DeadChannels dead)
    {
        var inputs = dead.KeptOf(source.Name);
        var isGrouped = conv.Groups > 1;
        var taken = isGrouped ? [.. Enumerable.Range(0, conv.GroupInputs)] : inputs;
        var quantization = conv.WeightQuantization;
        return conv with
        {
            Shape = conv.Shape with { Channels = outputs.Length },
            Groups = isGrouped ? inputs.Length / conv.GroupInputs : 1,
            Weights = Weights(conv, outputs, taken),
            WeightQuantization = quantization.IsPerChannel
                ? quantization with
                {
                    Scales = [.. outputs.Select(o => quantization.Scales[o])],
                }
                : quantization,
            Bias =
            [
                .. outputs.Select(o =>
                    isGrouped ? conv.Bias[o] : Bias(conv, source, o, inputs, dead.Ranges[source.Name])
                ),
            ],
            Requantization = Select(conv.Requantization, outputs),
        };
    }

    private static ImmutableArray<short> Weights(QuantizedConv2d conv, int[] outputs, int[] inputs)
    {
        var weights = ImmutableArray.CreateBuilder<short>(outputs.Length * conv.Window.Taps * inputs.Length);
        foreach (var o in outputs)
        {
            for (var tap = 0; tap < conv.Window.Taps; tap++)
            {
                foreach (var i in inputs)
                    weights.Add(conv.Weights[(((o * conv.Window.Taps) + tap) * conv.GroupInputs) + i]);
            }
        }

        return weights.MoveToImmutable();
    }

    /// <summary>The bias with the constant inputs that go; the others that go have zero weights.</summary>
    private static int Bias(QuantizedConv2d conv, QuantizedNode source, int o, int[] kept, CodeRange[] ranges)
    {
        long bias = conv.Bias[o];
        var next = 0;
        for (var i = 0; i < ranges.Length; i++)
        {
            if (next < kept.Length && kept[next] == i)
            {
                next++;
                continue;
            }

            for (var tap = 0; tap < conv.Window.Taps; tap++)
            {
                var weight =
                    conv.Weights[(((o * conv.Window.Taps) + tap) * conv.GroupInputs) + i]
                    - conv.WeightQuantization.ZeroPoint;
                bias += (ranges[i].Low - source.Output.ZeroPoint) * weight;
            }
        }

        return checked((int)bias);
    }

    private static Requantization Select(Requantization requantization, int[] channels) =>
        requantization.Multipliers.Length == 1
            ? requantization
            : requantization with
            {
                Multipliers = [.. channels.Select(c => requantization.Multipliers[c])],
            };
}
