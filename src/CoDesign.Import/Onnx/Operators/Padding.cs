// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.Onnx.Operators;

/// <summary>Pad in mode constant around height and width; pads as attribute (up to opset 10) or as input.</summary>
internal static class Padding
{
    public static void Pad(OnnxNode node)
    {
        if (Read(node) is not { } pad)
            return;
        if ((pad.Top | pad.Bottom | pad.Left | pad.Right) == 0)
            node.Define(pad.X);
        else
            node.DefineImage(
                new Ir.Nodes.Pad(
                    node.Name,
                    [pad.X.Source],
                    pad.Shape,
                    pad.Top,
                    pad.Bottom,
                    pad.Left,
                    pad.Right,
                    pad.Value
                )
            );
    }

    /// <summary>Input, border and result; null after a diagnostic.</summary>
    public static Border? Read(OnnxNode node)
    {
        node.RequireInputs(1, "data");
        var mode = node.String("mode", "constant");
        if (mode != "constant")
            node.Report(ImportDiagnostics.AttributeValue(node.Where, "mode", mode, "constant"));
        if (!node.Has("pads") && !node.HasInput(1))
            node.Report(ImportDiagnostics.Missing(node.Where, "'pads'"));
        var pads = node.Ints("pads") ?? (node.HasInput(1) ? node.Constant(1, "pads")?.Integers : null);
        var value = node.HasInput(2)
            ? node.Constant(2, "constant_value")?.Values.FirstOrDefault() ?? 0
            : node.Float("value", 0);
        if (!double.IsFinite(value))
            node.Report(ImportDiagnostics.AttributeValue(node.Where, "constant_value", $"{value}", "a finite number"));
        var axes = node.HasInput(3) ? node.Constant(3, "axes")?.Integers : null;
        var x = node.Image(0);
        if (x is null || pads is null || node.Failed)
            return null;
        if (PerAxis(pads.Value, axes) is not { } sides)
        {
            node.Report(
                ImportDiagnostics.AttributeValue(
                    node.Where,
                    "pads",
                    ConstantTensor.Text(pads.Value.Take(16)),
                    $"begin and end of each dimension, 0 for batch and channels, 0 to {MapLimits.GreatestExtent} for height and width"
                )
            );
            return null;
        }

        var (top, left, bottom, right) = ((int)sides[2], (int)sides[3], (int)sides[6], (int)sides[7]);
        var shape = x.Shape with { Height = x.Shape.Height + top + bottom, Width = x.Shape.Width + left + right };
        return new Border(x, shape, top, bottom, left, right, value);
    }

    /// <summary>The pads of the four dimensions, begins then ends; null when they are not supported.</summary>
    private static long[]? PerAxis(ImmutableArray<long> pads, ImmutableArray<long>? axes)
    {
        var places = axes ?? [0, 1, 2, 3];
        if (pads.Length != 2 * places.Length || places.Any(a => a is < -4 or > 3))
            return null;
        var sides = new long[8];
        for (var i = 0; i < places.Length; i++)
        {
            var axis = (int)(places[i] < 0 ? places[i] + 4 : places[i]);
            sides[axis] = pads[i];
            sides[axis + 4] = pads[i + places.Length];
        }

        var isSupported =
            sides.All(s => s is >= 0 and <= MapLimits.GreatestExtent)
            && (sides[0] | sides[1] | sides[4] | sides[5]) == 0;
        return isSupported ? sides : null;
    }

    /// <summary>A border of real <paramref name="Value"/> around <paramref name="X"/>.</summary>
    internal sealed record Border(
        MapValue X,
        TensorShape Shape,
        int Top,
        int Bottom,
        int Left,
        int Right,
        double Value
    );
}
