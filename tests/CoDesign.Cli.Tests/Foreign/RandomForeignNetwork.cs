// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.Tests.TfLite;

namespace CoDesign.Cli.Tests.Foreign;

/// <summary>Networks from a seed: every operator and variant of an int8 .tflite file, in random order and geometry, with scales that give factors on both sides of 1.</summary>
internal sealed class RandomForeignNetwork
{
    private const int GreatestElements = 4000;
    private readonly Random _random;
    private readonly List<ReferenceMap> _maps = [];

    private RandomForeignNetwork(int seed)
    {
        _random = new Random(seed);
        var channels = _random.Next(4) == 0 ? 1 << _random.Next(6) : _random.Next(1, 25);
        Network = new ReferenceNetwork(_random.Next(1, 13), _random.Next(1, 13), channels, NextScale(0.02), NextZero());
        _maps.Add(Network.Input);
    }

    public ReferenceNetwork Network { get; }

    /// <summary>The network of a seed and the map that is its output.</summary>
    public static (ReferenceNetwork Network, ReferenceMap Output) Build(int seed)
    {
        var built = new RandomForeignNetwork(seed);
        for (var left = built._random.Next(1, 8); left > 0; left--)
            built.Body(left);
        if (built._random.Next(2) == 0)
            built.Head();
        return (built.Network, built._maps[^1]);
    }

    private ReferenceMap X => _maps[^1];

    private void Body(int left)
    {
        var next = _random.Next(12) switch
        {
            0 or 1 => Conv(isDepthwise: false),
            2 or 3 => Conv(isDepthwise: true),
            4 => Network.Pool(X, isMaximum: true, Window(dilates: false)),
            5 => Network.Pool(X, isMaximum: false, Window(dilates: false)),
            6 => Dense(X, keepsDimensions: true),
            7 => Network.Rescale(
                X,
                _random.Next(4) == 0 ? 114 : _random.Next(19, 22),
                Near(X.Scale, 0.5, 2),
                NextZero()
            ),
            8 => Add(),
            9 => Concat(),
            _ => Network.Pad(
                X,
                _random.Next(3),
                _random.Next(3),
                _random.Next(3),
                _random.Next(3),
                _random.Next(2) == 0 ? null : (sbyte)_random.Next(-128, 128)
            ),
        };
        if (next.Elements <= GreatestElements)
            _maps.Add(next);
        else
            _maps.Add(Network.Pool(next, isMaximum: true, new ReferenceWindow(3, 3, 3, 3)));
    }

    private void Head()
    {
        if (_random.Next(6) == 0)
            _maps.Add(Network.Maximum(X));
        else if (_random.Next(3) > 0)
            _maps.Add(Network.Mean(X, _random.Next(2) == 0, Near(X.Scale, 0.5, 2), NextZero()));
        if (_random.Next(2) == 0)
            _maps.Add(Network.Flatten(X));
        _maps.Add(Dense(X, keepsDimensions: false));
    }

    private ReferenceMap Conv(bool isDepthwise)
    {
        var x = X;
        var window = Window(dilates: true);
        int[] divisors = [.. Enumerable.Range(1, x.Channels).Where(g => x.Channels % g == 0)];
        var groups =
            isDepthwise ? x.Channels
            : _random.Next(2) == 0 ? 1
            : divisors[_random.Next(divisors.Length)];
        var outputs = isDepthwise
            ? x.Channels * (_random.Next(3) == 0 ? _random.Next(1, 4) : 1)
            : groups * _random.Next(1, Math.Max(2, 24 / groups));
        var taken = window.Height * window.Width * (isDepthwise ? 1 : x.Channels / groups);
        var scales = WeightScales(outputs);
        return Network.Conv(
            x,
            isDepthwise,
            outputs,
            groups,
            window,
            Weights(outputs * taken),
            scales,
            Bias(outputs),
            OutputScale(x, scales, taken),
            NextZero()
        );
    }

    private ReferenceMap Dense(ReferenceMap x, bool keepsDimensions)
    {
        var outputs = _random.Next(1, 20);
        var taken = keepsDimensions ? x.Channels : x.Elements;
        var scales = WeightScales(outputs);
        return Network.Dense(
            x,
            keepsDimensions,
            outputs,
            Weights(outputs * taken),
            scales,
            Bias(outputs),
            _random.Next(4),
            OutputScale(x, scales, taken),
            NextZero()
        );
    }

    /// <summary>With an earlier map of the same shape, or with itself.</summary>
    private ReferenceMap Add()
    {
        var fitting = _maps.Where(m => (m.Height, m.Width, m.Channels) == (X.Height, X.Width, X.Channels)).ToArray();
        var other = fitting[_random.Next(fitting.Length)];
        return Network.Add(X, other, _random.Next(4), Near(Math.Max(X.Scale, other.Scale), 0.7, 2), NextZero());
    }

    private ReferenceMap Concat()
    {
        var fitting = _maps.Where(m => (m.Height, m.Width) == (X.Height, X.Width)).ToArray();
        ReferenceMap[] parts =
        [
            X,
            .. Enumerable.Range(0, _random.Next(1, 3)).Select(_ => fitting[_random.Next(fitting.Length)]),
        ];
        return _random.Next(2) == 0
            ? Network.Concat(parts, X.Scale, X.ZeroPoint)
            : Network.Concat(parts, Near(X.Scale, 0.6, 2), NextZero());
    }

    private ReferenceWindow Window(bool dilates)
    {
        var isSame = _random.Next(2) == 0;
        var (dilationY, dilationX) =
            dilates && _random.Next(3) == 0 ? (_random.Next(1, 4), _random.Next(1, 4)) : (1, 1);
        var (height, width) = (Kernel(isSame, X.Height, dilationY), Kernel(isSame, X.Width, dilationX));
        // TensorFlow Lite's kernels take strides and dilation together; both are exercised.
        return new ReferenceWindow(
            height,
            width,
            _random.Next(1, 4),
            _random.Next(1, 4),
            dilationY,
            dilationX,
            isSame,
            _random.Next(4)
        );
    }

    /// <summary>At most the map without padding; with SAME padding also more.</summary>
    private int Kernel(bool isSame, int size, int dilation) =>
        _random.Next(1, Math.Min(6, isSame ? 6 : ((size - 1) / dilation) + 1) + 1);

    private sbyte[] Weights(int count)
    {
        var codes = new sbyte[count];
        for (var i = 0; i < count; i++)
            codes[i] = (sbyte)(_random.Next(40) == 0 ? (_random.Next(2) == 0 ? -128 : 127) : _random.Next(-127, 128));
        return codes;
    }

    private int[]? Bias(int outputs) =>
        _random.Next(4) == 0 ? null : [.. Enumerable.Range(0, outputs).Select(_ => _random.Next(-2000, 2001))];

    private float[] WeightScales(int outputs) =>
        _random.Next(3) == 0
            ? [NextScale(0.01)]
            : [.. Enumerable.Range(0, outputs).Select(_ => _random.Next(30) == 0 ? 1e-12f : NextScale(0.01))];

    /// <summary>So that a typical sum takes about half of the codes; sometimes far off.</summary>
    private float OutputScale(ReferenceMap x, float[] scales, int taken)
    {
        var typical = x.Scale * scales.Max() * 73 * 73 * Math.Sqrt(taken) / 60;
        return (float)(
            typical * (_random.Next(6) == 0 ? Math.Exp((_random.NextDouble() * 12) - 8) : 0.5 + _random.NextDouble())
        );
    }

    private float NextScale(double typical) => (float)(typical * (0.3 + (2 * _random.NextDouble())));

    private float Near(float scale, double least, double most) =>
        _random.Next(4) == 0 ? scale : (float)(scale * (least + ((most - least) * _random.NextDouble())));

    private int NextZero() => _random.Next(4) == 0 ? (_random.Next(2) == 0 ? -128 : 127) : _random.Next(-128, 128);
}
