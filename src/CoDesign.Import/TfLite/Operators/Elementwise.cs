// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.TfLite.Operators;

/// <summary>ADD of two equal shapes, and activations that stand alone (TFLite divides their scales in float32).</summary>
internal static class Elementwise
{
    private const int AddOptions = 11;
    private const int LeftShift = 20;

    public static void Add(OperatorImport op)
    {
        if (!op.CheckInputs(2, 2))
            return;
        var clamp = FusedActivation.Read(op, op.OptionalOptions(AddOptions)?.SByte(0) ?? 0);
        var first = op.Map(0);
        var second = op.Map(1);
        if (first is not var (a, x) || second is not var (b, y) || clamp is null)
            return;
        if (x.Map != y.Map)
            op.Report(
                TfLiteDiagnostics.Shape(
                    op.Where,
                    b.Name,
                    b.Shape.ToString(),
                    $"the shape of '{a.Name}', {a.Shape} (no broadcasting)"
                )
            );
        else if (!op.IsQuantized)
            op.Define(new Add(op.NodeName(), [x.Source, y.Source], x.Map, clamp.Value));
        else if (op.Codes(a) is { } codesA && op.Codes(b) is { } codesB && op.Codes(op.Output) is { } output)
            AddCodes(op, x, codesA, y, codesB, output, clamp.Value);
    }

    public static void Relu(OperatorImport op)
    {
        if (!op.CheckInputs(1, 1) || op.Map(0) is not var (input, x))
            return;
        var clamp = op.Name switch
        {
            "RELU" => RealClamp.Relu,
            "RELU6" => new RealClamp(0.0, 6.0),
            _ => new RealClamp(-1.0, 1.0),
        };
        if (!op.IsQuantized)
            op.Define(new Activation(op.NodeName(), [x.Source], x.Map, clamp));
        else if (
            op.Codes(input) is { } codes
            && op.Codes(op.Output) is { } output
            && Factors.Rescale(op, codes, output, inSingle: true) is { } factor
        )
            op.Define(
                new QuantizedRescale(
                    op.NodeName(),
                    [x.Source],
                    x.Map,
                    output,
                    factor,
                    FusedActivation.Bounds(clamp, output)
                )
            );
    }

    /// <summary>Factors <c>S / (2 * larger S)</c> of the operands after the shift by 20, and <c>2 * larger S / (2^20 * S_out)</c> of the sum, below 1.</summary>
    private static void AddCodes(
        OperatorImport op,
        Value x,
        QuantizationParameters a,
        Value y,
        QuantizationParameters b,
        QuantizationParameters output,
        RealClamp clamp
    )
    {
        var twiceLarger = 2.0 * Math.Max(a.Scale, b.Scale);
        var sum = twiceLarger / ((1 << LeftShift) * output.Scale);
        if (sum >= 1.0)
        {
            op.Report(TfLiteDiagnostics.Factor(op.Where, "the factor of the sum", sum, "below 1"));
            return;
        }

        if (
            Factors.FromReal(op, "the factor of operand 0", a.Scale / twiceLarger) is { } first
            && Factors.FromReal(op, "the factor of operand 1", b.Scale / twiceLarger) is { } second
            && Factors.FromReal(op, "the factor of the sum", sum) is { } third
        )
        {
            op.Define(
                new QuantizedAdd(
                    op.NodeName(),
                    [x.Source, y.Source],
                    x.Map,
                    output,
                    new Requantization([first], 0),
                    new Requantization([second], 0),
                    new Requantization([third], 0),
                    FusedActivation.Bounds(clamp, output)
                )
            );
        }
    }
}
