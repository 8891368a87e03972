// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Mapping.Tests;

internal sealed partial class RandomNetwork
{
    /// <summary>Group convolutions one behind the other, few with the same groups, from the network's input to its result; depthwise layers, sums, concatenations and pools among them.</summary>
    public static Graph CreateOddGroups(int seed, int length, Arithmetic arithmetic) =>
        new RandomNetwork(seed, arithmetic).CreateOddGroups(length);

    private Graph CreateOddGroups(int length)
    {
        var shape = new TensorShape(_random.Next(5, 12), _random.Next(5, 12), 12 * _random.Next(1, 5));
        _nodes.Add(new QuantizedInput("x", shape, Codes()));
        for (var i = 0; i < length; i++)
        {
            var (name, source) = ($"v{i}", _random.Next(6) == 0 ? _nodes[_random.Next(_nodes.Count)] : _nodes[^1]);
            var channels = source.Shape.Channels;
            var window = new Window2d(3, 3, PadTop: 1, PadLeft: 1, PadBottom: 1, PadRight: 1);
            switch (_random.Next(10))
            {
                case 0:
                    Weighted(name, source, dense: false, channels, 1, window);
                    break;
                case 1:
                    Sum(name, source);
                    break;
                case 2 when channels <= 36:
                    Concat(name, source);
                    break;
                case 3:
                    MaxPool(name, source);
                    break;
                default:
                    int[] divisors = [.. Enumerable.Range(2, channels).Where(g => channels % g == 0 && g < channels)];
                    var groups = divisors.Length == 0 ? 1 : divisors[_random.Next(divisors.Length)];
                    var outputs = _random.Next(4) == 0 ? _random.Next(1, 1 + (48 / groups)) : channels / groups;
                    Weighted(name, source, dense: false, groups, Math.Max(1, outputs), window);
                    break;
            }
        }

        return new Graph("groups", GraphStage.Lowered, [.. _nodes], _nodes[^1].Name, RecordLayout.Nhwc)
        {
            Arithmetic = _arithmetic,
        };
    }
}
