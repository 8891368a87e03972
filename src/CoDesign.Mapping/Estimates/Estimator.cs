// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Mapping.Images;
using CoDesign.Mapping.Tiling;

namespace CoDesign.Mapping.Estimates;

/// <summary>
/// What a network would need and take on the engine, from shapes alone: float graphs too, and networks that no memory holds. Of a lowered graph the figures are those of
/// its plan, except that all padding is taken to read one PAD word.
/// </summary>
public static class Estimator
{
    /// <summary>The estimate of <paramref name="graph"/> at any stage (batch norms and activations that are not yet folded count as layers), or null after a diagnostic.</summary>
    public static NetworkEstimate? Estimate(
        Graph graph,
        AcceleratorConfiguration configuration,
        DiagnosticBag diagnostics
    )
    {
        if (NetworkMap.Of(graph, configuration, diagnostics) is not { } map)
            return null;
        ImmutableArray<byte> padWords = map.Network.Layers.Any(l => l.ReadsPadding) ? [0] : [];
        if (FramePlan.Of(map, configuration, padWords, diagnostics) is not { } frame)
            return null;
        return new FrameEstimator(map, frame, configuration, padWords.Length)
            .Estimate(AccBits(graph, map, configuration))
            .Network;
    }

    /// <summary>The bits that the plan would find, or null where numbers are missing or the plan would refuse them.</summary>
    private static int? AccBits(Graph graph, NetworkMap map, AcceleratorConfiguration configuration)
    {
        if (graph.Stage != GraphStage.Lowered)
            return null;
        var builder = new ConstantsBuilder(map.Network, new DiagnosticBag());
        var constants = map.Network.Layers.Select(builder.Build).OfType<LayerConstants>().ToArray();
        return constants.Length == map.Network.Layers.Length
            ? ParameterChooser.AccBits(constants, configuration.Multipliers, graph.Arithmetic.Profile)
            : null;
    }
}
