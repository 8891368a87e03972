// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.TfLite.Operators;

/// <summary>AVERAGE_POOL_2D (over the valid elements) and MAX_POOL_2D.</summary>
internal static class Pooling
{
    private const int Pool2DOptions = 5;

    public static void Pool(OperatorImport op)
    {
        if (!op.CheckInputs(1, 1) || op.Options(Pool2DOptions, nameof(Pool2DOptions)) is not { } options)
            return;
        var window = WindowOptions.Read(op, options);
        var clamp = FusedActivation.Read(op, options.SByte(5));
        var fits =
            WindowOptions.Extent(op, "filter_height", options.Int32(4))
            & WindowOptions.Extent(op, "filter_width", options.Int32(3));
        if (op.Map(0) is not var (input, x) || window is null || clamp is null || !fits)
            return;
        if (window.Over(op, x.Map, options.Int32(4), options.Int32(3)) is not { } over)
            return;
        var shape = over.Output(x.Map, x.Map.Channels);
        var isMaximum = op.Name == "MAX_POOL_2D";
        if (!op.IsQuantized)
        {
            var name = op.NodeName();
            op.Define(
                isMaximum
                    ? new MaxPool(name, [x.Source], shape, over, clamp.Value)
                    : new AveragePool(name, [x.Source], shape, over, CountPadding: false, clamp.Value)
            );
        }
        else if (op.SameCodes(input) is { } codes)
        {
            var name = op.NodeName();
            var bounds = FusedActivation.Bounds(clamp.Value, codes);
            op.Define(
                isMaximum
                    ? new QuantizedMaxPool(name, [x.Source], shape, codes, over, bounds)
                    : new QuantizedAveragePool(name, [x.Source], shape, codes, over, CountPadding: false, bounds)
            );
        }
    }
}
