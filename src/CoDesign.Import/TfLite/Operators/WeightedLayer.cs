// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Import.TfLite.Schema;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.TfLite.Operators;

/// <summary>Convolutions and matrix products once their geometry is known: constants, factors, the node.</summary>
/// <param name="Window">Kernel geometry.</param>
/// <param name="Groups">G.</param>
/// <param name="Shape">[Ho, Wo, O].</param>
/// <param name="Clamp">Fused activation.</param>
/// <param name="IsDense">The operator is a matrix product over the whole map.</param>
/// <param name="ChannelDimension">Dimension of the weights that counts outputs: the first, or the last.</param>
internal sealed record WeightedLayer(
    Window2d Window,
    int Groups,
    TensorShape Shape,
    RealClamp Clamp,
    bool IsDense,
    int ChannelDimension
)
{
    /// <summary>True when the product S_in * S_w is rounded to float32 (FULLY_CONNECTED with one weight scale).</summary>
    public bool RoundsScaleProduct { get; init; }

    private int Outputs => Shape.Channels;

    /// <summary>Defines the operator's output; input 1 holds the weights, input 2 the bias (may be absent).</summary>
    public void Define(OperatorImport op, TfLiteTensor input, Value x, TfLiteTensor weights)
    {
        if (op.IsQuantized)
            DefineQuantized(op, input, x, weights);
        else
            DefineFloat(op, x, weights);
    }

    private void DefineQuantized(OperatorImport op, TfLiteTensor input, Value x, TfLiteTensor weights)
    {
        var constants = op.Import.Constants;
        if (weights.Type != TensorType.Int8)
        {
            op.Report(TfLiteDiagnostics.ElementType(op.Where, weights.Name, TensorTypes.NameOf(weights.Type), "INT8"));
            return;
        }

        var inputCodes = op.Codes(input);
        var outputCodes = op.Codes(op.Output);
        var scales = TensorCodes.Weights(op.Where, weights, Outputs, ChannelDimension, op.Import.Diagnostics);
        var codes = constants.Codes(op.Where, weights);
        var bias = Bias(op, TensorType.Int32, tensor => constants.Integers(op.Where, tensor));
        if (inputCodes is null || outputCodes is null || scales is null || codes is null || bias is null)
            return;
        if (!constants.Take(op.Where, weights, (2L * Outputs) + (ChannelDimension == 0 ? 0 : codes.Value.Length)))
            return;
        var ordered = OutputsFirst(codes.Value);
        var biases = ImmutableArray.CreateRange(bias.Value, b => (int)b);
        if (
            Multipliers(op, inputCodes, scales, outputCodes) is not { } multipliers
            || !Factors.CheckBounds(op, ordered, scales.ZeroPoint, biases, multipliers, inputCodes)
        )
            return;
        op.Define(
            new QuantizedConv2d(
                op.NodeName(),
                [x.Source],
                Shape,
                outputCodes,
                Window,
                Groups,
                ordered,
                scales,
                biases,
                new Requantization(multipliers, 0),
                FusedActivation.Bounds(Clamp, outputCodes),
                IsDense
            )
        );
    }

    private void DefineFloat(OperatorImport op, Value x, TfLiteTensor weights)
    {
        var constants = op.Import.Constants;
        var bias = Bias(op, TensorType.Float32, tensor => constants.Reals(op.Where, tensor));
        var reals = weights.Type switch
        {
            TensorType.Float32 or TensorType.Float16 => constants.Reals(op.Where, weights),
            TensorType.Int8 => Dequantized(op, weights),
            _ => null,
        };
        if (weights.Type is not (TensorType.Float32 or TensorType.Float16 or TensorType.Int8))
            op.Report(
                TfLiteDiagnostics.ElementType(
                    op.Where,
                    weights.Name,
                    TensorTypes.NameOf(weights.Type),
                    "FLOAT32, FLOAT16 or INT8 with scales"
                )
            );
        if (
            bias is null
            || reals is null
            || !constants.Take(op.Where, weights, Outputs + (ChannelDimension == 0 ? 0 : reals.Value.Length))
        )
            return;
        op.Define(
            new Conv2d(
                op.NodeName(),
                [x.Source],
                Shape,
                Window,
                Groups,
                OutputsFirst(reals.Value),
                bias.Value,
                Clamp,
                IsDense
            )
        );
    }

    /// <summary>int8 weights of a float layer, <c>S_w[o] * (w - Z_w)</c>, in the file's order.</summary>
    private ImmutableArray<double>? Dequantized(OperatorImport op, TfLiteTensor weights)
    {
        if (
            TensorCodes.Weights(op.Where, weights, Outputs, ChannelDimension, op.Import.Diagnostics) is not { } scales
            || op.Import.Constants.Codes(op.Where, weights) is not { } codes
            || !op.Import.Constants.Take(op.Where, weights, codes.Length)
        )
            return null;
        var taken = codes.Length / Outputs;
        var reals = ImmutableArray.CreateBuilder<double>(codes.Length);
        for (var i = 0; i < codes.Length; i++)
            reals.Add(scales.ScaleOf(ChannelDimension == 0 ? i / taken : i % Outputs) * (codes[i] - scales.ZeroPoint));
        return reals.MoveToImmutable();
    }

    private ImmutableArray<T>? Bias<T>(OperatorImport op, TensorType type, Func<TfLiteTensor, ImmutableArray<T>?> read)
        where T : struct
    {
        if (op.Operand(2) is null)
            return [.. Enumerable.Repeat(default(T), Outputs)];
        if (op.Constant(2) is not { } tensor)
            return null;
        if (tensor.Type != type && !(type == TensorType.Float32 && tensor.Type == TensorType.Float16))
            op.Report(
                TfLiteDiagnostics.ElementType(
                    op.Where,
                    tensor.Name,
                    TensorTypes.NameOf(tensor.Type),
                    TensorTypes.NameOf(type)
                )
            );
        else if (tensor.Elements != Outputs)
            op.Report(TfLiteDiagnostics.Shape(op.Where, tensor.Name, tensor.Shape.ToString(), $"[{Outputs}]"));
        else
            return read(tensor);
        return null;
    }

    private ImmutableArray<FixedPointMultiplier>? Multipliers(
        OperatorImport op,
        QuantizationParameters input,
        WeightQuantization weights,
        QuantizationParameters output
    )
    {
        var multipliers = ImmutableArray.CreateBuilder<FixedPointMultiplier>(Outputs);
        for (var o = 0; o < Outputs; o++)
        {
            var product =
                RoundsScaleProduct && !weights.IsPerChannel
                    ? (float)input.Scale * (float)weights.ScaleOf(o)
                    : input.Scale * weights.ScaleOf(o);
            if (Factors.FromReal(op, $"the factor of channel {o}", product / output.Scale) is not { } multiplier)
                return null;
            multipliers.Add(multiplier);
        }

        return multipliers.MoveToImmutable();
    }

    /// <summary>[1, KH, KW, O] as [O, KH, KW, 1]; weights with the outputs first stay as they are.</summary>
    private ImmutableArray<T> OutputsFirst<T>(ImmutableArray<T> elements)
    {
        if (ChannelDimension == 0)
            return elements;
        var taps = elements.Length / Outputs;
        var ordered = ImmutableArray.CreateBuilder<T>(elements.Length);
        for (var o = 0; o < Outputs; o++)
        {
            for (var tap = 0; tap < taps; tap++)
                ordered.Add(elements[(tap * Outputs) + o]);
        }

        return ordered.MoveToImmutable();
    }
}
