// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Transforms.Tests;

/// <summary>Random float networks from a seed: convolutions of all kinds, batch norms (also alone, also twice), activations, pools, pads, sums and concats, with values read twice.</summary>
internal sealed class RandomNetworks
{
    private readonly Random _random;
    private readonly List<Node> _nodes = [];

    private RandomNetworks(int seed) => _random = new Random(seed);

    public static Graph Create(int seed, int operators = 12)
    {
        var network = new RandomNetworks(seed);
        network._nodes.Add(
            new Input(
                "x",
                new TensorShape(network._random.Next(4, 9), network._random.Next(4, 9), 2 * network._random.Next(1, 4))
            )
        );
        for (var k = 0; k < operators; k++)
            network._nodes.Add(network.Operator($"n{k}"));
        return new Graph(
            $"random{seed}",
            GraphStage.Imported,
            network.Read(),
            network._nodes[^1].Name,
            RecordLayout.Nhwc
        );
    }

    public static double[] Record(Graph graph, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, (int)graph.InputNode.Shape.Elements).Select(_ => (random.NextDouble() * 4) - 2)];
    }

    /// <summary>The nodes that the last one depends on, as an importer gives them.</summary>
    private ImmutableArray<Node> Read()
    {
        var read = new HashSet<string>(StringComparer.Ordinal) { _nodes[0].Name, _nodes[^1].Name };
        foreach (var node in Enumerable.Reverse(_nodes).Where(node => read.Contains(node.Name)))
            read.UnionWith(node.Inputs);
        return [.. _nodes.Where(node => read.Contains(node.Name))];
    }

    private Node Operator(string name)
    {
        // Mostly a chain; sometimes an earlier value is read again.
        var source = _random.Next(5) == 0 ? _nodes[_random.Next(_nodes.Count)] : _nodes[^1];
        return _random.Next(10) switch
        {
            0 or 1 or 2 => Convolution(name, source),
            3 or 4 => Norm(name, source),
            5 or 6 => new Activation(name, [source.Name], source.Shape, Clamp()),
            7 => Pool(name, source),
            8 => new Pad(
                name,
                [source.Name],
                Bordered(source.Shape, 1, 0, 2, 1),
                1,
                0,
                2,
                1,
                _random.Next(3) == 0 ? 0.5 : 0.0
            ),
            _ => Join(name, source),
        };
    }

    private Conv2d Convolution(string name, Node source)
    {
        var window = new Window2d(
            _random.Next(1, 4),
            _random.Next(1, 4),
            1,
            1,
            1,
            1,
            _random.Next(2),
            _random.Next(2),
            _random.Next(2),
            _random.Next(2)
        );
        if (window.OutputHeight(source.Shape.Height) < 2 || window.OutputWidth(source.Shape.Width) < 2)
            window = new Window2d(1, 1);
        var channels = source.Shape.Channels;
        var groups = _random.Next(3) switch
        {
            0 => 1,
            1 => channels,
            _ => channels % 2 == 0 ? 2 : 1,
        };
        var outputs = groups * _random.Next(1, groups > 3 ? 2 : 5);
        var weights = outputs * window.Taps * (channels / groups);
        var bound = 2.0 / Math.Sqrt(window.Taps * (channels / groups));
        return new Conv2d(
            name,
            [source.Name],
            window.Output(source.Shape, outputs),
            window,
            groups,
            Reals(weights, bound),
            Reals(outputs, 0.5),
            RealClamp.None
        )
        {
            SourceOp = "Conv",
            SourceName = $"/{name}",
        };
    }

    private BatchNorm Norm(string name, Node source)
    {
        var channels = source.Shape.Channels;
        ImmutableArray<double> variance = [.. Reals(channels, 0.9).Select(value => value + 1)];
        return new BatchNorm(
            name,
            [source.Name],
            source.Shape,
            Reals(channels, 1.5),
            Reals(channels, 0.5),
            Reals(channels, 0.5),
            variance,
            1e-5
        );
    }

    private RealClamp Clamp() =>
        _random.Next(3) switch
        {
            0 => RealClamp.Relu,
            1 => new RealClamp(0, 1),
            _ => new RealClamp(-0.7, 1.3),
        };

    private Node Pool(string name, Node source)
    {
        if (source.Shape.Height < 3 || source.Shape.Width < 3)
            return new Activation(name, [source.Name], source.Shape, RealClamp.Relu);
        var window = new Window2d(2, 3, 1, 1, 1, 1, _random.Next(2), 0, _random.Next(2), _random.Next(2));
        var shape = window.Output(source.Shape, source.Shape.Channels);
        return _random.Next(2) == 0
            ? new MaxPool(name, [source.Name], shape, window, RealClamp.None)
            : new AveragePool(name, [source.Name], shape, window, _random.Next(2) == 0, RealClamp.None);
    }

    private Node Join(string name, Node source)
    {
        var partners = _nodes
            .Where(node => node.Shape.Height == source.Shape.Height && node.Shape.Width == source.Shape.Width)
            .ToArray();
        var other = partners[_random.Next(partners.Length)];
        return other.Shape == source.Shape && _random.Next(2) == 0
            ? new Add(name, [source.Name, other.Name], source.Shape, RealClamp.None)
            : new Concat(
                name,
                [other.Name, source.Name],
                source.Shape with
                {
                    Channels = other.Shape.Channels + source.Shape.Channels,
                }
            );
    }

    private static TensorShape Bordered(TensorShape shape, int top, int bottom, int left, int right) =>
        new(shape.Height + top + bottom, shape.Width + left + right, shape.Channels);

    private ImmutableArray<double> Reals(int count, double bound) =>
        [.. Enumerable.Range(0, count).Select(_ => ((_random.NextDouble() * 2) - 1) * bound)];
}
