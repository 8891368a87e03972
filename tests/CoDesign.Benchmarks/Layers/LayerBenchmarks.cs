// SPDX-License-Identifier: Apache-2.0
using BenchmarkDotNet.Attributes;
using CoDesign.Golden.Integer;
using CoDesign.Golden.Kernels;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Benchmarks.Layers;

/// <summary>One convolution of each kind, plain loops against vector kernels.</summary>
public class LayerBenchmarks
{
    private const int Seed = 7;

    private Graph? _graph;
    private short[] _codes = [];
    private IntegerExecutor? _plain;
    private FastExecutor? _vector;
    private Dictionary<string, short[]> _values = [];

    /// <summary>Groups, inputs and outputs of a group, kernel, map.</summary>
    [Params("1x16x16 k3 m32", "1x64x64 k1 m8", "4x8x8 k3 m16", "32x1x1 k3 m16", "1x4096x128 k1 m1")]
    public string Layer { get; set; } = "1x16x16 k3 m32";

    [GlobalSetup]
    public void Prepare()
    {
        var numbers = Layer.Split(' ', 'x', 'k', 'm').Where(word => word.Length > 0).Select(int.Parse).ToArray();
        var (groups, inputs, outputs, kernel, map) = (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
        var random = new Random(Seed);
        var channels = groups * outputs;
        QuantizationParameters codes = new(CodeType.Quint8, 1, 3);
        var window = new Window2d(kernel, kernel, 1, 1, 1, 1, kernel / 2, kernel / 2, kernel / 2, kernel / 2);
        _graph = new Graph(
            Layer,
            GraphStage.Quantized,
            [
                new QuantizedInput("x", new TensorShape(map, map, groups * inputs), codes),
                new QuantizedConv2d(
                    "y",
                    ["x"],
                    new TensorShape(map, map, channels),
                    codes,
                    window,
                    groups,
                    [.. Enumerable.Range(0, channels * window.Taps * inputs).Select(_ => (short)random.Next(256))],
                    new WeightQuantization(CodeType.Quint8, [1], 128),
                    [.. new int[channels]],
                    new Requantization([new FixedPointMultiplier(40000, 26)], 0),
                    new CodeClamp(3, 255)
                ),
            ],
            "y",
            RecordLayout.Nhwc
        );
        _codes = [.. Enumerable.Range(0, (int)_graph["x"].Shape.Elements).Select(_ => (short)random.Next(256))];
        _plain = new IntegerExecutor(_graph);
        _vector = new FastExecutor(_graph);
        _values = new Dictionary<string, short[]>(StringComparer.Ordinal);
    }

    [Benchmark(Baseline = true)]
    public short[]? Plain() => _plain?.Run(_codes)["y"];

    [Benchmark]
    public short[] Vector()
    {
        _vector?.Run(_codes, _values);
        return _values["y"];
    }
}
