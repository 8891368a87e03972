// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.Onnx.Operators;

/// <summary>BatchNormalization in inference form, and Softmax at the end.</summary>
internal static class Normalization
{
    /// <summary><c>Y = scale * (X - mean) / sqrt(var + epsilon) + B</c>; X [N, C, H, W] or [N, C], the others [C].</summary>
    public static void BatchNormalization(OnnxNode node)
    {
        node.RequireInputs(5, "X", "scale", "B", "mean", "var");
        var epsilon = node.Float("epsilon", 1e-5f);
        if (node.Int("training_mode", 0) != 0)
            node.Report(
                ImportDiagnostics.AttributeValue(
                    node.Where,
                    "training_mode",
                    "1",
                    "0; export the model in evaluation mode"
                )
            );
        if (!(epsilon >= 0) || !float.IsFinite(epsilon))
            node.Report(
                ImportDiagnostics.AttributeValue(node.Where, "epsilon", $"{epsilon:G9}", "a finite number, 0 or more")
            );
        var x = node.Map(0);
        if (x is not null && !x.IsImage && !x.IsVector)
            node.Report(ImportDiagnostics.NotAMap(node.Where, 0, x.Text, "images [N, C, H, W] or vectors [N, C]"));
        if (x is null)
        {
            // Values are checked even where the shape of X is unknown.
            for (var i = 1; i < 5; i++)
                node.Weights(i, "parameter");
            return;
        }

        var channels = x.Shape.Channels;
        var gamma = node.PerChannel(1, "scale", channels);
        var beta = node.PerChannel(2, "B", channels);
        var mean = node.PerChannel(3, "mean", channels);
        var variance = node.PerChannel(4, "var", channels);
        if (gamma is null || beta is null || mean is null || variance is null || node.Failed)
            return;
        for (var c = 0; c < channels; c++)
        {
            if (variance.Value[c] >= 0 && variance.Value[c] + epsilon > 0)
                continue;
            node.Report(
                ImportDiagnostics.NegativeVariance(node.Where, node.InputName(4), c, variance.Value[c], epsilon)
            );
            return;
        }

        node.Define(
            new BatchNorm(node.Name, [x.Source], x.Shape, gamma.Value, beta.Value, mean.Value, variance.Value, epsilon),
            x.Dims,
            x.Order
        );
    }

    public static void Softmax(OnnxNode node)
    {
        if (ReadSoftmax(node) is { } x)
            node.Define(new Softmax(node.Name, [x.Source], x.Shape), x.Dims, x.Order);
    }

    /// <summary>The input, a vector, when the axis is its channels (before opset 13 the default is 1, then -1); null after a diagnostic.</summary>
    public static MapValue? ReadSoftmax(OnnxNode node)
    {
        node.RequireInputs(1, "X");
        var axis = node.Int("axis", node.Opset < 13 ? 1 : -1);
        var x = node.Map(0);
        if (x is null || node.Failed)
            return null;
        var normalized = axis < 0 ? axis + x.Dims.Length : axis;
        if (x.Shape.Pixels != 1)
            node.Report(ImportDiagnostics.NotAMap(node.Where, 0, x.Text, "vectors"));
        else if (normalized != x.ChannelAxis)
            node.Report(
                ImportDiagnostics.AttributeValue(node.Where, "axis", $"{axis}", $"{x.ChannelAxis}, the channels")
            );
        else
            return x;
        return null;
    }
}
