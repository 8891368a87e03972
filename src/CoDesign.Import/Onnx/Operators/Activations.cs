// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.Onnx.Operators;

/// <summary>Element by element: Relu and Clip.</summary>
internal static class Activations
{
    public static void Relu(OnnxNode node)
    {
        node.RequireInputs(1, "X");
        Define(node, RealClamp.Relu);
    }

    public static void Clip(OnnxNode node)
    {
        node.RequireInputs(1, "X");
        Define(node, Bounds(node));
    }

    /// <summary>Bounds as attributes (up to opset 10) or as scalar inputs; an absent bound, or one at the end of float32, bounds nothing.</summary>
    public static RealClamp Bounds(OnnxNode node)
    {
        var low = Bound(node, "min", 1, double.NegativeInfinity);
        var high = Bound(node, "max", 2, double.PositiveInfinity);
        if (low > high)
            node.Report(ImportDiagnostics.AttributeValue(node.Where, "min", $"{low:G9}", $"at most max = {high:G9}"));
        return new RealClamp(low, high);
    }

    private static void Define(OnnxNode node, RealClamp clamp)
    {
        var x = node.Map(0);
        if (x is null || node.Failed)
            return;
        if (clamp.IsNone)
            node.Define(x);
        else
            node.Define(new Activation(node.Name, [x.Source], x.Shape, clamp), x.Dims, x.Order);
    }

    private static double Bound(OnnxNode node, string name, int index, double fallback)
    {
        double bound;
        if (node.Has(name))
        {
            bound = node.Float(name, 0);
        }
        else
        {
            var tensor = node.HasInput(index) ? node.Constant(index, name) : null;
            if (tensor is null)
                return fallback;
            if (tensor.Values.Length != 1)
            {
                node.Report(
                    ImportDiagnostics.WrongShape(
                        node.Where,
                        $"input {index} ({name})",
                        ConstantTensor.Text(tensor.Dims),
                        "a scalar"
                    )
                );
                return fallback;
            }

            bound = tensor.Values[0];
        }

        if (double.IsNaN(bound))
            node.Report(ImportDiagnostics.AttributeValue(node.Where, name, "NaN", "a number"));
        return bound >= float.MaxValue ? double.PositiveInfinity
            : bound <= float.MinValue ? double.NegativeInfinity
            : bound;
    }
}
