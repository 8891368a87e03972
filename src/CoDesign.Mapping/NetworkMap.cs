// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Mapping.Estimates;
using CoDesign.Mapping.Layers;
using CoDesign.Mapping.Layouts;

namespace CoDesign.Mapping;

/// <summary>The part of a plan that shapes alone decide: layers, channel layouts and loops. Works for float graphs too.</summary>
/// <param name="Network">Layers in order.</param>
/// <param name="Layouts">Channel layout of every tensor.</param>
/// <param name="Loops">Loop bounds of every layer.</param>
/// <param name="Dependencies">What every layer waits for.</param>
internal sealed record NetworkMap(
    EngineNetwork Network,
    ImmutableSortedDictionary<string, ChannelLayout> Layouts,
    ImmutableArray<LoopNest> Loops,
    ImmutableArray<Dependency> Dependencies
)
{
    private const int MostPixels = 16;
    private static readonly int[] LegalChannels = [4, 8, 16, 32];

    /// <summary>The map of <paramref name="graph"/>, or null after a diagnostic.</summary>
    public static NetworkMap? Of(Graph graph, AcceleratorConfiguration configuration, DiagnosticBag diagnostics)
    {
        var before = diagnostics.Items.Count;
        if (!LegalChannels.Contains(configuration.Channels))
            diagnostics.Add(MappingDiagnostics.Channels(configuration.Channels));
        if (configuration.Pixels is < 1 or > MostPixels)
            diagnostics.Add(MappingDiagnostics.Pixels(configuration.Pixels));
        var network = NetworkBuilder.Build(graph, configuration.Pixels, diagnostics);
        if (network is null || diagnostics.Items.Skip(before).Any(d => d.Severity == Severity.Error))
            return null;
        var layouts = LayoutSolver.Solve(network, configuration.Channels, (layer, nest) => CycleModel.Issue(layer, nest, configuration.Pixels));
        ImmutableArray<LoopNest> loops = [.. network.Layers.Select(l => LoopNest.Of(l, layouts[l.Inputs[0]], layouts[l.Name]))];
        return new NetworkMap(network, layouts, loops, [.. network.Layers.Select((_, index) => Dependency.Of(network, index, loops[index]))]);
    }

    /// <summary>The estimate when the banks need <paramref name="bankWords"/> words.</summary>
    public NetworkEstimate Estimate(AcceleratorConfiguration configuration, int bankWords)
    {
        var streams = configuration.Weights == WeightPlacement.Stream;
        var blocks = Network.Layers.Zip(Loops).Where(l => Passes(l.First, configuration.Pixels) > 1).Select(l => (long)l.Second.TileSteps);
        var largest = blocks.DefaultIfEmpty(0).Max();
        var words = Network.Layers.Zip(Loops).Sum(l => (long)l.Second.TileSteps * (l.First.HasConstantWeights ? 1 : l.Second.OutputBlocks));
        var channels = configuration.Channels;
        var estimator = new LayerEstimator(channels, configuration.Pixels, (long)bankWords * channels, (streams ? 2 * largest : words) * channels, streams);
        var layers = Network.Layers.Select((layer, index) =>
        {
            var next = index + 1 < Dependencies.Length ? Dependencies[index + 1] : null;
            return new EstimatedLayer(layer, Loops[index], estimator.Estimate(layer, Loops[index], Layouts[layer.Inputs[0]], next));
        });
        var input = (long)Network.Input.Shape.Pixels * Layouts[Network.Input.Name].Blocks;
        var result = (long)Network.Tensors[Network.Result].Pixels * Layouts[Network.Result].Blocks;
        return new NetworkEstimate(configuration, [.. layers], input + result, bankWords, largest);
    }

    /// <summary>How often each output block's weights are read.</summary>
    public static long Passes(EngineLayer layer, int pixels) =>
        (long)Banks.PixelRanges.StepsOf(layer.Shape, pixels) * layer.Taps.Positions;
}
