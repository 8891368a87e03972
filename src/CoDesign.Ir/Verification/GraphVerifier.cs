// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Ir.Verification;

/// <summary>
/// What a graph must satisfy at its stage. All findings are reported: first names and order, then each node by itself
/// (shapes, array lengths, finite constants, codes, factors), then what holds between nodes.
/// </summary>
public static class GraphVerifier
{
    /// <summary>True when <paramref name="graph"/> satisfies its stage; otherwise the findings are in <paramref name="diagnostics"/>.</summary>
    public static bool Verify(Graph graph, DiagnosticBag diagnostics)
    {
        var findings = new DiagnosticBag();
        VerifyNames(graph, findings);
        if (!findings.HasErrors)
        {
            var nodes = graph.Nodes.ToDictionary(node => node.Name, StringComparer.Ordinal);
            foreach (var node in graph.Nodes)
                VerifyNode(graph, node, [.. node.Inputs.Select(name => nodes[name])], findings);
        }

        diagnostics.AddRange(findings.Items);
        return !findings.HasErrors;
    }

    /// <summary>True when nodes of this kind may stand in a graph at <paramref name="stage"/>.</summary>
    public static bool IsAllowed(Node node, GraphStage stage) =>
        node switch
        {
            QuantizedNode => stage >= GraphStage.Quantized,
            BatchNorm => stage == GraphStage.Imported,
            _ => stage < GraphStage.Quantized,
        };

    private static void VerifyNames(Graph graph, DiagnosticBag findings)
    {
        if (graph.Nodes.IsDefaultOrEmpty || graph.Nodes[0] is not (Input or QuantizedInput))
            findings.Add(GraphDiagnostics.NoInput(graph.Name));

        var defined = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes.IsDefault ? [] : graph.Nodes)
        {
            foreach (var input in node.Inputs.Where(input => !defined.Contains(input)))
                findings.Add(GraphDiagnostics.UndefinedValue(node, input));
            var (least, most, allowed) = InputCount(node);
            if (node.Inputs.Length < least || node.Inputs.Length > most)
                findings.Add(GraphDiagnostics.WrongInputCount(node, node.Inputs.Length, allowed));
            if (!defined.Add(node.Name))
                findings.Add(GraphDiagnostics.DuplicateName(node));
            if (!IsAllowed(node, graph.Stage) || (node is Input or QuantizedInput && node != graph.Nodes[0]))
                findings.Add(GraphDiagnostics.NodeNotAllowed(node, graph.Stage));
        }

        if (!defined.Contains(graph.Output))
            findings.Add(GraphDiagnostics.UndefinedOutput(graph.Name, graph.Output));
    }

    private static (int Least, int Most, string Allowed) InputCount(Node node) =>
        node switch
        {
            Input or QuantizedInput => (0, 0, "none"),
            Add or QuantizedAdd => (2, 2, "2"),
            Concat or QuantizedConcat => (1, int.MaxValue, "at least 1"),
            _ => (1, 1, "1"),
        };

    private static void VerifyNode(Graph graph, Node node, ImmutableArray<Node> inputs, DiagnosticBag findings)
    {
        var shape = node.Shape;
        if (
            shape.Height < 1
            || shape.Width < 1
            || shape.Channels < 1
            || (decimal)shape.Height * shape.Width * shape.Channels > int.MaxValue
        )
        {
            findings.Add(GraphDiagnostics.BadShape(node));
            return;
        }

        if (!WindowRules.Verify(node, inputs, findings))
            return;
        if (ShapeRules.Expected(node, inputs) is { } expected && expected != shape)
            findings.Add(GraphDiagnostics.WrongShape(node, expected));
        if (node is Softmax or QuantizedSoftmax && (graph.Output != node.Name || graph.ConsumersOf(node.Name).Any()))
            findings.Add(GraphDiagnostics.SoftmaxNotLast(node));
        if (graph.Stage == GraphStage.Calibrated)
            VerifyRange(graph, node, findings);
        if (node is QuantizedNode quantized)
            QuantizedRules.Verify(graph.Arithmetic, quantized, inputs, findings);
        else
            FloatRules.Verify(node, inputs, findings);
    }

    private static void VerifyRange(Graph graph, Node node, DiagnosticBag findings)
    {
        if (!graph.Ranges.TryGetValue(node.Name, out var range))
            findings.Add(GraphDiagnostics.NoRange(node));
        else if (!double.IsFinite(range.Minimum) || !double.IsFinite(range.Maximum) || range.Minimum > range.Maximum)
            findings.Add(GraphDiagnostics.BadRange(node, range.Minimum, range.Maximum));
    }
}
