// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Mapping.Tests;

/// <summary>Lowered graphs built by hand, one node after the other; weights follow a fixed pattern.</summary>
internal sealed class SmallGraph
{
    private readonly List<QuantizedNode> _nodes = [];

    public SmallGraph(TensorShape input, QuantizationParameters? codes = null)
    {
        Codes = codes ?? new QuantizationParameters(CodeType.Quint8, 1.0, 10);
        _nodes.Add(new QuantizedInput("x", input, Codes));
    }

    public QuantizationParameters Codes { get; }

    public string Last => _nodes[^1].Name;

    public CodeClamp All => new(Codes.Type.Minimum, Codes.Type.Maximum);

    public Arithmetic Arithmetic { get; init; } = Arithmetic.Default;

    public SmallGraph Conv(
        string name,
        int outputs,
        int groups = 1,
        int kernel = 1,
        int stride = 1,
        string? from = null,
        int weight = -1,
        int bias = 0
    )
    {
        var source = Node(from ?? Last);
        var pad = kernel / 2;
        var window = new Window2d(kernel, kernel, stride, stride, 1, 1, pad, pad, pad, pad);
        var count = outputs * window.Taps * source.Shape.Channels / groups;
        _nodes.Add(
            new QuantizedConv2d(
                name,
                [source.Name],
                window.Output(source.Shape, outputs),
                Codes,
                window,
                groups,
                [.. Enumerable.Range(0, count).Select(i => (short)(weight >= 0 ? weight : i * 37 % 256))],
                new WeightQuantization(CodeType.Quint8, [1.0], 120),
                [.. Enumerable.Repeat(bias, outputs)],
                new Requantization([new FixedPointMultiplier(40000, 24)], 0),
                All
            )
        );
        return this;
    }

    public SmallGraph Add(
        string name,
        string first,
        string second,
        Requantization? firstFactor = null,
        Requantization? secondFactor = null,
        int preshift = 8
    )
    {
        var half = new Requantization([new FixedPointMultiplier(1 << 15, 8)], 8);
        var sum = new Requantization([new FixedPointMultiplier(1 << 15, 34 - preshift)], preshift);
        _nodes.Add(
            new QuantizedAdd(
                name,
                [first, second],
                Node(first).Shape,
                Codes,
                firstFactor ?? half,
                secondFactor ?? half,
                sum,
                All
            )
        );
        return this;
    }

    public SmallGraph With(Func<QuantizedNode, QuantizedNode> node)
    {
        _nodes.Add(node(_nodes[^1]));
        return this;
    }

    public SmallGraph Concat(string name, params string[] parts)
    {
        var shape = Node(parts[0]).Shape;
        _nodes.Add(
            new QuantizedConcat(
                name,
                [.. parts],
                shape with
                {
                    Channels = parts.Sum(p => Node(p).Shape.Channels),
                },
                Codes
            )
        );
        return this;
    }

    public Graph Build(GraphStage stage = GraphStage.Lowered) =>
        new("small", stage, [.. _nodes], Last, RecordLayout.Nhwc) { Arithmetic = Arithmetic };

    private QuantizedNode Node(string name) => _nodes.Find(n => n.Name == name)!;
}
