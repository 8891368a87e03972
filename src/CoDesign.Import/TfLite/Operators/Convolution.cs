// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.TfLite.Schema;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.TfLite.Operators;

/// <summary>CONV_2D: weights [O, KH, KW, I], groups = C / I. DEPTHWISE_CONV_2D: weights [1, KH, KW, O], groups = C, O = C * multiplier.</summary>
internal static class Convolution
{
    private const int Conv2DOptions = 1;
    private const int DepthwiseConv2DOptions = 2;

    public static void Conv(OperatorImport op)
    {
        if (!op.CheckInputs(2, 3) || op.Options(Conv2DOptions, nameof(Conv2DOptions)) is not { } options)
            return;
        var window = WindowOptions.Read(op, options, options.Int32(5, 1), options.Int32(4, 1));
        var clamp = FusedActivation.Read(op, options.SByte(3));
        var weights = Weights(op);
        if (op.Map(0) is not var (input, x) || window is null || clamp is null || weights is null)
            return;
        var outputs = weights.Shape.Int32(0);
        var groupInputs = weights.Shape.Int32(3);
        var channels = x.Map.Channels;
        var groups = channels / groupInputs;
        if (channels % groupInputs != 0 || outputs % groups != 0)
        {
            op.Report(
                TfLiteDiagnostics.Shape(
                    op.Where,
                    weights.Name,
                    weights.Shape.ToString(),
                    $"[O, KH, KW, I] with I dividing the {channels} channels and O a multiple of {channels} / I"
                )
            );
            return;
        }

        if (window.Over(op, x.Map, weights.Shape.Int32(1), weights.Shape.Int32(2)) is { } over)
            new WeightedLayer(over, groups, over.Output(x.Map, outputs), clamp.Value, IsDense: false, 0).Define(
                op,
                input,
                x,
                weights
            );
    }

    public static void Depthwise(OperatorImport op)
    {
        if (
            !op.CheckInputs(2, 3)
            || op.Options(DepthwiseConv2DOptions, nameof(DepthwiseConv2DOptions)) is not { } options
        )
            return;
        var window = WindowOptions.Read(op, options, options.Int32(6, 1), options.Int32(5, 1));
        var clamp = FusedActivation.Read(op, options.SByte(4));
        var weights = Weights(op);
        if (op.Map(0) is not var (input, x) || window is null || clamp is null || weights is null)
            return;
        var outputs = weights.Shape.Int32(3);
        var channels = x.Map.Channels;
        if (weights.Shape.Int32(0) != 1 || outputs % channels != 0)
        {
            op.Report(
                TfLiteDiagnostics.Shape(
                    op.Where,
                    weights.Name,
                    weights.Shape.ToString(),
                    $"[1, KH, KW, O], O a multiple of the {channels} channels"
                )
            );
            return;
        }

        if (window.Over(op, x.Map, weights.Shape.Int32(1), weights.Shape.Int32(2)) is { } over)
            new WeightedLayer(over, channels, over.Output(x.Map, outputs), clamp.Value, IsDense: false, 3).Define(
                op,
                input,
                x,
                weights
            );
    }

    private static TfLiteTensor? Weights(OperatorImport op)
    {
        if (op.Constant(1) is not { } weights)
            return null;
        var valid = weights.Shape.Count == 4;
        for (var i = 0; valid && i < 4; i++)
            valid = weights.Shape.Int32(i) is >= 1 and <= MapShape.GreatestExtent;
        if (valid)
            return weights;
        op.Report(
            TfLiteDiagnostics.Shape(op.Where, weights.Name, weights.Shape.ToString(), "four dimensions from 1 to 65536")
        );
        return null;
    }
}
