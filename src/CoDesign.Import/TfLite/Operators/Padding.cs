// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.TfLite.Schema;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.TfLite.Operators;

/// <summary>PAD with the zero point (real 0) and PADV2 with a constant; height and width only.</summary>
internal static class Padding
{
    public static void Pad(OperatorImport op)
    {
        var hasValue = op.Name == "PADV2";
        if (!op.CheckInputs(hasValue ? 3 : 2, hasValue ? 3 : 2))
            return;
        var amounts = op.Integers(1);
        if (op.Map(0) is not var (input, x) || amounts is null)
            return;
        if (Sides(op, input, amounts.Value.AsSpan()) is not { } pads)
            return;
        var shape = x.Map with { Height = x.Map.Height + pads[0] + pads[1], Width = x.Map.Width + pads[2] + pads[3] };
        if (!op.IsQuantized)
        {
            var real = hasValue ? Real(op) : 0.0;
            if (real is { } value)
                op.Define(new Pad(op.NodeName(), [x.Source], shape, pads[0], pads[1], pads[2], pads[3], value));
        }
        else if (op.SameCodes(input) is { } codes)
        {
            var code = hasValue ? Code(op, input) : codes.ZeroPoint;
            if (code is { } value)
                op.Define(
                    new QuantizedPad(op.NodeName(), [x.Source], shape, codes, pads[0], pads[1], pads[2], pads[3], value)
                );
        }
    }

    /// <summary>Top, bottom, left, right of [rank, 2] amounts; batch and channels must not be padded.</summary>
    private static int[]? Sides(OperatorImport op, TfLiteTensor input, ReadOnlySpan<long> amounts)
    {
        var rank = input.Shape.Count;
        var pads = new int[4];
        var valid = amounts.Length == 2 * rank;
        for (var i = 0; valid && i < amounts.Length; i++)
        {
            var side = rank < 3 ? -1 : i - (2 * (rank - 3));
            var isSpatial = side is >= 0 and < 4 && i / 2 >= 1 && i / 2 <= rank - 2;
            valid = isSpatial ? amounts[i] is >= 0 and <= MapShape.GreatestExtent : amounts[i] == 0;
            if (valid && isSpatial)
                pads[side] = (int)amounts[i];
        }

        if (valid)
            return pads;
        op.Report(
            TfLiteDiagnostics.Option(
                op.Where,
                "the paddings",
                $"[{string.Join(", ", amounts[..Math.Min(8, amounts.Length)].ToArray())}]",
                $"0 to {MapShape.GreatestExtent} for height and width, 0 for batch and channels"
            )
        );
        return null;
    }

    private static double? Real(OperatorImport op)
    {
        if (op.Constant(2) is not { } tensor)
            return null;
        if (tensor.Type == TensorType.Float32 && tensor.Elements == 1)
            return op.Import.Constants.Reals(op.Where, tensor)?[0];
        op.Report(
            TfLiteDiagnostics.ElementType(
                op.Where,
                tensor.Name,
                $"{TensorTypes.NameOf(tensor.Type)} {tensor.Shape}",
                "one FLOAT32"
            )
        );
        return null;
    }

    private static int? Code(OperatorImport op, TfLiteTensor input)
    {
        if (op.Constant(2) is not { } tensor)
            return null;
        if (tensor.Type != TensorType.Int8 || tensor.Elements != 1)
        {
            op.Report(
                TfLiteDiagnostics.ElementType(
                    op.Where,
                    tensor.Name,
                    $"{TensorTypes.NameOf(tensor.Type)} {tensor.Shape}",
                    "one INT8"
                )
            );
            return null;
        }

        if (op.Codes(tensor) is not { } codes || op.Codes(input) is not { } inputCodes)
            return null;
        if (codes == inputCodes)
            return op.Import.Constants.Codes(op.Where, tensor)?[0];
        op.Report(TfLiteDiagnostics.ScalesDiffer(op.Where, input.Name, tensor.Name));
        return null;
    }
}
