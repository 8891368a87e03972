// SPDX-License-Identifier: Apache-2.0

namespace CoDesign.Cli.Tests.Foreign;

/// <summary>
/// A random float ONNX model as other tools might write it: kernels to 7 x 7 and 10 x 4, strides to 3, dilation, lopsided padding, groups of any width, channel multipliers, batch normalization in odd places,
/// chained residual adds, concatenations, pools, dense stacks, odd maps, names and operator sets.
/// </summary>
internal sealed class RandomOnnxNetwork
{
    private static readonly (int Height, int Width)[] Kernels =
    [
        (1, 1),
        (1, 1),
        (3, 3),
        (3, 3),
        (3, 3),
        (5, 5),
        (7, 7),
        (10, 4),
        (1, 3),
        (3, 1),
        (1, 7),
        (5, 1),
        (2, 2),
        (4, 4),
        (3, 5),
    ];

    private static readonly int[] Widths = [1, 3, 4, 5, 8, 10, 12, 16, 17, 20, 24, 32, 36, 40, 64, 100, 130];
    private static readonly int[] Opsets = [9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 21];

    private static readonly string[] OddNames =
    [
        "a/b:{0}",
        "x y{0}",
        "ünï\"{0}",
        "{0}",
        "layer<{0}>",
        "1-{0}.w",
        "модель{0}",
        "q'{0}",
        "a&b%s{0}\\n",
        "..{0}",
        "*/{0}",
        "`{0}`",
        "$display({0})",
    ];

    private readonly Random _random;
    private readonly OnnxModel _model;
    private readonly long _greatestMacs;
    private string _value = "input";
    private int _channels;
    private int _height;
    private int _width;
    private long _macs;
    private int _constants;

    private RandomOnnxNetwork(int seed, long greatestMacs)
    {
        _random = new Random(seed);
        _greatestMacs = greatestMacs;
        _channels = Pick(1, 1, 3, 3, 3, 2, 4, 6, 10, 12, 20, 24);
        _height = Pick(1, 2, 3, 4, 5, 7, 8, 9, 11, 12, 14, 15, 16, 17, 19, 20, 24, 28, 32, 33, 40, 48);
        _width = Chance(0.6) ? _height : Pick(1, 2, 3, 5, 8, 10, 13, 16, 25, 31, 40);
        if (Chance(0.06))
            (_channels, _height, _width) = (Pick(10, 36, 100, 130, 256), 1, 1);
        var hasOddNames = Chance(0.2);
        var isFlat = _height * _width == 1 && Chance(0.5);
        Record = isFlat ? [_channels] : [_channels, _height, _width];
        _model = new OnnxModel($"net{seed}", Record, Pick<string?>(null, "N", "batch_size"))
        {
            Opset = Pick(Opsets),
            NameOfValue = number =>
                hasOddNames ? string.Format(null, OddNames[number % OddNames.Length], number) : $"v{number}",
        };
        Build(isFlat);
    }

    /// <summary>Dimensions of an input record.</summary>
    public int[] Record { get; }

    /// <summary>What stands in it, for messages.</summary>
    public List<string> Description { get; } = [];

    /// <summary>The network of a seed, of not much more than so many multiply-accumulates.</summary>
    public static RandomOnnxNetwork Create(int seed, long greatestMacs) => new(seed, greatestMacs);

    public string Save(string folder) => _model.Save(folder);

    private void Build(bool isFlat)
    {
        if (!isFlat)
        {
            for (var parts = Pick(0, 1, 1, 2, 2, 3, 4, 5, 6); parts > 0; parts--)
                Part(_random.NextDouble());
            if (Chance(0.6))
                isFlat = Flatten();
        }

        if (isFlat)
        {
            for (var layers = Pick(1, 1, 1, 2, 3, 5); layers > 0; layers--)
                Dense(Pick(2, 5, 10, 12, 16, 36, 100, 128, 130));
            if (Chance(0.2))
                Node("Softmax", [_value], OnnxModel.Int("axis", 1));
        }

        if (_value == "input")
            Node("Relu", [_value]);
    }

    private void Part(double which)
    {
        if (which < 0.6)
            ConvolutionPart();
        else if (which < 0.78)
            Residual();
        else if (which < 0.9)
            Pool();
        else
            Concat();
    }

    private void ConvolutionPart()
    {
        if (Chance(0.1))
            BatchNorm();
        for (var attempt = 0; attempt < 20 && !TryConvolution(); attempt++) { }
        if (Chance(0.5))
            BatchNorm();
        Activation();
        if (Chance(0.1))
            BatchNorm();
    }

    /// <summary>A convolution with random window, if it fits the map and the multiply-accumulates that are left.</summary>
    private bool TryConvolution()
    {
        var (height, width) = Pick(Kernels);
        var stride = Pick((1, 1), (1, 1), (1, 1), (1, 1), (2, 2), (2, 2), (3, 3), (1, 2), (2, 1));
        var dilation = height * width > 1 && Chance(0.15) ? 2 : 1;
        var (groups, outputs) = Groups();
        var (extentY, extentX) = (((height - 1) * dilation) + 1, ((width - 1) * dilation) + 1);
        int[] pads = Pick("same", "same", "same", "valid", "lopsided", "full") switch
        {
            "same" => [(extentY - 1) / 2, (extentX - 1) / 2, extentY / 2, extentX / 2],
            "valid" => [0, 0, 0, 0],
            "full" => [extentY - 1, extentX - 1, extentY - 1, extentX - 1],
            _ => [_random.Next(extentY), _random.Next(extentX), _random.Next(extentY), _random.Next(extentX)],
        };
        var (roomY, roomX) = (_height + pads[0] + pads[2] - extentY, _width + pads[1] + pads[3] - extentX);
        if (roomY < 0 || roomX < 0 || outputs > 256)
            return false;
        var (outHeight, outWidth) = ((roomY / stride.Item1) + 1, (roomX / stride.Item2) + 1);
        var macs = (long)outHeight * outWidth * outputs * (_channels / groups) * height * width;
        if (_macs + macs > _greatestMacs)
            return false;
        _macs += macs;
        Convolution(
            outputs,
            groups,
            height,
            width,
            Chance(0.6),
            [
                OnnxModel.Ints("strides", stride.Item1, stride.Item2),
                OnnxModel.Ints("dilations", dilation, dilation),
                OnnxModel.Ints("pads", pads[0], pads[1], pads[2], pads[3]),
            ]
        );
        Description.Add(
            $"stride {stride} dilation {dilation} pads {string.Join(' ', pads)} {_height}x{_width}->{outHeight}x{outWidth}"
        );
        (_height, _width) = (outHeight, outWidth);
        return true;
    }

    /// <summary>Regular, depthwise, depthwise with a channel multiplier, or groups of any width.</summary>
    private (int Groups, int Outputs) Groups()
    {
        int[] divisors = [.. new[] { 2, 3, 4, 6, 8, 12, 16 }.Where(divisor => _channels % divisor == 0)];
        return Pick(0, 1, 2, 3, 3) switch
        {
            1 => (_channels, _channels),
            2 => (_channels, _channels * Pick(2, 3)),
            3 when divisors.Length > 0 && Pick(divisors) is var groups => (groups, groups * Pick(1, 2, 3, 4, 5, 8)),
            _ => (1, Pick(Widths)),
        };
    }

    /// <summary>One or two convolutions that keep the map, and their input or a projection of it added.</summary>
    private void Residual()
    {
        var input = _value;
        var channels = _channels;
        for (var left = Pick(1, 2); left > 0; left--)
        {
            SameConvolution(channels, Pick([.. new[] { 1, 1, 2, 3, channels }.Where(g => channels % g == 0)]));
            if (Chance(0.4))
                BatchNorm();
            if (left > 1 || Chance(0.3))
                Activation();
        }

        var body = _value;
        if (Chance(0.3))
        {
            _value = input;
            SameConvolution(channels, 1);
            input = _value;
        }

        Node("Add", Chance(0.5) ? [body, input] : [input, body]);
        if (Chance(0.6))
            Activation();
    }

    private void Concat()
    {
        var (input, channels) = (_value, _channels);
        SameConvolution(Pick(4, 5, 8, 12), 1);
        Activation();
        var (first, firstChannels) = (_value, _channels);
        (_value, _channels) = (input, channels);
        SameConvolution(Pick(3, 8, 16), 1);
        Activation();
        Node("Concat", [first, _value], OnnxModel.Int("axis", 1));
        _channels += firstChannels;
    }

    private void SameConvolution(int outputs, int groups)
    {
        var kernel = Pick(1, 3, 3, 5);
        var each = (long)_height * _width * outputs * (_channels / groups);
        if (_macs + (each * kernel * kernel) > _greatestMacs)
            kernel = 1;
        _macs += each * kernel * kernel;
        var pad = kernel / 2;
        Convolution(outputs, groups, kernel, kernel, true, [OnnxModel.Ints("pads", pad, pad, pad, pad)]);
    }

    private void Convolution(int outputs, int groups, int height, int width, bool hasBias, WireMessage[] attributes)
    {
        var inputs = _channels / groups;
        var spread = MathF.Sqrt(6f / (inputs * height * width));
        var zero = Chance(0.1) ? _random.Next(outputs) : -1;
        var each = inputs * height * width;
        var weights = Constant([outputs, inputs, height, width], i => i / each == zero ? 0 : Real(spread));
        string[] operands = hasBias ? [_value, weights, Constant([outputs], _ => Real(0.3f))] : [_value, weights];
        Node(
            "Conv",
            operands,
            [.. attributes, OnnxModel.Ints("kernel_shape", height, width), OnnxModel.Int("group", groups)]
        );
        Description.Add($"{height}x{width} {_channels}->{outputs} groups {groups}");
        _channels = outputs;
    }

    private void BatchNorm()
    {
        var inputs = new[]
        {
            _value,
            Constant([_channels], _ => (0.3f + (1.2f * _random.NextSingle())) * (Chance(0.1) ? -1 : 1)),
            Constant([_channels], _ => Real(0.3f)),
            Constant([_channels], _ => Real(0.3f)),
            Constant([_channels], _ => 0.3f + (1.2f * _random.NextSingle())),
        };
        Node("BatchNormalization", inputs, OnnxModel.Float("epsilon", 0.001f));
    }

    private void Activation()
    {
        var which = Pick("Relu", "Relu", "Relu", "Clip", "none");
        if (which == "Relu")
            Node("Relu", [_value]);
        if (which != "Clip")
            return;
        var (low, high) = Pick((0f, 6f), (0f, 6f), (-1f, 1f), (0f, 1.5f), (-0.5f, 2f));
        if (_model.Opset < 11)
            Node("Clip", [_value], OnnxModel.Float("min", low), OnnxModel.Float("max", high));
        else
            Node("Clip", [_value, Constant([], _ => low), Constant([], _ => high)]);
    }

    private void Pool()
    {
        var op = Pick("MaxPool", "AveragePool");
        var (height, width) = Pick((2, 2), (3, 3), (2, 1), (1, 2), (3, 2));
        var stride = Pick(1, 2, 2, 3);
        var (padY, padX) = Chance(0.4) ? (_random.Next(height), _random.Next(width)) : (0, 0);
        var (roomY, roomX) = (_height + (2 * padY) - height, _width + (2 * padX) - width);
        if (roomY < 0 || roomX < 0)
            return;
        WireMessage[] attributes =
        [
            OnnxModel.Ints("kernel_shape", height, width),
            OnnxModel.Ints("strides", stride, stride),
            OnnxModel.Ints("pads", padY, padX, padY, padX),
        ];
        if (op == "AveragePool" && Chance(0.5))
            attributes = [.. attributes, OnnxModel.Int("count_include_pad", 1)];
        Node(op, [_value], attributes);
        (_height, _width) = ((roomY / stride) + 1, (roomX / stride) + 1);
    }

    /// <summary>A record of few elements as it is, else what a global pool leaves, in one dimension.</summary>
    private bool Flatten()
    {
        if (Chance(0.75) || _channels * _height * _width > 3000)
        {
            if (Chance(0.25) && _model.Opset < 18)
                Node("ReduceMean", [_value], OnnxModel.Ints("axes", 2, 3), OnnxModel.Int("keepdims", 1));
            else
                Node(Pick("GlobalAveragePool", "GlobalAveragePool", "GlobalMaxPool"), [_value]);
            _height = _width = 1;
        }

        _channels *= _height * _width;
        if (Chance(0.5))
            Node("Flatten", [_value]);
        else
            Node("Reshape", [_value, _model.Integers($"c{_constants++}", -1, _channels)]);
        return true;
    }

    private void Dense(int outputs)
    {
        var spread = MathF.Sqrt(6f / _channels);
        var bias = Constant([outputs], _ => Real(0.2f));
        if (Chance(0.6))
        {
            Node("Gemm", [_value, Constant([outputs, _channels], _ => Real(spread)), bias], OnnxModel.Int("transB", 1));
        }
        else
        {
            Node("MatMul", [_value, Constant([_channels, outputs], _ => Real(spread))]);
            Node("Add", [_value, bias]);
        }

        _channels = outputs;
        if (Chance(0.7))
            Activation();
    }

    private void Node(string op, string[] inputs, params WireMessage[] attributes)
    {
        _value = _model.Node(op, inputs, attributes).Value;
        Description.Add(op);
    }

    private string Constant(int[] dims, Func<int, float> element) => _model.Tensor($"c{_constants++}", dims, element);

    /// <summary>Even between -spread and spread.</summary>
    private float Real(float spread) => ((2 * _random.NextSingle()) - 1) * spread;

    private bool Chance(double probability) => _random.NextDouble() < probability;

    private T Pick<T>(params T[] choices) => choices[_random.Next(choices.Length)];
}
