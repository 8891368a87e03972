// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.TfLite.Schema;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.TfLite.Operators;

/// <summary>CONCATENATION along the channels; inputs with another scale or zero point than the output are rescaled first.</summary>
internal static class Concatenation
{
    private const int ConcatenationOptions = 10;
    private const int GreatestInputs = 1024;

    public static void Convert(OperatorImport op)
    {
        if (
            !op.CheckInputs(1, GreatestInputs)
            || op.Options(ConcatenationOptions, nameof(ConcatenationOptions)) is not { } options
        )
            return;
        var rank = op.Output.Shape.Count;
        var axis = options.Int32(0);
        if (axis != rank - 1 && axis != -1)
            op.Report(TfLiteDiagnostics.Option(op.Where, "axis", $"{axis}", $"the channels, {rank - 1} or -1"));
        if (options.SByte(1) != 0)
            op.Report(
                TfLiteDiagnostics.Option(op.Where, "fused_activation_function", $"{options.SByte(1)}", "NONE (0)")
            );
        var operands = Enumerable.Range(0, op.InputCount).Select(op.Map).ToArray();
        if ((axis != rank - 1 && axis != -1) || options.SByte(1) != 0)
            return;

        var inputs = new List<(TfLiteTensor Tensor, Value Value)>();
        foreach (var operand in operands)
        {
            if (operand is not { } known)
                return;
            inputs.Add(known);
        }

        var map = inputs[0].Value.Map;
        foreach (var (tensor, value) in inputs)
        {
            if (value.Map.Height == map.Height && value.Map.Width == map.Width)
                continue;
            op.Report(
                TfLiteDiagnostics.Shape(
                    op.Where,
                    tensor.Name,
                    tensor.Shape.ToString(),
                    $"height and width of '{inputs[0].Tensor.Name}', {inputs[0].Tensor.Shape}"
                )
            );
            return;
        }

        var shape = map with
        {
            Channels = (int)Math.Min(inputs.Sum(input => (long)input.Value.Map.Channels), int.MaxValue),
        };
        if (!op.IsQuantized)
            op.Define(new Concat(op.NodeName(), [.. inputs.Select(input => input.Value.Source)], shape));
        else if (op.Codes(op.Output) is { } codes)
            DefineCodes(op, inputs, shape, codes);
    }

    private static void DefineCodes(
        OperatorImport op,
        List<(TfLiteTensor Tensor, Value Value)> inputs,
        TensorShape shape,
        QuantizationParameters codes
    )
    {
        var name = op.NodeName();
        var sources = new List<string>();
        for (var i = 0; i < inputs.Count; i++)
        {
            var (tensor, value) = inputs[i];
            if (op.Codes(tensor) is not { } inputCodes)
                return;
            if (inputCodes == codes)
            {
                sources.Add(value.Source);
                continue;
            }

            if (Factors.Rescale(op, inputCodes, codes) is not { } factor)
                return;
            var rescale = op.Import.UniqueName($"{name}/input{i}");
            op.Append(
                new QuantizedRescale(
                    rescale,
                    [value.Source],
                    value.Map,
                    codes,
                    factor,
                    new CodeClamp(codes.Type.Minimum, codes.Type.Maximum)
                )
            );
            sources.Add(rescale);
        }

        op.Define(new QuantizedConcat(name, [.. sources], shape, codes));
    }
}
