// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Transforms.Pruning;

/// <summary>What <see cref="RemoveDeadChannels"/> saved. MACs count every tap of convolutions and dense layers, also in the padding.</summary>
/// <param name="Channels">Output channels of convolutions and dense layers that went.</param>
/// <param name="MacsBefore">Of the whole network.</param>
/// <param name="MacsAfter">Of the whole network.</param>
/// <param name="WeightsBefore">Number of weights.</param>
/// <param name="WeightsAfter">Number of weights.</param>
/// <param name="WeightBytesBefore">Bytes of the weight codes and int32 biases.</param>
/// <param name="WeightBytesAfter">Bytes of the weight codes and int32 biases.</param>
public sealed record DeadChannelReport(
    int Channels,
    long MacsBefore,
    long MacsAfter,
    long WeightsBefore,
    long WeightsAfter,
    long WeightBytesBefore,
    long WeightBytesAfter
)
{
    private const int BitsPerByte = 8;
    private const int BiasBytes = 4;

    /// <summary>Compares the graphs before and after the pass.</summary>
    public static DeadChannelReport Compare(Graph before, Graph after) =>
        new(
            Outputs(before) - Outputs(after),
            Macs(before),
            Macs(after),
            Weights(before),
            Weights(after),
            WeightBytes(before),
            WeightBytes(after)
        );

    private static IEnumerable<QuantizedConv2d> Layers(Graph graph) => graph.Nodes.OfType<QuantizedConv2d>();

    private static int Outputs(Graph graph) => Layers(graph).Sum(conv => conv.Shape.Channels);

    private static long Macs(Graph graph) => Layers(graph).Sum(conv => (long)conv.Shape.Pixels * conv.Weights.Length);

    private static long WeightBytes(Graph graph) =>
        Layers(graph)
            .Sum(conv =>
                (((long)conv.Weights.Length * conv.WeightQuantization.Type.Bits) + BitsPerByte - 1) / BitsPerByte
                + ((long)BiasBytes * conv.Shape.Channels)
            );

    private static long Weights(Graph graph) => Layers(graph).Sum(conv => (long)conv.Weights.Length);
}
