// SPDX-License-Identifier: Apache-2.0
using CoDesign.Emit.Native;

namespace CoDesign.Emit.Tests.Native;

public sealed class ArenaTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void KeepsValuesThatLiveAtTheSameTimeApart(int seed)
    {
        var graph = new RandomGraph(seed, RequantizeMode.HalfUp).Build(40);
        var arena = Arena.Plan(graph);
        var nodes = graph.Nodes;
        var last = nodes
            .Select((node, i) => node.Name == graph.Output ? nodes.Length : Math.Max(i, LastReader(graph, node.Name)))
            .ToArray();

        for (var a = 0; a < nodes.Length; a++)
        {
            Assert.InRange(arena.Offsets[a], 0, arena.Length - nodes[a].Shape.Elements);
            for (var b = a + 1; b < nodes.Length; b++)
            {
                var liveTogether = b <= last[a];
                var apart =
                    arena.Offsets[a] + nodes[a].Shape.Elements <= arena.Offsets[b]
                    || arena.Offsets[b] + nodes[b].Shape.Elements <= arena.Offsets[a];
                Assert.True(!liveTogether || apart, $"{nodes[a].Name} and {nodes[b].Name}");
            }
        }
    }

    [Fact]
    public void NeedsTheGreatestPair_WhenTheNetworkIsAChain()
    {
        var codes = new QuantizationParameters(CodeType.Quint8, 1, 0);
        Node Value(string name, string? source, int channels) =>
            source is null
                ? new QuantizedInput(name, new TensorShape(1, 1, channels), codes)
                : new QuantizedConcat(name, [source], new TensorShape(1, 1, channels), codes);
        var graph = new Graph(
            "chain",
            GraphStage.Lowered,
            [Value("a", null, 10), Value("b", "a", 30), Value("c", "b", 20), Value("d", "c", 5)],
            "d",
            RecordLayout.Nhwc
        );

        Assert.Equal(50, Arena.Plan(graph).Length);
    }

    private static int LastReader(Graph graph, string name) =>
        Enumerable
            .Range(0, graph.Nodes.Length)
            .Where(i => graph.Nodes[i].Inputs.Contains(name, StringComparer.Ordinal))
            .DefaultIfEmpty(-1)
            .Max();
}
