// SPDX-License-Identifier: Apache-2.0
using CoDesign.Golden.Integer;

namespace CoDesign.Transforms.Pruning;

/// <summary>
/// Code ranges of every channel of an integer graph, proved from weights, biases and clamps: every operator is monotonic in each operand
/// (multipliers are not negative), so the ends of the operands' ranges give the ends of the result.
/// </summary>
internal static class ChannelRanges
{
    private const int AddLeftShift = 20;

    /// <summary>Ranges [C] by value name.</summary>
    public static Dictionary<string, CodeRange[]> Of(Graph graph)
    {
        var requantize = Requantize.StepFor(graph.Arithmetic.Mode);
        var ranges = new Dictionary<string, CodeRange[]>(graph.Nodes.Length, StringComparer.Ordinal);
        var nodes = new Dictionary<string, QuantizedNode>(graph.Nodes.Length, StringComparer.Ordinal);
        foreach (var node in graph.Nodes.Cast<QuantizedNode>())
        {
            nodes[node.Name] = node;
            ranges[node.Name] = Of(
                node,
                [.. node.Inputs.Select(name => nodes[name])],
                [.. node.Inputs.Select(name => ranges[name])],
                requantize
            );
        }

        return ranges;
    }

    private static CodeRange[] Of(
        QuantizedNode node,
        ImmutableArray<QuantizedNode> sources,
        ImmutableArray<CodeRange[]> x,
        RequantizeStep requantize
    ) =>
        node switch
        {
            QuantizedConv2d conv => ConvolutionRanges.Of(conv, sources[0], x[0], requantize),
            QuantizedMaxPool pool => Map(x[0], (code, _) => pool.Clamp.Apply(code)),
            QuantizedAveragePool pool => Map(
                WithBorder(x[0], pool.CountPadding && pool.Window.HasPadding, pool.Output.ZeroPoint),
                (code, _) => pool.Clamp.Apply(code)
            ),
            QuantizedPad pad => WithBorder(x[0], isPadded: true, pad.Code),
            QuantizedRescale rescale => Map(
                x[0],
                (code, c) => Rescale(rescale, code - sources[0].Output.ZeroPoint, c, requantize)
            ),
            QuantizedAdd add => Add(add, sources, x, requantize),
            QuantizedConcat => [.. x.SelectMany(part => part)],
            QuantizedInput or QuantizedSoftmax =>
            [
                .. Enumerable.Repeat(
                    new CodeRange(node.Output.Type.Minimum, node.Output.Type.Maximum),
                    node.Shape.Channels
                ),
            ],
            _ => throw new NotSupportedException($"No code ranges of {node.GetType().Name}."),
        };

    private static CodeRange[] Map(CodeRange[] x, Func<int, int, int> monotonic) =>
        [.. x.Select((range, c) => new CodeRange(monotonic(range.Low, c), monotonic(range.High, c)))];

    private static CodeRange[] WithBorder(CodeRange[] x, bool isPadded, int code) =>
        isPadded ? [.. x.Select(range => range.With(code))] : x;

    private static int Rescale(QuantizedRescale node, int difference, int channel, RequantizeStep requantize) =>
        node.Clamp.Apply(
            requantize(difference, node.Requantization[channel], node.Requantization.Preshift) + node.Output.ZeroPoint
        );

    private static CodeRange[] Add(
        QuantizedAdd add,
        ImmutableArray<QuantizedNode> sources,
        ImmutableArray<CodeRange[]> x,
        RequantizeStep requantize
    )
    {
        var ranges = new CodeRange[add.Shape.Channels];
        for (var c = 0; c < ranges.Length; c++)
            ranges[c] = new CodeRange(Sum(x[0][c].Low, x[1][c].Low), Sum(x[0][c].High, x[1][c].High));
        return ranges;

        int Sum(int a, int b)
        {
            var sum =
                Operand(a - sources[0].Output.ZeroPoint, add.First)
                + Operand(b - sources[1].Output.ZeroPoint, add.Second);
            return add.Clamp.Apply(requantize(sum, add.Sum[0], add.Sum.Preshift) + add.Output.ZeroPoint);
        }

        long Operand(int difference, Requantization rescale) =>
            requantize((long)difference << AddLeftShift, rescale[0], rescale.Preshift);
    }
}
