// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.TfLite.Operators;

/// <summary>SOFTMAX over the channels, beta 1; int8 output at scale 1/256, zero point -128.</summary>
internal static class Probabilities
{
    private const int SoftmaxOptions = 9;
    private const int GreatestChannels = 4095;

    public static void Softmax(OperatorImport op)
    {
        if (!op.CheckInputs(1, 1) || op.Options(SoftmaxOptions, nameof(SoftmaxOptions)) is not { } options)
            return;
        var beta = options.Single(0);
        if (beta != 1.0f)
            op.Report(TfLiteDiagnostics.Option(op.Where, "beta", $"{beta}", "1"));
        if (op.Map(0) is not var (input, x) || beta != 1.0f)
            return;
        if (!op.IsQuantized)
        {
            op.Define(new Softmax(op.NodeName(), [x.Source], x.Map));
            return;
        }

        if (x.Map.Channels > GreatestChannels)
        {
            op.Report(
                TfLiteDiagnostics.Shape(
                    op.Where,
                    input.Name,
                    input.Shape.ToString(),
                    $"at most {GreatestChannels} channels"
                )
            );
            return;
        }

        if (op.Codes(input) is null || op.Codes(op.Output) is not { } codes)
            return;
        if (codes.Scale == 1.0 / 256.0 && codes.ZeroPoint == codes.Type.Minimum)
            op.Define(new QuantizedSoftmax(op.NodeName(), [x.Source], x.Map, codes));
        else
            op.Report(
                TfLiteDiagnostics.Quantization(
                    op.Where,
                    op.Output.Name,
                    $"scale {codes.Scale:G9} and zero point {codes.ZeroPoint}",
                    "scale 1/256 and zero point -128"
                )
            );
    }
}
