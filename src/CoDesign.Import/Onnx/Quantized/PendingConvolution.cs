// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.Onnx.Quantized;

/// <summary>Convolution or matrix product of codes: bias at scale <c>S_in * S_w[o]</c>, <c>M[o] = S_in * S_w[o] / S_out</c>.</summary>
/// <param name="Origin">The ONNX node.</param>
/// <param name="X">The input, with codes.</param>
/// <param name="Window">Kernel geometry.</param>
/// <param name="Groups">G.</param>
/// <param name="Weights">Codes [O, KH, KW, I].</param>
/// <param name="WeightCodes">Scales and zero point of the weights.</param>
/// <param name="Bias">The bias of each output channel.</param>
/// <param name="IsDense">A matrix product.</param>
internal sealed record PendingConvolution(
    OnnxNode Origin,
    MapValue X,
    Window2d Window,
    int Groups,
    ImmutableArray<short> Weights,
    WeightQuantization WeightCodes,
    PendingBias Bias,
    bool IsDense
) : PendingOperation(Origin)
{
    public override QuantizedNode? Finish(
        string name,
        TensorShape shape,
        QuantizationParameters output,
        RealClamp clamp
    )
    {
        if (X.Codes is not { } input)
            throw new InvalidOperationException($"The input of {Origin.Where} has no codes.");
        var draft = From(
            new QuantizedConv2d(
                name,
                [X.Source],
                shape,
                output,
                Window,
                Groups,
                Weights,
                WeightCodes,
                [],
                IntegerFactors.None,
                output.Bounds(clamp),
                IsDense
            )
        );
        if (Bias.Codes(Origin, draft, input.Scale, WeightCodes) is not { } bias)
            return null;
        draft = draft with { Bias = bias };
        return Bound(draft, input) is { } bound ? WithFactors(draft, input, bound) : null;
    }

    private long? Bound(QuantizedConv2d draft, QuantizationParameters input)
    {
        var greatest = 0L;
        for (var o = 0; o < draft.Shape.Channels; o++)
        {
            var bound = AccumulatorBound.Of(draft, input, o);
            if (bound >= AccumulatorBound.Limit)
                Origin.Report(QuantizationDiagnostics.AccumulatorOutsideInt32(draft, o, bound));
            greatest = Math.Max(greatest, bound);
        }

        return greatest < AccumulatorBound.Limit ? greatest : null;
    }

    private QuantizedConv2d? WithFactors(QuantizedConv2d draft, QuantizationParameters input, long bound)
    {
        var preshift = HalfUpFactor.PreshiftFor(bound, Origin.Import.Arithmetic.Profile);
        var factors = ImmutableArray.CreateBuilder<FixedPointMultiplier>();
        for (var o = 0; o < WeightCodes.Scales.Length; o++)
        {
            if (
                IntegerFactors.One(
                    Origin,
                    draft,
                    o,
                    input.Scale * WeightCodes.Scales[o] / draft.Output.Scale,
                    preshift
                ) is
                { } factor
            )
                factors.Add(factor);
        }

        return factors.Count == WeightCodes.Scales.Length
            ? draft with
            {
                Requantization = new Requantization(factors.ToImmutable(), preshift),
            }
            : null;
    }
}

/// <summary>A bias as real values, and as int32 codes at scale <c>S_in * S_w[o]</c> where the file has them.</summary>
internal sealed record PendingBias(ImmutableArray<double> Real, ImmutableArray<double>? Exact)
{
    /// <summary>No bias.</summary>
    public static PendingBias Zero(int outputs) => new([.. Enumerable.Repeat(0.0, outputs)], null);

    /// <summary>With real values added.</summary>
    public PendingBias Plus(ImmutableArray<double> other) => new([.. Real.Zip(other, (a, b) => a + b)], null);

    /// <summary>Int32 codes, round half to even; null after a diagnostic that names the channel.</summary>
    public ImmutableArray<int>? Codes(OnnxNode origin, Node draft, double inputScale, WeightQuantization weights)
    {
        var codes = ImmutableArray.CreateBuilder<int>(Real.Length);
        for (var o = 0; o < Real.Length; o++)
        {
            var scale = inputScale * weights.ScaleOf(o);
            var code = Exact?[o] ?? Math.Round(Real[o] / scale, MidpointRounding.ToEven);
            if (code is >= int.MinValue and <= int.MaxValue)
                codes.Add((int)code);
            else
                origin.Report(QuantizationDiagnostics.BiasOutsideInt32(draft, o, Real[o], scale));
        }

        return codes.Count == Real.Length ? codes.MoveToImmutable() : null;
    }
}
