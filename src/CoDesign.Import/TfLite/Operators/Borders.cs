// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.TfLite.Schema;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.TfLite.Operators;

/// <summary>
/// QUANTIZE of the model's float input: the graph's input is its codes. QUANTIZE of codes: a rescale. DEQUANTIZE of a constant: the constant;
/// of codes: the same value, which then may only be the model's output.
/// </summary>
internal static class Borders
{
    public static void Quantize(OperatorImport op)
    {
        if (!op.CheckInputs(1, 1) || op.Operand(0) is not { } input)
            return;
        if (TensorCodes.Activation(op.Where, op.Output, op.Import.Diagnostics, allowUnsigned: true) is not { } codes)
            return;
        if (input.Type == TensorType.Float32)
        {
            QuantizeInput(op, input, codes);
            return;
        }

        if (!op.Import.TryValue(input, out var value))
        {
            op.Report(
                input.IsConstant
                    ? TfLiteDiagnostics.IsConstant(op.Where, input.Name)
                    : TfLiteDiagnostics.Undefined(op.Where, input.Name)
            );
            return;
        }

        if (
            value is null
            || TensorCodes.Activation(op.Where, input, op.Import.Diagnostics, allowUnsigned: true) is not { } inputCodes
        )
            return;
        if (value.IsReshaped)
            op.Report(TfLiteDiagnostics.Flattened(op.Where, input.Name, value.Map.ToString()));
        else if (Factors.Rescale(op, inputCodes, codes) is { } factor)
            op.Define(
                new QuantizedRescale(
                    op.NodeName(),
                    [value.Source],
                    value.Map,
                    codes,
                    factor,
                    new CodeClamp(codes.Type.Minimum, codes.Type.Maximum)
                )
            );
    }

    public static void Dequantize(OperatorImport op)
    {
        if (!op.CheckInputs(1, 1) || op.Operand(0) is not { } input)
            return;
        if (op.Output.Type != TensorType.Float32)
        {
            op.Report(
                TfLiteDiagnostics.ElementType(op.Where, op.Output.Name, TensorTypes.NameOf(op.Output.Type), "FLOAT32")
            );
            return;
        }

        if (input.IsConstant)
        {
            op.Import.DefineConstant(op.Output, input);
            return;
        }

        if (op.Computed(0) is var (_, value))
            op.Import.Define(op.Output, value);
    }

    private static void QuantizeInput(OperatorImport op, TfLiteTensor input, QuantizationParameters codes)
    {
        if (!op.Import.IsInput(input) || op.Import.HasInput)
            op.Report(TfLiteDiagnostics.MixedArithmetic(op.Where, input.Name, "FLOAT32"));
        else if (MapShape.Of(input.Shape) is not { } shape || MapShape.Of(op.Output.Shape) != shape)
            op.Report(
                TfLiteDiagnostics.ShapeMismatch(
                    op.Where,
                    op.Output.Name,
                    op.Output.Shape.ToString(),
                    input.Shape.ToString()
                )
            );
        else
            op.Import.DefineInput(op.Output, shape, codes);
    }
}
