// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.Onnx.Operators;

/// <summary>Conv: X [N, C, H, W], W [O, C / group, KH, KW], B [O].</summary>
internal static class Convolution
{
    public static void Conv(OnnxNode node)
    {
        node.RequireInputs(2, "X", "W");
        var attributes = WindowAttributes.Read(node);
        var groups = node.Int("group", 1);
        var weights = node.Weights(1, "weights");
        var x = node.Image(0);
        var bias = node.HasInput(2) ? node.Weights(2, "bias") : null;
        if (
            weights is null
            || x is null
            || node.Failed
            || !CheckShapes(node, x, groups, weights.Dims, attributes.Kernel)
        )
            return;
        var window = attributes.Over(node, x.Shape, weights.Dims[2], weights.Dims[3], mustCover: false);
        var outputs = (int)weights.Dims[0];
        var biases = bias is null ? [.. Enumerable.Repeat(0.0, outputs)] : node.PerChannel(2, "bias", outputs);
        if (window is null || biases is null)
            return;
        var layout = WeightLayout.ToChannelsLast(weights.Values, weights.Dims);
        node.DefineImage(
            new Conv2d(
                node.Name,
                [x.Source],
                window.Output(x.Shape, outputs),
                window,
                (int)groups,
                layout,
                biases.Value,
                RealClamp.None
            )
        );
    }

    /// <summary>Checks groups, weight shape [O, C / group, KH, KW] and the attribute kernel_shape.</summary>
    public static bool CheckShapes(
        OnnxNode node,
        MapValue x,
        long groups,
        ImmutableArray<long> dims,
        ImmutableArray<long>? kernel
    )
    {
        var channels = x.Shape.Channels;
        var shape = ConstantTensor.Text(dims);
        if (dims.Length != 4 || dims.Any(d => d is < 1 or > MapLimits.GreatestExtent))
            node.Report(ImportDiagnostics.WrongShape(node.Where, "input 1 (weights)", shape, "[O, I, KH, KW]"));
        else if (groups < 1 || channels % groups != 0)
            node.Report(ImportDiagnostics.GroupsDoNotDivide(node.Where, groups, "input", channels));
        else if (dims[0] % groups != 0)
            node.Report(ImportDiagnostics.GroupsDoNotDivide(node.Where, groups, "output", dims[0]));
        else if (dims[1] != channels / groups)
            node.Report(
                ImportDiagnostics.WrongShape(
                    node.Where,
                    "input 1 (weights)",
                    shape,
                    $"[O, {channels / groups}, KH, KW] for {channels} channels and group = {groups}"
                )
            );
        else if (kernel is { } k && (k[0] != dims[2] || k[1] != dims[3]))
            node.Report(
                ImportDiagnostics.AttributeValue(
                    node.Where,
                    "kernel_shape",
                    ConstantTensor.Text(k),
                    $"{ConstantTensor.Text(dims.Skip(2))}, as the weights are"
                )
            );
        else
            return true;
        return false;
    }
}
