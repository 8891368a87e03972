// SPDX-License-Identifier: Apache-2.0
using CoDesign.Transforms.Pruning;

namespace CoDesign.Transforms.Quantization;

/// <summary>
/// A TFLite network in <c>half_up</c> arithmetic, for the cheaper requantizer; results differ by a code here and there:
/// <code>
/// requantize(acc) = double rounding by m * 2^(e - 31)   ---->   (t * multiplier + 2^(shift-1)) >> shift,   multiplier * 2^-(shift + preshift) ~ m * 2^(e - 31)
/// channel that is proved to be the code k               ---->   weights Zw, bias k - Z_out, factor 1: exactly k
/// </code>
/// Runs when <see cref="QuantizationConfiguration.ApproximateTfLite"/> is set; the profile and multiplier bits are those of the options.
/// </summary>
public sealed class ApproximateTfLite : Pass
{
    /// <inheritdoc/>
    public override GraphStage Needs => GraphStage.Quantized;

    /// <inheritdoc/>
    public override GraphStage Yields => GraphStage.Quantized;

    /// <inheritdoc/>
    public override Graph? Run(Graph graph, PassContext context)
    {
        if (!context.Options.Quantization.ApproximateTfLite || graph.Arithmetic.Mode != RequantizeMode.TfLite)
            return graph;
        var options = context.Options;
        var errors = new DiagnosticBag();
        var ranges = ChannelRanges.Of(graph);
        var nodes = ImmutableArray.CreateBuilder<Node>(graph.Nodes.Length);
        foreach (var node in graph.Nodes)
        {
            var rewritten = node switch
            {
                QuantizedConv2d conv => Convolution(conv, Source(graph, conv), ranges[conv.Name], options, errors),
                QuantizedAdd add => Add(
                    add,
                    Source(graph, add),
                    ((QuantizedNode)graph[add.Inputs[1]]).Output,
                    options,
                    errors
                ),
                QuantizedRescale rescale => Rescale(rescale, Source(graph, rescale), options, errors),
                _ => node,
            };
            if (rewritten is not null)
                nodes.Add(rewritten);
        }

        context.Diagnostics.AddRange(errors.Items);
        return errors.HasErrors
            ? null
            : graph.WithNodes(nodes) with
            {
                Arithmetic = new Arithmetic(RequantizeMode.HalfUp, options.Profile, options.MultiplierBits),
            };
    }

    private static QuantizationParameters Source(Graph graph, Node node) =>
        ((QuantizedNode)graph[node.Inputs[0]]).Output;

    private static QuantizedConv2d? Convolution(
        QuantizedConv2d conv,
        QuantizationParameters input,
        CodeRange[] ranges,
        PipelineOptions options,
        DiagnosticBag errors
    )
    {
        conv = WithoutConstants(conv, ranges);
        var preshift = HalfUpFactor.PreshiftFor(AccumulatorBound.Of(conv, input), options.Profile);
        var factors = ImmutableArray.CreateBuilder<FixedPointMultiplier>(ranges.Length);
        for (var o = 0; o < ranges.Length; o++)
        {
            var factor = ranges[o].IsConstant ? 1.0 : TfLiteFactor.ToReal(conv.Requantization[o]);
            // The bias of a constant is shifted left by the preshift, so its factor needs none.
            if (
                FactorQuantizer.One(conv, o, factor, ranges[o].IsConstant ? 0 : preshift, options, errors) is
                { } multiplier
            )
                factors.Add(multiplier);
        }

        if (factors.Count != ranges.Length)
            return null;
        ImmutableArray<int> bias = [.. conv.Bias.Select((b, o) => ranges[o].IsConstant ? b << preshift : b)];
        return conv with { Bias = bias, Requantization = new Requantization(factors.MoveToImmutable(), preshift) };
    }

    /// <summary>Constant channels with weights Zw and bias k - Z_out: they ask for no bits of the accumulator.</summary>
    private static QuantizedConv2d WithoutConstants(QuantizedConv2d conv, CodeRange[] ranges)
    {
        var taken = conv.Weights.Length / ranges.Length;
        return conv with
        {
            Weights =
            [
                .. conv.Weights.Select(
                    (w, k) => ranges[k / taken].IsConstant ? (short)conv.WeightQuantization.ZeroPoint : w
                ),
            ],
            Bias = [.. conv.Bias.Select((b, o) => ranges[o].IsConstant ? ranges[o].Low - conv.Output.ZeroPoint : b)],
        };
    }

    private static QuantizedAdd? Add(
        QuantizedAdd add,
        QuantizationParameters a,
        QuantizationParameters b,
        PipelineOptions options,
        DiagnosticBag errors
    )
    {
        var real = new Add(add.Name, add.Inputs, add.Shape, RealClamp.None);
        return AddQuantizer.Quantize(real, a, b, add.Output, options, errors) is { } quantized
            ? add with
            {
                First = quantized.First,
                Second = quantized.Second,
                Sum = quantized.Sum,
            }
            : null;
    }

    private static QuantizedRescale? Rescale(
        QuantizedRescale rescale,
        QuantizationParameters input,
        PipelineOptions options,
        DiagnosticBag errors
    )
    {
        var factor = TfLiteFactor.ToReal(rescale.Requantization[0]);
        var bound = AccumulatorBound.MaximumDistance(input);
        return FactorQuantizer.Quantize(rescale, 0, factor, bound, options, errors) is { } requantization
            ? rescale with
            {
                Requantization = requantization,
            }
            : null;
    }
}
