// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.TfLite.Operators;

/// <summary>ActivationFunctionType of the schema as clamps.</summary>
internal static class FusedActivation
{
    /// <summary>The clamp on real values; null and a diagnostic for a function that is not a clamp.</summary>
    public static RealClamp? Read(OperatorImport op, int function)
    {
        switch (function)
        {
            case 0:
                return RealClamp.None;
            case 1:
                return RealClamp.Relu;
            case 2:
                return new RealClamp(-1.0, 1.0);
            case 3:
                return new RealClamp(0.0, 6.0);
            default:
                var name = function switch
                {
                    4 => "TANH",
                    5 => "SIGN_BIT",
                    _ => $"{function}",
                };
                op.Report(
                    TfLiteDiagnostics.Option(
                        op.Where,
                        "fused_activation_function",
                        name,
                        "NONE, RELU, RELU_N1_TO_1, RELU6"
                    )
                );
                return null;
        }
    }

    /// <summary>
    /// The clamp on codes: a finite bound is <c>Z + round(bound / S)</c>, in float32, ties away from zero, within the codes.
    /// </summary>
    public static CodeClamp Bounds(RealClamp clamp, QuantizationParameters codes) =>
        new(
            double.IsNegativeInfinity(clamp.Low) ? codes.Type.Minimum : Code(clamp.Low, codes),
            double.IsPositiveInfinity(clamp.High) ? codes.Type.Maximum : Code(clamp.High, codes)
        );

    private static int Code(double bound, QuantizationParameters codes)
    {
        var code = MathF.Round((float)bound / (float)codes.Scale, MidpointRounding.AwayFromZero);
        return (int)Math.Clamp((double)code + codes.ZeroPoint, codes.Type.Minimum, codes.Type.Maximum);
    }
}
