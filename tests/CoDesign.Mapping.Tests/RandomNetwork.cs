// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Mapping.Tests;

/// <summary>
/// Lowered graphs from a seed: every operator, all geometries (groups, channel multipliers, dilation, strides, asymmetric pads, dense), residual sums, concatenations,
/// signed and unsigned codes.
/// </summary>
internal sealed partial class RandomNetwork
{
    private readonly Random _random;
    private readonly Arithmetic _arithmetic;
    private readonly List<QuantizedNode> _nodes = [];

    private RandomNetwork(int seed, Arithmetic arithmetic)
    {
        _random = new Random(seed);
        _arithmetic = arithmetic;
    }

    /// <summary>A network of about <paramref name="length"/> operators.</summary>
    /// <param name="seed">Same seed, same network.</param>
    /// <param name="length">Operators.</param>
    /// <param name="arithmetic">Of the requantizations.</param>
    /// <param name="leastRows">Rows of the image; it has up to 13 more.</param>
    public static Graph Create(int seed, int length, Arithmetic arithmetic, int leastRows = 1) =>
        new RandomNetwork(seed, arithmetic).Create(length, leastRows);

    /// <summary>Convolutions of many channels on maps of a few pixels, dense layers among and behind them.</summary>
    public static Graph CreateSmallMaps(int seed, int length, Arithmetic arithmetic) =>
        new RandomNetwork(seed, arithmetic).CreateSmallMaps(length);

    /// <summary>Layers of at most <paramref name="most"/> channels, most of them convolutions on maps of an even width, with everything else among them.</summary>
    public static Graph CreateNarrow(int seed, int length, Arithmetic arithmetic, int most) =>
        new RandomNetwork(seed, arithmetic).CreateNarrow(length, most);

    /// <summary>Random input codes, extremes among them.</summary>
    public static short[] Codes(Graph graph, int seed)
    {
        var random = new Random(seed);
        var type = ((QuantizedNode)graph.InputNode).Output.Type;
        var kind = random.Next(4);
        return
        [
            .. Enumerable
                .Range(0, (int)graph.InputNode.Shape.Elements)
                .Select(_ =>
                    (short)(
                        kind == 0 ? random.Next(2) * 255 + type.Minimum : random.Next(type.Minimum, type.Maximum + 1)
                    )
                ),
        ];
    }

    private Graph Create(int length, int leastRows)
    {
        var shape = new TensorShape(_random.Next(leastRows, leastRows + 13), _random.Next(1, 14), _random.Next(1, 40));
        _nodes.Add(new QuantizedInput("x", shape, Codes()));
        for (var i = 0; i < length; i++)
        {
            var source = _random.Next(4) == 0 ? _nodes[_random.Next(_nodes.Count)] : _nodes[^1];
            var name = $"v{i}";
            switch (_random.Next(14))
            {
                case 0:
                    MaxPool(name, source);
                    break;
                case 1:
                    AveragePool(name, source);
                    break;
                case 2 or 3:
                    Sum(name, source);
                    break;
                case 4:
                    Rescale(name, source, Codes());
                    break;
                case 5:
                    Pad(name, source);
                    break;
                case 6:
                    Concat(name, source);
                    break;
                case 7:
                    Convolution(name, source, dense: source.Shape.Elements < 300 && _random.Next(3) == 0);
                    break;
                default:
                    Convolution(name, source, dense: false);
                    break;
            }
        }

        if (_random.Next(4) == 0)
            Convolution("dense", _nodes[^1], dense: _nodes[^1].Shape.Elements < 600);
        return new Graph("random", GraphStage.Lowered, [.. _nodes], _nodes[^1].Name, RecordLayout.Nhwc)
        {
            Arithmetic = _arithmetic,
        };
    }

    private Graph CreateSmallMaps(int length)
    {
        var shape = new TensorShape(_random.Next(1, 7), _random.Next(1, 7), _random.Next(1, 150));
        _nodes.Add(new QuantizedInput("x", shape, Codes()));
        for (var i = 0; i < length; i++)
        {
            var (name, source) = ($"v{i}", _nodes[^1]);
            switch (_random.Next(8))
            {
                case 0:
                    AveragePool(name, source);
                    break;
                case 1:
                    Sum(name, source);
                    break;
                case 2:
                    Convolution(name, source, dense: true);
                    break;
                case 3:
                    Convolution(name, source, dense: false);
                    break;
                default:
                    var window =
                        _random.Next(2) == 0 ? new Window2d(1, 1) : Window(source.Shape, maxDilation: 1, maxKernel: 4);
                    Weighted(name, source, dense: false, 1, _random.Next(1, 70), window);
                    break;
            }
        }

        return new Graph("small", GraphStage.Lowered, [.. _nodes], _nodes[^1].Name, RecordLayout.Nhwc)
        {
            Arithmetic = _arithmetic,
        };
    }

    private Graph CreateNarrow(int length, int most)
    {
        _nodes.Add(
            new QuantizedInput(
                "x",
                new TensorShape(_random.Next(1, 22), 2 * _random.Next(2, 11), _random.Next(2, most + 1)),
                Codes()
            )
        );
        for (var i = 0; i < length; i++)
        {
            var (name, source) = ($"v{i}", _random.Next(3) == 0 ? _nodes[_random.Next(_nodes.Count)] : _nodes[^1]);
            var channels = source.Shape.Channels;
            switch (_random.Next(12))
            {
                case 0:
                    MaxPool(name, source);
                    break;
                case 1:
                    Sum(name, source);
                    break;
                case 2:
                    Weighted(
                        name,
                        source,
                        dense: false,
                        channels,
                        1,
                        Window(source.Shape, maxDilation: 1, maxKernel: 3)
                    );
                    break;
                case 3:
                    AveragePool(name, source);
                    break;
                case 4 when channels % 2 == 0:
                    Weighted(
                        name,
                        source,
                        dense: false,
                        2,
                        _random.Next(1, (most / 2) + 1),
                        Window(source.Shape, maxDilation: 1, maxKernel: 3)
                    );
                    break;
                default:
                    // The same width, mostly: it stays even.
                    var window =
                        _random.Next(3) == 0
                            ? Window(source.Shape, maxDilation: 2, maxKernel: 4)
                            : new Window2d(
                                3,
                                3,
                                _random.Next(1, 3),
                                1,
                                PadTop: 1,
                                PadLeft: 1,
                                PadBottom: 1,
                                PadRight: 1
                            );
                    if (window.OutputHeight(source.Shape.Height) < 1 || window.OutputWidth(source.Shape.Width) < 1)
                        window = new Window2d(1, 1);
                    Weighted(name, source, dense: false, 1, _random.Next(1, most + 1), window);
                    break;
            }
        }

        if (_random.Next(2) == 0)
            Convolution("dense", _nodes[^1], dense: _nodes[^1].Shape.Elements < 600);
        return new Graph("narrow", GraphStage.Lowered, [.. _nodes], _nodes[^1].Name, RecordLayout.Nhwc)
        {
            Arithmetic = _arithmetic,
        };
    }

    private QuantizationParameters Codes()
    {
        var type = _random.Next(2) == 0 ? CodeType.Quint8 : CodeType.Qint8;
        var zero = _random.Next(5) switch
        {
            0 => type.Minimum,
            1 => type.Maximum,
            _ => _random.Next(type.Minimum, type.Maximum + 1),
        };
        return new QuantizationParameters(type, Math.Pow(2, (_random.NextDouble() * 6) - 3), zero);
    }

    private CodeClamp Clamp(QuantizationParameters codes) =>
        _random.Next(3) switch
        {
            0 => new CodeClamp(codes.ZeroPoint, codes.Type.Maximum),
            1 => new CodeClamp(codes.Type.Minimum + _random.Next(60), codes.Type.Maximum - _random.Next(60)),
            _ => new CodeClamp(codes.Type.Minimum, codes.Type.Maximum),
        };

    private FixedPointMultiplier Factor(double factor, int preshift)
    {
        if (_arithmetic.Mode == RequantizeMode.HalfUp)
            return HalfUpFactor.FromReal(factor, _arithmetic.MultiplierBits, preshift)
                ?? throw new InvalidOperationException("factor");
        var exponent = Math.ILogB(factor) + 1;
        var value = (long)Math.Round(Math.ScaleB(factor, 31 - exponent));
        return value == 1L << 31 ? new(1 << 30, exponent + 1) : new((int)value, exponent);
    }

    private void Convolution(string name, QuantizedNode source, bool dense)
    {
        var input = source.Shape;
        var (groups, perGroup) = dense ? (1, _random.Next(1, 30)) : Groups(input.Channels);
        var window = dense ? new Window2d(input.Height, input.Width) : Window(input, maxDilation: 2, maxKernel: 5);
        Weighted(name, source, dense, groups, perGroup, window);
    }

    private void Weighted(string name, QuantizedNode source, bool dense, int groups, int perGroup, Window2d window)
    {
        var input = source.Shape;
        var outputs = groups * perGroup;
        var inputs = input.Channels / groups;
        var type = _random.Next(2) == 0 ? CodeType.Quint8 : CodeType.Qint8;
        var zero = type.Signed ? 0 : _random.Next(256);
        var spread = _random.Next(1, 256);
        var count = window.Taps * inputs;
        ImmutableArray<short> weights =
        [
            .. Enumerable
                .Range(0, outputs * count)
                .Select(_ => (short)Math.Clamp(zero + _random.Next(-spread, spread + 1), type.Minimum, type.Maximum)),
        ];
        ImmutableArray<int> bias = [.. Enumerable.Range(0, outputs).Select(_ => _random.Next(-3000, 3001))];
        var bound = Enumerable
            .Range(0, outputs)
            .Max(o =>
                Math.Abs((long)bias[o]) + weights.Skip(o * count).Take(count).Sum(w => 255L * Math.Abs(w - zero))
            );
        var preshift = HalfUpFactor.PreshiftFor(bound, _arithmetic.Profile);
        var typical = 100.0 / (spread * 60 * Math.Sqrt(count)) * (0.5 + _random.NextDouble());
        var channels = _random.Next(2) == 0 ? 1 : outputs;
        ImmutableArray<FixedPointMultiplier> factors =
        [
            .. Enumerable.Range(0, channels).Select(_ => Factor(typical * (0.5 + _random.NextDouble()), preshift)),
        ];
        var codes = Codes();
        _nodes.Add(
            new QuantizedConv2d(
                name,
                [source.Name],
                window.Output(input, outputs),
                codes,
                window,
                groups,
                weights,
                new WeightQuantization(type, [1.0], zero),
                bias,
                new Requantization(factors, preshift),
                Clamp(codes),
                dense
            )
        );
    }

    private (int Groups, int PerGroup) Groups(int channels)
    {
        switch (_random.Next(4))
        {
            case 0:
                return (1, _random.Next(1, 40));
            case 1:
                return (channels, channels <= 12 && _random.Next(3) == 0 ? 2 : 1);
            default:
                var divisors = Enumerable.Range(1, channels).Where(g => channels % g == 0).ToArray();
                var groups = divisors[_random.Next(divisors.Length)];
                var same = _random.Next(2) == 0 ? channels / groups : _random.Next(1, Math.Max(2, 48 / groups));
                return (groups, same);
        }
    }

    private Window2d Window(TensorShape input, int maxDilation, int maxKernel)
    {
        while (true)
        {
            int height = _random.Next(1, maxKernel + 1),
                width = _random.Next(2) == 0 ? height : _random.Next(1, maxKernel + 1);
            var window = new Window2d(
                height,
                width,
                _random.Next(1, 3),
                _random.Next(1, 3),
                _random.Next(1, maxDilation + 1),
                _random.Next(1, maxDilation + 1)
            );
            if (_random.Next(3) > 0)
            {
                window = window with
                {
                    PadTop = _random.Next(0, height),
                    PadBottom = _random.Next(0, height),
                    PadLeft = _random.Next(0, width),
                    PadRight = _random.Next(0, width),
                };
            }

            if (window.OutputHeight(input.Height) > 0 && window.OutputWidth(input.Width) > 0)
                return window;
        }
    }

    private void MaxPool(string name, QuantizedNode source)
    {
        var window = Window(source.Shape, maxDilation: 1, maxKernel: 3);
        if (_random.Next(2) == 0 && source.Shape is { Height: > 1, Width: > 1 })
            window = new Window2d(2, 2, 2, 2);
        _nodes.Add(
            new QuantizedMaxPool(
                name,
                [source.Name],
                window.Output(source.Shape, source.Shape.Channels),
                source.Output,
                window,
                Clamp(source.Output)
            )
        );
    }

    private void AveragePool(string name, QuantizedNode source)
    {
        var window =
            _random.Next(2) == 0
                ? new Window2d(source.Shape.Height, source.Shape.Width)
                : Window(source.Shape, maxDilation: 1, maxKernel: 4);
        _nodes.Add(
            new QuantizedAveragePool(
                name,
                [source.Name],
                window.Output(source.Shape, source.Shape.Channels),
                source.Output,
                window,
                _random.Next(2) == 0,
                Clamp(source.Output)
            )
        );
    }

    private void Sum(string name, QuantizedNode source)
    {
        var others = _nodes.Where(n => n.Shape == source.Shape).ToArray();
        var other = others[_random.Next(others.Length)];
        var larger = Math.Max(source.Output.Scale, other.Output.Scale);
        var preshift = _arithmetic.Profile == RequantizeProfile.Lean ? 8 : 0;
        var codes = Codes();
        _nodes.Add(
            new QuantizedAdd(
                name,
                [source.Name, other.Name],
                source.Shape,
                codes,
                Half(source),
                Half(other),
                new Requantization([Factor(2 * larger / (Math.Pow(2, 20) * codes.Scale), preshift)], preshift),
                Clamp(codes)
            )
        );

        Requantization Half(QuantizedNode operand) =>
            new([Factor(operand.Output.Scale / (2 * larger), preshift)], preshift);
    }

    private QuantizedRescale Rescale(string name, QuantizedNode source, QuantizationParameters codes)
    {
        var count = _random.Next(2) == 0 ? 1 : source.Shape.Channels;
        var node = new QuantizedRescale(
            name,
            [source.Name],
            source.Shape,
            codes,
            new Requantization([.. Enumerable.Range(0, count).Select(_ => Factor(0.3 + _random.NextDouble(), 0))], 0),
            Clamp(codes)
        );
        _nodes.Add(node);
        return node;
    }

    private void Pad(string name, QuantizedNode source)
    {
        int top = _random.Next(3),
            bottom = _random.Next(3),
            left = _random.Next(3),
            right = _random.Next(3);
        var shape = new TensorShape(
            source.Shape.Height + top + bottom,
            source.Shape.Width + left + right,
            source.Shape.Channels
        );
        var code = _random.Next(source.Output.Type.Minimum, source.Output.Type.Maximum + 1);
        _nodes.Add(new QuantizedPad(name, [source.Name], shape, source.Output, top, bottom, left, right, code));
    }

    private void Concat(string name, QuantizedNode source)
    {
        var others = _nodes
            .Where(n => n.Shape.Height == source.Shape.Height && n.Shape.Width == source.Shape.Width)
            .ToArray();
        var count = _random.Next(1, 3);
        var parts = new List<QuantizedNode> { source };
        for (var part = 0; part < count; part++)
        {
            var other = others[_random.Next(others.Length)];
            parts.Add(other.Output == source.Output ? other : Rescale($"{name}p{part}", other, source.Output));
        }

        var channels = parts.Sum(p => p.Shape.Channels);
        if (channels > 100)
            return;
        _nodes.Add(
            new QuantizedConcat(
                name,
                [.. parts.Select(p => p.Name)],
                source.Shape with
                {
                    Channels = channels,
                },
                source.Output
            )
        );
    }
}
