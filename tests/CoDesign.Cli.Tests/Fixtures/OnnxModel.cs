// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace CoDesign.Cli.Tests.Fixtures;

/// <summary>
/// Writes small float ONNX models value by value: each method appends one node that reads the value before it. Weights are pseudo-random, seeded.
/// </summary>
internal sealed class OnnxModel
{
    private const int FloatType = 1;
    private const int Int64Type = 7;
    private readonly WireMessage _graph = new();
    private readonly Random _random = new(1);
    private readonly string _name;
    private string _value = "input";
    private int _channels;
    private int _count;

    public OnnxModel(string name, int channels, int height, int width)
        : this(name, [channels, height, width]) { }

    /// <param name="name">Of the graph and the file.</param>
    /// <param name="record">Dimensions of an input record, channels first.</param>
    /// <param name="batch">Name of the batch dimension; null = 1.</param>
    public OnnxModel(string name, int[] record, string? batch = null)
    {
        _name = name;
        _channels = record[0];
        _graph.Add(2, name);
        _graph.Add(11, ValueInfo("input", batch, record));
    }

    /// <summary>Version of the operator set.</summary>
    public int Opset { get; init; } = 13;

    /// <summary>Name of a node's value, of the node and of nothing else, from its number.</summary>
    public Func<int, string> NameOfValue { get; init; } = number => $"v{number}";

    /// <summary>Name of the value that was defined last.</summary>
    public string Value => _value;

    /// <summary>Every tensor so far.</summary>
    public List<(string Name, int[] Dims, float[] Values)> Tensors { get; } = [];

    public OnnxModel Conv(int outputs, int kernel = 3, int stride = 1, int groups = 1, bool hasBias = true)
    {
        var pad = kernel / 2;
        var weights = Weights($"w{_count}", [outputs, _channels / groups, kernel, kernel]);
        var inputs = hasBias ? new[] { _value, weights, Weights($"b{_count}", [outputs]) } : [_value, weights];
        _channels = outputs;
        return Node(
            "Conv",
            inputs,
            Ints("kernel_shape", kernel, kernel),
            Ints("strides", stride, stride),
            Ints("pads", pad, pad, pad, pad),
            Int("group", groups)
        );
    }

    /// <summary>The first <paramref name="dead"/> channels are -1 for every input.</summary>
    public OnnxModel BatchNorm(int dead = 0)
    {
        string[] arrays =
        [
            Tensor($"gamma{_count}", [_channels], i => i < dead ? 0 : 0.5f + (i % 3)),
            Tensor($"beta{_count}", [_channels], i => i < dead ? -1 : 0.1f * (i % 5)),
            Tensor($"mean{_count}", [_channels], i => 0.2f - (0.1f * (i % 4))),
            Tensor($"var{_count}", [_channels], i => 0.5f + (0.25f * (i % 2))),
        ];
        return Node("BatchNormalization", [_value, .. arrays]);
    }

    public OnnxModel Relu() => Node("Relu", [_value]);

    public OnnxModel MaxPool(int size) =>
        Node("MaxPool", [_value], Ints("kernel_shape", size, size), Ints("strides", size, size));

    /// <summary>Stride 1; padding is left out of the count.</summary>
    public OnnxModel AveragePool(int size, int pad) =>
        Node("AveragePool", [_value], Ints("kernel_shape", size, size), Ints("pads", pad, pad, pad, pad));

    public OnnxModel Add(string other) => Node("Add", [_value, other]);

    public OnnxModel Flatten() => Node("Flatten", [_value], Int("axis", 1));

    public OnnxModel Gemm(int inputs, int outputs)
    {
        var weights = Weights($"w{_count}", [outputs, inputs]);
        return Node("Gemm", [_value, weights, Weights($"b{_count}", [outputs])], Int("transB", 1));
    }

    public OnnxModel Node(string op, string[] inputs, params WireMessage[] attributes)
    {
        var node = new WireMessage();
        foreach (var input in inputs)
            node.Add(1, input);
        _value = NameOfValue(_count++);
        node.Add(2, _value).Add(3, $"{op.ToLowerInvariant()}_{_count}").Add(4, op);
        foreach (var attribute in attributes)
            node.Add(5, attribute);
        _graph.Add(1, node);
        return this;
    }

    /// <summary>Writes <c>NAME.onnx</c> into a folder; the value defined last is the output.</summary>
    public string Save(string folder)
    {
        _graph.Add(12, new WireMessage().Add(1, _value));
        var model = new WireMessage().Add(1, 8).Add(7, _graph).Add(8, new WireMessage().Add(1, "").Add(2, Opset));
        var path = Path.Combine(folder, _name + ".onnx");
        File.WriteAllBytes(path, model.Bytes);
        return path;
    }

    private string Weights(string name, int[] dims)
    {
        var spread = 1.5f / MathF.Sqrt(dims.Skip(1).Aggregate(1, (a, b) => a * b));
        return Tensor(name, dims, _ => ((float)_random.NextDouble() - 0.45f) * 2 * spread);
    }

    /// <summary>Adds a constant; returns its name.</summary>
    public string Tensor(string name, int[] dims, Func<int, float> element)
    {
        var values = Enumerable.Range(0, dims.Aggregate(1, (a, b) => a * b)).Select(element).ToArray();
        Tensors.Add((name, dims, values));
        var tensor = new WireMessage();
        foreach (var dim in dims)
            tensor.Add(1, dim);
        tensor.Add(2, FloatType).Add(8, name).Add(9, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
        _graph.Add(5, tensor);
        return name;
    }

    /// <summary>Adds a constant of int64; returns its name.</summary>
    public string Integers(string name, params long[] values)
    {
        _graph.Add(
            5,
            new WireMessage()
                .Add(1, values.Length)
                .Add(2, Int64Type)
                .Add(8, name)
                .Add(9, MemoryMarshal.AsBytes(values.AsSpan()).ToArray())
        );
        return name;
    }

    public static WireMessage Float(string name, float value) =>
        new WireMessage().Add(1, name).Add(2, value).Add(20, 1);

    public static WireMessage Text(string name, string value) =>
        new WireMessage().Add(1, name).Add(4, value).Add(20, 3);

    public static WireMessage Int(string name, long value) => new WireMessage().Add(1, name).Add(3, value).Add(20, 2);

    public static WireMessage Ints(string name, params long[] values)
    {
        var attribute = new WireMessage().Add(1, name).Add(20, 7);
        foreach (var value in values)
            attribute.Add(8, value);
        return attribute;
    }

    private static WireMessage ValueInfo(string name, string? batch, int[] record)
    {
        var first = batch is null ? new WireMessage().Add(1, 1) : new WireMessage().Add(2, batch);
        var shape = new WireMessage().Add(1, first);
        foreach (var dim in record)
            shape.Add(1, new WireMessage().Add(1, dim));
        return new WireMessage()
            .Add(1, name)
            .Add(2, new WireMessage().Add(1, new WireMessage().Add(1, FloatType).Add(2, shape)));
    }
}
