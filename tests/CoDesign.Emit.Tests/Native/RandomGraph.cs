// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Emit.Tests.Native;

/// <summary>
/// Random lowered graphs from a seed: every node kind, groups, depthwise, dilation, strides, asymmetric pads, kernels larger than the map,
/// zero points at both ends, narrow codes, weights per tensor with zero point or per channel, factors that saturate and factors that do not.
/// </summary>
internal sealed class RandomGraph
{
    private readonly Random _random;
    private readonly RequantizeMode _mode;
    private readonly List<QuantizedNode> _nodes = [];

    public RandomGraph(int seed, RequantizeMode mode)
    {
        _random = new Random(seed);
        _mode = mode;
        _nodes.Add(new QuantizedInput("in/put \"0\"", new TensorShape(Next(1, 10), Next(1, 11), Next(1, 13)), Codes()));
    }

    public Random Random => _random;

    /// <summary>A graph of about <paramref name="layers"/> layers.</summary>
    public Graph Build(int layers)
    {
        while (_nodes.Count <= layers)
            Append();
        if (Chance(0.5))
            Softmax();
        return Graph();
    }

    public Graph Graph() =>
        new(
            "random net",
            GraphStage.Lowered,
            [.. _nodes],
            _nodes[^1].Name,
            Chance(0.5) ? RecordLayout.Nhwc : RecordLayout.Nchw
        )
        {
            Arithmetic = _mode == RequantizeMode.HalfUp ? Arithmetic.Default : Arithmetic.TfLite,
        };

    public short[] InputCodes() => RandomCodes(_nodes[0]);

    private void Append()
    {
        var source = _nodes[Next(Math.Max(0, _nodes.Count - 3), _nodes.Count)];
        switch (Next(0, 9))
        {
            case 0:
            case 1:
                Convolution(source, 1, Next(1, 19));
                break;
            case 2:
                var groups = Divisor(source.Shape.Channels);
                Convolution(source, groups, groups * Next(1, 7));
                break;
            case 3:
                Convolution(source, source.Shape.Channels, source.Shape.Channels);
                break;
            case 4:
                Pool(source);
                break;
            case 5:
                Add(source, Rescale(source));
                break;
            case 6:
                Rescale(source);
                break;
            case 7:
                Concat(source);
                break;
            default:
                Pad(source);
                break;
        }
    }

    public QuantizedNode Convolution(QuantizedNode source, int groups, int outputs)
    {
        var window = Window(source.Shape, dilated: true);
        var inputs = source.Shape.Channels / groups;
        var perChannel = Chance(0.5);
        var type = perChannel ? CodeType.Qint8 : new CodeType(Chance(0.8) ? 8 : 4, Signed: false);
        var zero = perChannel ? 0 : Next(0, type.Maximum + 1);
        var weights = Enumerable
            .Range(0, outputs * window.Taps * inputs)
            .Select(_ => (short)Next(type.Minimum, type.Maximum + 1));
        var spread = Math.Sqrt(window.Taps * inputs) * 60 * (type.Maximum - type.Minimum) / 3.4;
        var bias = Enumerable.Range(0, outputs).Select(_ => Next((int)-spread, (int)spread));
        var preshift = _mode == RequantizeMode.HalfUp && Chance(0.3) ? 8 : 0;
        var factors = Enumerable
            .Range(0, perChannel ? outputs : 1)
            .Select(_ => Factor(60 / spread * Math.Pow(2, (_random.NextDouble() * 4) - 2), preshift));
        var output = Codes();
        return Put(
            new QuantizedConv2d(
                Name("conv"),
                [source.Name],
                window.Output(source.Shape, outputs),
                output,
                window,
                groups,
                [.. weights],
                new WeightQuantization(type, [.. Enumerable.Repeat(0.01, perChannel ? outputs : 1)], zero),
                [.. bias],
                new Requantization([.. factors], preshift),
                Clamp(output)
            )
        );
    }

    private void Pool(QuantizedNode source)
    {
        var window = Window(source.Shape, dilated: false);
        window = window with
        {
            PadTop = Math.Min(window.PadTop, window.KernelHeight - 1),
            PadBottom = Math.Min(window.PadBottom, window.KernelHeight - 1),
            PadLeft = Math.Min(window.PadLeft, window.KernelWidth - 1),
            PadRight = Math.Min(window.PadRight, window.KernelWidth - 1),
        };
        if (window.OutputHeight(source.Shape.Height) < 1 || window.OutputWidth(source.Shape.Width) < 1)
            window = new Window2d(source.Shape.Height, source.Shape.Width);
        var shape = window.Output(source.Shape, source.Shape.Channels);
        if (Chance(0.5))
            Put(new QuantizedMaxPool(Name("max"), [source.Name], shape, source.Output, window, Clamp(source.Output)));
        else
            Put(
                new QuantizedAveragePool(
                    Name("average"),
                    [source.Name],
                    shape,
                    source.Output,
                    window,
                    Chance(0.5),
                    Clamp(source.Output)
                )
            );
    }

    private QuantizedNode Rescale(QuantizedNode source)
    {
        var count = Chance(0.5) ? 1 : source.Shape.Channels;
        var factors = Enumerable.Range(0, count).Select(_ => Factor(Math.Pow(2, (_random.NextDouble() * 3) - 2), 0));
        var output = Codes();
        return Put(
            new QuantizedRescale(
                Name("rescale"),
                [source.Name],
                source.Shape,
                output,
                new Requantization([.. factors], 0),
                Clamp(output)
            )
        );
    }

    private void Add(QuantizedNode first, QuantizedNode second)
    {
        var output = Codes();
        var larger = Math.Max(first.Output.Scale, second.Output.Scale);
        var preshift = _mode == RequantizeMode.HalfUp ? 8 : 0;
        Put(
            new QuantizedAdd(
                Name("add"),
                [first.Name, second.Name],
                first.Shape,
                output,
                Single(first.Output.Scale / (2 * larger), preshift),
                Single(second.Output.Scale / (2 * larger), preshift),
                Single(2 * larger / ((1 << 20) * output.Scale), preshift),
                Clamp(output)
            )
        );
    }

    private void Concat(QuantizedNode source)
    {
        var others = _nodes.Where(n =>
            n.Shape.Height == source.Shape.Height && n.Shape.Width == source.Shape.Width && n.Output == source.Output
        );
        ImmutableArray<QuantizedNode> inputs = [source, .. others.Take(2)];
        var shape = source.Shape with { Channels = inputs.Sum(n => n.Shape.Channels) };
        if (shape.Channels <= 40)
            Put(new QuantizedConcat(Name("concat"), [.. inputs.Select(n => n.Name)], shape, source.Output));
    }

    private void Pad(QuantizedNode source)
    {
        var (top, bottom, left, right) = (Next(0, 3), Next(0, 3), Next(0, 3), Next(0, 3));
        var shape = new TensorShape(
            source.Shape.Height + top + bottom,
            source.Shape.Width + left + right,
            source.Shape.Channels
        );
        Put(
            new QuantizedPad(
                Name("pad"),
                [source.Name],
                shape,
                source.Output,
                top,
                bottom,
                left,
                right,
                source.Output.ZeroPoint
            )
        );
    }

    private void Softmax()
    {
        var source = _nodes[^1];
        if (_mode == RequantizeMode.TfLite && !source.Output.Type.Equals(CodeType.Qint8))
            return;
        var type = source.Output.Type;
        Put(
            new QuantizedSoftmax(
                Name("softmax"),
                [source.Name],
                source.Shape,
                new QuantizationParameters(type, 1.0 / (1 << type.Bits), type.Minimum)
            )
        );
    }

    private QuantizedNode Put(QuantizedNode node)
    {
        _nodes.Add(node);
        return node;
    }

    private QuantizationParameters Codes()
    {
        var type =
            Chance(0.15) ? new CodeType(Next(3, 8), Chance(0.5))
            : Chance(_mode == RequantizeMode.TfLite ? 1.0 : 0.3) ? CodeType.Qint8
            : CodeType.Quint8;
        var zero = Next(0, 4) switch
        {
            0 => type.Minimum,
            1 => type.Maximum,
            _ => Next(type.Minimum, type.Maximum + 1),
        };
        return new QuantizationParameters(type, 0.02 + (_random.NextDouble() * 0.2), zero);
    }

    private CodeClamp Clamp(QuantizationParameters output)
    {
        if (Chance(0.5))
            return new CodeClamp(output.Type.Minimum, output.Type.Maximum);
        var low = Next(output.Type.Minimum, output.Type.Maximum + 1);
        return new CodeClamp(
            Math.Min(low, output.ZeroPoint),
            Next(Math.Max(low, output.ZeroPoint), output.Type.Maximum + 1)
        );
    }

    private Requantization Single(double factor, int preshift) => new([Factor(factor, preshift)], preshift);

    private FixedPointMultiplier Factor(double factor, int preshift)
    {
        if (_mode == RequantizeMode.HalfUp)
            return HalfUpFactor.FromReal(factor, 16, preshift) ?? throw new InvalidOperationException($"{factor}");
        return Chance(0.05)
            ? default
            : TfLiteFactor.FromReal(factor) ?? throw new InvalidOperationException($"{factor}");
    }

    private Window2d Window(TensorShape input, bool dilated)
    {
        while (true)
        {
            var window = new Window2d(
                Next(1, 5),
                Next(1, 5),
                Next(1, 4),
                Next(1, 4),
                dilated ? Next(1, 3) : 1,
                dilated ? Next(1, 3) : 1,
                Next(0, 3),
                Next(0, 3),
                Next(0, 3),
                Next(0, 3)
            );
            if (window.OutputHeight(input.Height) > 0 && window.OutputWidth(input.Width) > 0)
                return window;
        }
    }

    private short[] RandomCodes(QuantizedNode node)
    {
        var type = node.Output.Type;
        var extreme = Chance(0.2);
        return
        [
            .. Enumerable
                .Range(0, (int)node.Shape.Elements)
                .Select(_ =>
                    (short)(
                        extreme ? (Chance(0.5) ? type.Minimum : type.Maximum) : Next(type.Minimum, type.Maximum + 1)
                    )
                ),
        ];
    }

    private int Divisor(int number)
    {
        var divisors = Enumerable.Range(1, number).Where(d => number % d == 0).ToArray();
        return divisors[Next(0, divisors.Length)];
    }

    private string Name(string kind) => $"{kind}_{_nodes.Count}";

    private int Next(int low, int high) => _random.Next(low, high);

    private bool Chance(double probability) => _random.NextDouble() < probability;
}
