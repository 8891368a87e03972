// SPDX-License-Identifier: Apache-2.0
using CoDesign.Emit.Native;
using CoDesign.Emit.Templates;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Emit.C;

/// <summary>
/// Emits a lowered graph as C99: tables (<c>model.c</c>, <c>weights.c</c>), the fixed layer functions, <c>model.h</c> with the entry function,
/// <c>main.c</c> for files and a Makefile. No heap, no dependencies. Every tensor equals the integer executor's.
/// </summary>
public static class CEmitter
{
    /// <summary>Writes the sources into <paramref name="folder"/>, which is created; false when diagnostics say why nothing was written.</summary>
    /// <exception cref="ArgumentException">The graph is not integer.</exception>
    public static bool Emit(Graph lowered, string folder, DiagnosticBag diagnostics)
    {
        if (!EmissionCheck.Holds(lowered, diagnostics))
            return false;
        var table = new CLayerTable(lowered);
        var arena = Arena.Plan(lowered);
        var weights = new WeightsView(table.Constants.Arrays);
        var templates = new TemplateFolder("c");
        Directory.CreateDirectory(folder);
        templates.CopyFixedFiles(folder);
        Write("model.h", Header(lowered, table, arena));
        Write("model.c", Source(lowered, table, arena));
        Write("weights.h", weights);
        Write("weights.c", weights);
        return true;

        void Write(string file, object view) =>
            File.WriteAllText(Path.Combine(folder, file), templates.Render(file, view));
    }

    private static ModelHView Header(Graph graph, CLayerTable table, Arena arena)
    {
        var input = (QuantizedNode)graph.InputNode;
        var output = (QuantizedNode)graph[graph.Output];
        return new ModelHView(
            NativeText.Comment(graph.Name),
            NativeText.Literal(graph.Name),
            graph.Arithmetic.Mode == RequantizeMode.HalfUp ? "half_up arithmetic" : "tflite arithmetic",
            input.Output.Type.ToString(),
            input.Shape.ToString(),
            NativeText.Real(input.Output.Scale),
            input.Output.ZeroPoint,
            input.Output.Type.Minimum,
            input.Output.Type.Maximum,
            output.Output.Type.ToString(),
            output.Shape.ToString(),
            NativeText.Real(output.Output.Scale),
            output.Output.ZeroPoint,
            table.Constants.Bytes,
            arena.Length,
            (2L * (table.RowElements + table.PatchElements)) + (4L * table.AccumulatorElements),
            input.Shape.Height,
            input.Shape.Width,
            input.Shape.Channels,
            input.Shape.Elements,
            output.Shape.Height,
            output.Shape.Width,
            output.Shape.Channels,
            output.Shape.Elements,
            graph.Layout == RecordLayout.Nchw ? 1 : 0,
            graph.RecordsAreCodes ? 1 : 0,
            Macs(graph).ToString(System.Globalization.CultureInfo.InvariantCulture),
            CodeTypeName(input),
            CodeTypeName(output)
        );
    }

    private static ModelCView Source(Graph graph, CLayerTable table, Arena arena) =>
        new(
            arena.Length,
            table.RowElements,
            table.PatchElements,
            table.AccumulatorElements,
            [.. graph.Nodes.OfType<QuantizedNode>().Select((node, index) => Tensor(node, index, arena))],
            table.Concats,
            table.Layers,
            graph.Arithmetic.Mode == RequantizeMode.HalfUp ? "CD_HALF_UP" : "CD_TFLITE",
            table.IndexOf(graph.InputNode.Name),
            table.IndexOf(graph.Output)
        );

    private static TensorView Tensor(QuantizedNode node, int index, Arena arena) =>
        new(
            index,
            NativeText.Literal(node.Name),
            node.Shape.Height,
            node.Shape.Width,
            node.Shape.Channels,
            arena.Offsets[index],
            CarriedCodes.ZeroPointOf(node),
            CarriedCodes.SignOf(node.Output.Type)
        );

    private static string CodeTypeName(QuantizedNode node) => node.Output.Type.Signed ? "int8_t" : "uint8_t";

    private static long Macs(Graph graph) =>
        graph.Nodes.OfType<QuantizedConv2d>().Sum(conv => conv.Shape.Elements * conv.Window.Taps * conv.GroupInputs);
}
