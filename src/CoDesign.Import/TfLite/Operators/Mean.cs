// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Numerics;
using CoDesign.Import.TfLite.Schema;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.TfLite.Operators;

/// <summary>
/// MEAN and REDUCE_MAX over height and width. TFLite's int8 mean multiplies the sum of (x - Z) by one factor that holds 1 / n, so it is a depthwise convolution
/// over the whole map with weights 1: <c>k = floor(log2 n)</c>, <c>multiplier = floor(m * 2^k / n)</c>, <c>shift = e - k</c> for <c>S_in / S_out = m * 2^(e - 31)</c>.
/// </summary>
internal static class Mean
{
    public static void Convert(OperatorImport op)
    {
        if (Spatial(op) is not var (input, x))
            return;
        var window = new Window2d(x.Map.Height, x.Map.Width);
        var shape = new TensorShape(1, 1, x.Map.Channels);
        if (!op.IsQuantized)
            op.Define(new AveragePool(op.NodeName(), [x.Source], shape, window, CountPadding: false, RealClamp.None));
        else if (
            op.Codes(input) is { } codes
            && op.Codes(op.Output) is { } output
            && op.Import.Constants.Take(op.Where, input, x.Map.Elements)
        )
            DefineCodes(op, x, window, shape, codes, output);
    }

    /// <summary>REDUCE_MAX over height and width: a maximum pool over the whole map.</summary>
    public static void Maximum(OperatorImport op)
    {
        if (Spatial(op) is not var (input, x))
            return;
        var window = new Window2d(x.Map.Height, x.Map.Width);
        var shape = new TensorShape(1, 1, x.Map.Channels);
        if (!op.IsQuantized)
            op.Define(new MaxPool(op.NodeName(), [x.Source], shape, window, RealClamp.None));
        else if (op.SameCodes(input) is { } codes)
            op.Define(
                new QuantizedMaxPool(
                    op.NodeName(),
                    [x.Source],
                    shape,
                    codes,
                    window,
                    new CodeClamp(codes.Type.Minimum, codes.Type.Maximum)
                )
            );
    }

    /// <summary>The operand, when the axes are height and width.</summary>
    private static (TfLiteTensor Input, Value X)? Spatial(OperatorImport op)
    {
        if (!op.CheckInputs(2, 2) || op.Integers(1) is not { } axes || op.Map(0) is not var (input, x))
            return null;
        var rank = input.Shape.Count;
        var reduced = axes.Length > 4 ? [] : axes.Select(axis => axis < 0 ? axis + rank : axis).Order().ToArray();
        if (rank >= 3 && reduced.SequenceEqual(Enumerable.Range(1, rank - 2).Select(axis => (long)axis)))
            return (input, x);
        op.Report(
            TfLiteDiagnostics.Option(
                op.Where,
                "the axes",
                $"[{string.Join(", ", axes.Take(8))}]",
                "all of height and width"
            )
        );
        return null;
    }

    private static void DefineCodes(
        OperatorImport op,
        Value x,
        Window2d window,
        TensorShape shape,
        QuantizationParameters input,
        QuantizationParameters output
    )
    {
        if (Factors.FromReal(op, "the factor", input.Scale / output.Scale) is not { } factor)
            return;
        var k = Math.Min(BitOperations.Log2((uint)window.Taps), 31 + factor.Shift);
        var multiplier = new FixedPointMultiplier((int)(((long)factor.Value << k) / window.Taps), factor.Shift - k);
        ImmutableArray<short> weights = [.. Enumerable.Repeat((short)1, (int)x.Map.Elements)];
        ImmutableArray<int> bias = [.. Enumerable.Repeat(0, shape.Channels)];
        if (!Factors.CheckBounds(op, weights, 0, bias, [multiplier], input))
            return;
        op.Define(
            new QuantizedConv2d(
                op.NodeName(),
                [x.Source],
                shape,
                output,
                window,
                shape.Channels,
                weights,
                new WeightQuantization(CodeType.Qint8, [1.0], 0),
                bias,
                new Requantization([multiplier], 0),
                new CodeClamp(output.Type.Minimum, output.Type.Maximum)
            )
        );
    }
}
