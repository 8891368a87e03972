// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Emit.Native;

/// <summary>What must hold of a graph so that emitted C and HLS compute it in 32-bit integers without overflow.</summary>
internal static class EmissionCheck
{
    private const int GreatestTfLiteShift = 31;

    /// <summary>Reports all that cannot be emitted; true when nothing was found.</summary>
    /// <exception cref="ArgumentException">The graph is not integer.</exception>
    public static bool Holds(Graph graph, DiagnosticBag diagnostics)
    {
        if (graph.Stage < GraphStage.Quantized)
            throw new ArgumentException($"Graph '{graph.Name}' is at stage {graph.Stage}, not integer.", nameof(graph));
        var before = diagnostics.Items.Count;
        foreach (var node in graph.Nodes)
        {
            if (node.Shape.Elements > int.MaxValue)
                diagnostics.Add(EmitDiagnostics.MapTooLarge(node.Name, node.Shape.ToString()));
            if (node is QuantizedConv2d conv)
                CheckAccumulators(conv, (QuantizedNode)graph[conv.Inputs[0]], graph.Arithmetic.Mode, diagnostics);
            foreach (var requantization in RequantizationsOf(node))
                CheckShifts(node, requantization, graph.Arithmetic.Mode, diagnostics);
        }

        return diagnostics.Items.Count == before;
    }

    private static void CheckAccumulators(QuantizedConv2d conv, QuantizedNode source, RequantizeMode mode, DiagnosticBag diagnostics)
    {
        for (var o = 0; o < conv.Shape.Channels; o++)
        {
            var left = mode == RequantizeMode.TfLite ? Math.Clamp(conv.Requantization[o].Shift, 0, GreatestTfLiteShift) : 0;
            var bound = ConvolutionWeights.Bound(conv, source, o) << left;
            if (bound > int.MaxValue)
            {
                diagnostics.Add(EmitDiagnostics.AccumulatorTooWide(conv.Name, o, bound));
                return;
            }
        }
    }

    private static void CheckShifts(Node node, Requantization requantization, RequantizeMode mode, DiagnosticBag diagnostics)
    {
        var (least, greatest) =
            mode == RequantizeMode.HalfUp
                ? (HalfUpFactor.MinimumShift, HalfUpFactor.MaximumShift)
                : (-GreatestTfLiteShift, GreatestTfLiteShift - 1);
        for (var c = 0; c < requantization.Multipliers.Length; c++)
        {
            var shift = requantization[c].Shift;
            if (shift < least || shift > greatest)
            {
                diagnostics.Add(EmitDiagnostics.ShiftOutOfRange(node.Name, c, shift, least, greatest));
                return;
            }
        }
    }

    private static IEnumerable<Requantization> RequantizationsOf(Node node) =>
        node switch
        {
            QuantizedConv2d conv => [conv.Requantization],
            QuantizedRescale rescale => [rescale.Requantization],
            QuantizedAdd add => [add.First, add.Second, add.Sum],
            _ => [],
        };
}
