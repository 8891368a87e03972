// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Ir.Printing;

/// <summary>
/// The text form of a graph for dumps and baselines: one line for the graph, one for each node in execution order. Large arrays appear as their length and
/// extremes. The same graph gives the same text.
/// </summary>
public static class GraphText
{
    /// <summary>The text, lines ended by LF.</summary>
    public static string Of(Graph graph)
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"graph '{graph.Name}' at {graph.Stage}, output '{graph.Output}', records {graph.Layout}"
        );
        if (graph.Stage >= GraphStage.Quantized)
            text.Append(
                CultureInfo.InvariantCulture,
                $", {graph.Arithmetic.Mode} {graph.Arithmetic.Profile} {graph.Arithmetic.MultiplierBits}-bit multipliers"
            );
        text.Append('\n');
        if (graph.Normalization is { } normalization)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"  normalization scale {Real(normalization.Scale)}, mean {Reals(normalization.Mean)}, deviation {Reals(normalization.Deviation)}\n"
            );
        }

        foreach (var node in graph.Nodes)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"  {node.Name} = {node.Op}({string.Join(", ", node.Inputs)}) {node.Shape}"
            );
            foreach (
                var attribute in node is QuantizedNode quantized
                    ? QuantizedNodeText.Of(quantized)
                    : FloatNodeText.Of(node)
            )
                text.Append("; ").Append(attribute);
            if (graph.Stage == GraphStage.Calibrated && graph.Ranges.TryGetValue(node.Name, out var range))
                text.Append(CultureInfo.InvariantCulture, $"; range [{Real(range.Minimum)}, {Real(range.Maximum)}]");
            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Six significant digits.</summary>
    internal static string Real(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    internal static string Reals(ImmutableArray<double> values) => "[" + string.Join(", ", values.Select(Real)) + "]";

    /// <summary>Up to four values in full, of more the number and the extremes.</summary>
    internal static string Extremes(ImmutableArray<double> values) =>
        values.Length <= 4 ? Reals(values) : $"{values.Length} in [{Real(values.Min())}, {Real(values.Max())}]";

    internal static string Window(Window2d window)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"kernel {window.KernelHeight}x{window.KernelWidth}");
        if (window.StrideHeight != 1 || window.StrideWidth != 1)
            text.Append(CultureInfo.InvariantCulture, $", stride {window.StrideHeight}x{window.StrideWidth}");
        if (window.DilationHeight != 1 || window.DilationWidth != 1)
            text.Append(CultureInfo.InvariantCulture, $", dilation {window.DilationHeight}x{window.DilationWidth}");
        if (window.HasPadding)
            text.Append(
                CultureInfo.InvariantCulture,
                $", pads {Border(window.PadTop, window.PadBottom, window.PadLeft, window.PadRight)}"
            );
        return text.ToString();
    }

    internal static string Border(int top, int bottom, int left, int right) =>
        $"top {top} bottom {bottom} left {left} right {right}";

    internal static string Clamp(RealClamp clamp) => $"clamp [{Real(clamp.Low)}, {Real(clamp.High)}]";

    internal static string Clamp(CodeClamp clamp) => $"clamp [{clamp.Low}, {clamp.High}]";
}
