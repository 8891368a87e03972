// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Emit.Native;

/// <summary>What must hold of a graph so that emitted C and HLS compute it in 32-bit integers without overflow.</summary>
internal sealed class EmissionCheck
{
    private const int GreatestTfLiteShift = 31;
    private const long GreatestResult = (1L << 30) - 1;
    private const int AddLeftShift = 20;

    private readonly Graph _graph;
    private readonly DiagnosticBag _diagnostics;

    private EmissionCheck(Graph graph, DiagnosticBag diagnostics)
    {
        _graph = graph;
        _diagnostics = diagnostics;
    }

    private bool IsHalfUp => _graph.Arithmetic.Mode == RequantizeMode.HalfUp;

    /// <summary>Reports all that cannot be emitted; true when nothing was found.</summary>
    /// <exception cref="ArgumentException">The graph is not integer.</exception>
    public static bool Holds(Graph graph, DiagnosticBag diagnostics)
    {
        if (graph.Stage < GraphStage.Quantized)
            throw new ArgumentException($"Graph '{graph.Name}' is at stage {graph.Stage}, not integer.", nameof(graph));
        var before = diagnostics.Items.Count;
        var check = new EmissionCheck(graph, diagnostics);
        foreach (var node in graph.Nodes)
        {
            if (node.Shape.Elements > int.MaxValue)
                diagnostics.Add(EmitDiagnostics.MapTooLarge(node.Name, node.Shape.ToString()));
            else
                check.Requantizations(node);
        }

        return diagnostics.Items.Count == before;
    }

    private void Requantizations(Node node)
    {
        switch (node)
        {
            case QuantizedConv2d conv:
                var source = Source(conv, 0);
                Requantized(conv, conv.Requantization, o => ConvolutionWeights.Bound(conv, source, o));
                break;
            case QuantizedRescale rescale:
                Requantized(rescale, rescale.Requantization, _ => WidestDifference(Source(rescale, 0)));
                break;
            case QuantizedAdd add:
                var first = Requantized(add, add.First, _ => WidestDifference(Source(add, 0)) << AddLeftShift);
                var second = Requantized(add, add.Second, _ => WidestDifference(Source(add, 1)) << AddLeftShift);
                Requantized(add, add.Sum, _ => first + second);
                break;
        }
    }

    /// <summary>Checks each channel up to the first that fails; the greatest magnitude of a result.</summary>
    private long Requantized(Node node, Requantization requantization, Func<int, long> boundOf)
    {
        var greatest = 0L;
        for (var c = 0; c < node.Shape.Channels; c++)
        {
            var factor = requantization[c];
            var (least, most) = IsHalfUp
                ? (HalfUpFactor.MinimumShift, HalfUpFactor.MaximumShift)
                : (TfLiteFactor.MinimumShift, TfLiteFactor.MaximumShift);
            if (factor.Shift < least || factor.Shift > most)
            {
                _diagnostics.Add(EmitDiagnostics.ShiftOutOfRange(node.Name, c, factor.Shift, least, most));
                return greatest;
            }

            var bound = boundOf(c) << (IsHalfUp ? 0 : Math.Clamp(factor.Shift, 0, GreatestTfLiteShift));
            if (bound > int.MaxValue)
            {
                _diagnostics.Add(EmitDiagnostics.AccumulatorTooWide(node.Name, c, bound));
                return greatest;
            }

            var result = IsHalfUp
                ? (((bound >> requantization.Preshift) + 1) * factor.Value >> factor.Shift) + 1
                : bound;
            if (IsHalfUp && result > GreatestResult)
            {
                _diagnostics.Add(EmitDiagnostics.FactorTooLarge(node.Name, c, result));
                return greatest;
            }

            greatest = Math.Max(greatest, result);
        }

        return greatest;
    }

    private QuantizedNode Source(Node node, int input) => (QuantizedNode)_graph[node.Inputs[input]];

    private static long WidestDifference(QuantizedNode node)
    {
        var (type, zero) = (node.Output.Type, node.Output.ZeroPoint);
        return Math.Max(type.Maximum - zero, zero - type.Minimum);
    }
}
