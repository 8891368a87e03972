// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using CoDesign.Emit.Native;
using CoDesign.Emit.Templates;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Emit.Hls;

/// <summary>
/// Emits a lowered graph as C++ for high-level synthesis: layer functions with constant bounds, a top with array ports and one with streams,
/// a bench and a Tcl script. Compiles with g++ as it is; every tensor equals the integer executor's. A softmax at the end is the host's.
/// </summary>
public static class HlsEmitter
{
    /// <summary>Host files shared with the emitted C.</summary>
    private static readonly string[] SoftmaxFiles = ["cd_arithmetic.h", "cd_layers.h", "cd_softmax.c"];

    /// <summary>Writes the sources into <paramref name="folder"/>, which is created; false when diagnostics say why nothing was written.</summary>
    /// <param name="lowered">The network.</param>
    /// <param name="accelerator">Output channels and pixels at once; clock and device family for the Tcl script.</param>
    /// <param name="folder">Where the files go.</param>
    /// <param name="diagnostics">What cannot be emitted.</param>
    /// <exception cref="ArgumentException">The graph is not integer.</exception>
    public static bool Emit(
        Graph lowered,
        AcceleratorConfiguration accelerator,
        string folder,
        DiagnosticBag diagnostics
    )
    {
        if (!EmissionCheck.Holds(lowered, diagnostics) || !SoftmaxIsLast(lowered, diagnostics))
            return false;
        var table = new HlsLayerTable(lowered, accelerator);
        var templates = new TemplateFolder("hls");
        Directory.CreateDirectory(folder);
        templates.CopyFixedFiles(folder);
        if (table.Softmax is not null)
        {
            var shared = new TemplateFolder("c");
            foreach (var file in SoftmaxFiles)
                File.WriteAllText(Path.Combine(folder, file), shared.Text(file).ReplaceLineEndings("\n"));
        }

        Write("model.hpp", Header(lowered, table, accelerator));
        Write("model.cpp", Source(table));
        Write("layers.hpp", new LayersHppView(table.Structs));
        Write("weights.hpp", new WeightsHppView(table.Arrays.Arrays));
        Write("model_host.cpp", Host(lowered, table));
        Write("run_hls.tcl", Script(table, accelerator));
        return true;

        void Write(string file, object view) =>
            File.WriteAllText(Path.Combine(folder, file), templates.Render(file, view));
    }

    private static bool SoftmaxIsLast(Graph graph, DiagnosticBag diagnostics)
    {
        var inside = graph.Nodes.OfType<QuantizedSoftmax>().Where(node => node.Name != graph.Output).ToList();
        diagnostics.AddRange(inside.Select(node => EmitDiagnostics.SoftmaxInside(node.Name)));
        return inside.Count == 0;
    }

    private static ModelHppView Header(Graph graph, HlsLayerTable table, AcceleratorConfiguration accelerator) =>
        new(
            NativeText.Comment(graph.Name),
            graph.Arithmetic.Mode == RequantizeMode.HalfUp ? "half_up arithmetic" : "tflite arithmetic",
            accelerator.Channels,
            accelerator.Pixels,
            table.Input.Output.Type.ToString(),
            table.Input.Shape.ToString(),
            NativeText.Real(table.Input.Output.Scale),
            table.Input.Output.ZeroPoint,
            table.Input.Output.Type.Minimum,
            table.Input.Output.Type.Maximum,
            table.Output.Output.Type.ToString(),
            table.Output.Shape.ToString(),
            NativeText.Real(table.Output.Output.Scale),
            table.Output.Output.ZeroPoint,
            table.Input.Shape.Elements,
            table.Output.Shape.Elements,
            CodeTypeName(table.Input),
            CodeTypeName(table.Output),
            table.Result.Shape.Elements,
            table.Input.Shape.Pixels,
            table.Input.Shape.Channels,
            table.Result.Shape.Pixels,
            table.Result.Shape.Channels,
            NativeText.Real(table.Result.Output.Scale),
            table.Result.Output.ZeroPoint,
            CodeTypeName(table.Result),
            graph.Layout == RecordLayout.Nchw ? 1 : 0,
            graph.RecordsAreCodes ? 1 : 0
        );

    private static ModelCppView Source(HlsLayerTable table) =>
        new(
            table.IsChain,
            table.IndexOf(table.Input),
            NativeText.Literal(table.Input.Name),
            table.Input.Shape.Elements,
            CarriedCodes.SignOf(table.Input.Output.Type),
            table.IndexOf(table.Output),
            table.Output.Shape.Elements,
            CarriedCodes.SignOf(table.Output.Output.Type),
            [.. table.Values],
            table.Calls
        );

    private static ModelHostView Host(Graph graph, HlsLayerTable table) =>
        new(
            table.Softmax is not null,
            NativeText.Literal(table.Output.Name),
            NativeText.Literal(table.Result.Name),
            table.IndexOf(table.Result),
            table.Output.Shape.Height,
            table.Output.Shape.Width,
            table.Output.Shape.Channels,
            CarriedCodes.ZeroPointOf(table.Output),
            CarriedCodes.SignOf(table.Output.Output.Type),
            CarriedCodes.ZeroPointOf(table.Result),
            CarriedCodes.SignOf(table.Result.Output.Type),
            graph.Arithmetic.Mode == RequantizeMode.HalfUp ? "CD_HALF_UP" : "CD_TFLITE",
            table.Softmax is null ? null : SoftmaxView.Of(table.Softmax, table.Output)
        );

    private static RunHlsView Script(HlsLayerTable table, AcceleratorConfiguration accelerator) =>
        new(
            accelerator.Target == "xcup" ? "xczu3eg-sbva484-1-e" : "xc7z020clg400-1",
            (1000.0 / accelerator.ClockMhz).ToString("0.###", CultureInfo.InvariantCulture),
            table.Softmax is not null
        );

    private static string CodeTypeName(QuantizedNode node) => node.Output.Type.Signed ? "std::int8_t" : "std::uint8_t";
}
