// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Transforms.Quantization;

/// <summary>
/// Weights, bias and factors of a convolution (arithmetic, sections 1 to 3): bias at scale <c>S_in * S_w[o]</c>, round half to even;
/// <c>M[o] = S_in * S_w[o] / S_out</c>; int32 and, in profile lean, |t| below 2^24 proved from the actual weights.
/// </summary>
internal static class ConvolutionQuantizer
{
    public static QuantizedConv2d? Quantize(
        Conv2d conv,
        QuantizationParameters input,
        QuantizationParameters output,
        PipelineOptions options,
        DiagnosticBag errors
    )
    {
        var weights = QuantizedWeights.From(conv, options.Quantization);
        if (conv.Weights.All(weight => weight == 0.0))
            errors.Add(QuantizationDiagnostics.ZeroWeights(conv));
        if (
            Biases(conv, input, weights.Quantization, errors) is not { } biases
            || Bound(conv, input, weights, biases, errors) is not { } bound
        )
            return null;

        var preshift = HalfUpFactor.PreshiftFor(bound, options.Profile);
        var factors = ImmutableArray.CreateBuilder<FixedPointMultiplier>(biases.Length);
        for (var o = 0; o < biases.Length; o++)
        {
            var factor = input.Scale * weights.Quantization.ScaleOf(o) / output.Scale;
            if (FactorQuantizer.One(conv, o, factor, preshift, options, errors) is { } multiplier)
                factors.Add(multiplier);
            if (!weights.Quantization.IsPerChannel)
                break;
        }

        return factors.Count != weights.Quantization.Scales.Length
            ? null
            : new QuantizedConv2d(
                conv.Name,
                conv.Inputs,
                conv.Shape,
                output,
                conv.Window,
                conv.Groups,
                weights.Codes,
                weights.Quantization,
                biases,
                new Requantization(factors.ToImmutable(), preshift),
                output.Bounds(conv.Clamp),
                conv.IsDense
            );
    }

    private static ImmutableArray<int>? Biases(
        Conv2d conv,
        QuantizationParameters input,
        WeightQuantization weights,
        DiagnosticBag errors
    )
    {
        var biases = ImmutableArray.CreateBuilder<int>(conv.Bias.Length);
        for (var o = 0; o < conv.Bias.Length; o++)
        {
            var scale = input.Scale * weights.ScaleOf(o);
            var bias = Math.Round(conv.Bias[o] / scale, MidpointRounding.ToEven);
            if (bias is >= int.MinValue and <= int.MaxValue)
                biases.Add((int)bias);
            else
                errors.Add(QuantizationDiagnostics.BiasOutsideInt32(conv, o, conv.Bias[o], scale));
        }

        return biases.Count == conv.Bias.Length ? biases.MoveToImmutable() : null;
    }

    /// <summary>The layer's greatest bound; null when a channel's is not below 2^31.</summary>
    private static long? Bound(
        Conv2d conv,
        QuantizationParameters input,
        QuantizedWeights weights,
        ImmutableArray<int> biases,
        DiagnosticBag errors
    )
    {
        long greatest = 0;
        var taken = weights.Codes.Length / biases.Length;
        for (var o = 0; o < biases.Length; o++)
        {
            var bound = AccumulatorBound.Of(
                weights.Codes.AsSpan(o * taken, taken),
                weights.Quantization.ZeroPoint,
                biases[o],
                input
            );
            if (bound >= AccumulatorBound.Limit)
                errors.Add(QuantizationDiagnostics.AccumulatorOutsideInt32(conv, o, bound));
            greatest = Math.Max(greatest, bound);
        }

        return greatest < AccumulatorBound.Limit ? greatest : null;
    }
}
