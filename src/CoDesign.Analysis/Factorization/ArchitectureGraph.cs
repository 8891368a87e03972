// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;

namespace CoDesign.Analysis.Factorization;

/// <summary>
/// The untrained network of a factorized architecture, as an importer would give it: convolutions without bias, batch normalization with gamma = 1, beta = 0, mean = 0, variance = 1, ReLU.
/// </summary>
public sealed class ArchitectureGraph
{
    private const double Epsilon = 1e-5;

    private readonly List<Node> _nodes = [];
    private readonly WeightInitializer _initializer;

    private ArchitectureGraph(WeightInitializer initializer) => _initializer = initializer;

    /// <summary>The graph at stage Imported; null after a diagnostic.</summary>
    public static Graph? Of(FactorizedArchitecture factorized, WeightInitializer initializer, DiagnosticBag diagnostics)
    {
        var architecture = factorized.Architecture;
        var graph = new ArchitectureGraph(initializer);
        graph._nodes.Add(new Input("input", architecture.Input));
        graph.Convolution(
            "stem/conv",
            architecture.Stem.Channels,
            architecture.Stem.Kernel,
            architecture.Stem.Stride,
            groups: 1
        );
        for (var k = 0; k < architecture.Blocks.Length; k++)
        {
            var source = graph._nodes[^1].Shape;
            if (source.Height < architecture.Blocks[k].Stride || source.Width < architecture.Blocks[k].Stride)
            {
                diagnostics.Add(FactorizationDiagnostics.NoPixels(architecture.Name, k + 1));
                return null;
            }

            graph.Block($"block{k + 1}", architecture.Blocks[k], factorized.Groups[k]);
        }

        graph.Dense(architecture.DenseOutputs);
        return new Graph(
            factorized.Name,
            GraphStage.Imported,
            [.. graph._nodes],
            graph._nodes[^1].Name,
            RecordLayout.Nchw
        );
    }

    private void Block(string name, BlockConfiguration block, int groups)
    {
        if (groups == 1)
        {
            Convolution($"{name}/conv", block.Channels, block.Kernel, block.Stride, 1);
            return;
        }

        Convolution($"{name}/group", _nodes[^1].Shape.Channels, block.Kernel, block.Stride, groups);
        Convolution($"{name}/pointwise", block.Channels, 1, 1, 1);
    }

    private void Convolution(string name, int channels, int kernel, int stride, int groups)
    {
        var source = _nodes[^1];
        var pad = kernel / 2;
        var window = new Window2d(kernel, kernel, stride, stride, 1, 1, pad, pad, pad, pad);
        var shape = window.Output(source.Shape, channels);
        var perGroup = source.Shape.Channels / groups;
        var weights = _initializer.Draw(
            channels * window.Taps * perGroup,
            window.Taps * perGroup,
            window.Taps * channels
        );
        _nodes.Add(
            new Conv2d(name, [source.Name], shape, window, groups, weights, Filled(channels, 0), RealClamp.None)
            {
                SourceOp = "Conv",
                SourceName = name,
            }
        );
        var zeros = Filled(channels, 0);
        var ones = Filled(channels, 1);
        _nodes.Add(
            new BatchNorm($"{name}/norm", [name], shape, ones, zeros, zeros, ones, Epsilon)
            {
                SourceOp = "BatchNormalization",
                SourceName = $"{name}/norm",
            }
        );
        Relu(name);
    }

    private void Dense(ImmutableArray<int> outputs)
    {
        for (var k = 0; k < outputs.Length; k++)
        {
            var source = _nodes[^1];
            var name = $"dense{k + 1}";
            var window = new Window2d(source.Shape.Height, source.Shape.Width);
            var fanIn = (int)source.Shape.Elements;
            var weights = _initializer.Draw(outputs[k] * fanIn, fanIn, outputs[k]);
            _nodes.Add(
                new Conv2d(
                    name,
                    [source.Name],
                    new TensorShape(1, 1, outputs[k]),
                    window,
                    1,
                    weights,
                    Filled(outputs[k], 0),
                    RealClamp.None,
                    IsDense: true
                )
                {
                    SourceOp = "Gemm",
                    SourceName = name,
                }
            );
            if (k < outputs.Length - 1)
                Relu(name);
        }
    }

    private void Relu(string name) =>
        _nodes.Add(
            new Activation($"{name}/relu", [_nodes[^1].Name], _nodes[^1].Shape, RealClamp.Relu)
            {
                SourceOp = "Relu",
                SourceName = $"{name}/relu",
            }
        );

    private static ImmutableArray<double> Filled(int count, double value) => [.. Enumerable.Repeat(value, count)];
}
