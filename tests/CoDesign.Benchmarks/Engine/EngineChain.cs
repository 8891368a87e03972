// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Benchmarks.Engine;

/// <summary>
/// A lowered graph that runs rows one after the other, with random codes. Where a row does not read what the one before it writes, layers in between bring the map
/// and the channels there: a depthwise convolution that shrinks, a pointwise one, a border.
/// </summary>
public sealed class EngineChain
{
    private const int Seed = 1;
    private static readonly QuantizationParameters Codes = new(CodeType.Quint8, 1.0, 10);
    private static readonly Arithmetic Arithmetic = Arithmetic.Default;

    private readonly Random _random = new(Seed);
    private readonly List<QuantizedNode> _nodes = [];

    private EngineChain() { }

    /// <summary>The graph of <paramref name="rows"/>; row i is the node <c>row{i}</c>.</summary>
    public static Graph Of(IReadOnlyList<EngineRow> rows)
    {
        var chain = new EngineChain();
        chain._nodes.Add(new QuantizedInput("x", rows[0].Input, Codes));
        for (var index = 0; index < rows.Count; index++)
        {
            chain.Reach(rows[index].Input);
            chain.Convolve(NameOf(index), rows[index].Window, rows[index].Outputs, rows[index].Groups);
        }

        // The result leaves from bank 0, so it is made small.
        chain.Reach(new TensorShape(4, 4, 16));
        return new Graph(
            "engine_table",
            GraphStage.Lowered,
            [.. chain._nodes],
            chain._nodes[^1].Name,
            RecordLayout.Nhwc
        )
        {
            Arithmetic = Arithmetic,
        };
    }

    /// <summary>Name of row <paramref name="index"/>.</summary>
    public static string NameOf(int index) => $"row{index}";

    /// <summary>A random image for <paramref name="graph"/>.</summary>
    public static short[] Image(Graph graph)
    {
        var random = new Random(Seed);
        return [.. Enumerable.Range(0, (int)graph.InputNode.Shape.Elements).Select(_ => (short)random.Next(256))];
    }

    private void Reach(TensorShape shape)
    {
        var now = _nodes[^1].Shape;
        if (now.Height > shape.Height || now.Width > shape.Width)
        {
            var (rows, rowStride) = Shrink(now.Height, Math.Min(now.Height, shape.Height));
            var (columns, columnStride) = Shrink(now.Width, Math.Min(now.Width, shape.Width));
            Convolve(
                $"shrink{_nodes.Count}",
                new Window2d(rows, columns, rowStride, columnStride),
                now.Channels,
                now.Channels
            );
            now = _nodes[^1].Shape;
        }

        if (now.Channels != shape.Channels)
            Convolve($"widen{_nodes.Count}", new Window2d(1, 1), shape.Channels, 1);
        now = _nodes[^1].Shape;
        if (now == shape)
            return;
        int top = (shape.Height - now.Height) / 2,
            left = (shape.Width - now.Width) / 2;
        _nodes.Add(
            new QuantizedPad(
                $"pad{_nodes.Count}",
                [_nodes[^1].Name],
                shape,
                Codes,
                top,
                shape.Height - now.Height - top,
                left,
                shape.Width - now.Width - left,
                Codes.ZeroPoint
            )
        );
    }

    /// <summary>Kernel and stride that take <paramref name="from"/> pixels to <paramref name="to"/>.</summary>
    private static (int Kernel, int Stride) Shrink(int from, int to)
    {
        var stride = to == 1 ? 1 : Math.Max(1, (from - 1) / (to - 1));
        return (from - (stride * (to - 1)), stride);
    }

    private void Convolve(string name, Window2d window, int outputs, int groups)
    {
        var source = _nodes[^1];
        var count = window.Taps * source.Shape.Channels / groups;
        var type = CodeType.Quint8;
        const int Zero = 128;
        ImmutableArray<short> weights = [.. Enumerable.Range(0, outputs * count).Select(_ => (short)_random.Next(256))];
        var bound = 1000 + (255L * Zero * count);
        var preshift = HalfUpFactor.PreshiftFor(bound, Arithmetic.Profile);
        // Sums of `count` products of codes that spread by some 70 each.
        var factor = 50 / (70 * 70 * Math.Sqrt(count));
        ImmutableArray<FixedPointMultiplier> factors =
        [
            .. Enumerable
                .Range(0, outputs)
                .Select(_ =>
                    HalfUpFactor.FromReal(factor * (0.7 + _random.NextDouble()), Arithmetic.MultiplierBits, preshift)
                    ?? throw new InvalidOperationException(name)
                ),
        ];
        _nodes.Add(
            new QuantizedConv2d(
                name,
                [source.Name],
                window.Output(source.Shape, outputs),
                Codes,
                window,
                groups,
                weights,
                new WeightQuantization(type, [1.0], Zero),
                [.. Enumerable.Range(0, outputs).Select(_ => _random.Next(-1000, 1001))],
                new Requantization(factors, preshift),
                new CodeClamp(type.Minimum, type.Maximum),
                false
            )
        );
    }
}
