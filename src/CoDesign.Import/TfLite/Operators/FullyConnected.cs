// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.TfLite.Operators;

/// <summary>
/// FULLY_CONNECTED, weights [O, K]: over the whole map (K = H * W * C, also flattened before) a dense layer whose kernel covers the map;
/// with keep_num_dims and K = C a 1 x 1 convolution.
/// </summary>
internal static class FullyConnected
{
    private const int FullyConnectedOptions = 8;

    public static void Convert(OperatorImport op)
    {
        if (
            !op.CheckInputs(2, 3) || op.Options(FullyConnectedOptions, nameof(FullyConnectedOptions)) is not { } options
        )
            return;
        var clamp = FusedActivation.Read(op, options.SByte(0));
        if (options.SByte(1) != 0)
            op.Report(TfLiteDiagnostics.Option(op.Where, "weights_format", $"{options.SByte(1)}", "DEFAULT (0)"));
        var weights = op.Constant(1);
        if (op.Computed(0) is not var (input, x) || clamp is null || weights is null || options.SByte(1) != 0)
            return;
        var shape = weights.Shape;
        var valid = shape.Count == 2 && shape.Int32(0) is >= 1 and <= MapShape.GreatestExtent && shape.Int32(1) >= 1;
        var isWhole = valid && shape.Int32(1) == x.Map.Elements;
        var isPointwise = valid && options.Byte(2) != 0 && !x.IsReshaped && shape.Int32(1) == x.Map.Channels;
        if (!isWhole && !isPointwise)
        {
            var allowed =
                $"[O, {x.Map.Elements}] for the whole {x.Map} map, or [O, {x.Map.Channels}] with keep_num_dims";
            op.Report(TfLiteDiagnostics.Shape(op.Where, weights.Name, shape.ToString(), allowed));
            return;
        }

        var window = isWhole ? new Window2d(x.Map.Height, x.Map.Width) : new Window2d(1, 1);
        var layer = new WeightedLayer(window, 1, window.Output(x.Map, shape.Int32(0)), clamp.Value, isWhole, 0)
        {
            RoundsScaleProduct = true,
        };
        layer.Define(op, input, x, weights);
    }
}
