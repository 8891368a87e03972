// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Transforms.Quantization;

/// <summary>
/// Weight codes [O, KH, KW, I] (arithmetic, section 1).
/// Per tensor: quint, scale and zero point of [min w, max w] widened to contain 0.
/// Per output channel: qint symmetric, <c>S_w[o] = max|w[o]| / (2^(N-1) - 1)</c>, codes from -(2^(N-1) - 1), zero point 0; S = 1 where a channel's weights are all 0.
/// </summary>
internal sealed record QuantizedWeights(ImmutableArray<short> Codes, WeightQuantization Quantization)
{
    public static QuantizedWeights From(Conv2d conv, QuantizationConfiguration configuration) =>
        configuration.Weights switch
        {
            WeightScheme.UnsignedPerTensor => PerTensor(conv, new CodeType(configuration.Bits, Signed: false)),
            WeightScheme.SignedPerChannel => PerChannel(conv, new CodeType(configuration.Bits, Signed: true)),
            var scheme => throw new NotSupportedException($"No weight quantization {scheme}."),
        };

    private static QuantizedWeights PerTensor(Conv2d conv, CodeType type)
    {
        var parameters = QuantizationParameters.FromRange(new ValueRange(conv.Weights.Min(), conv.Weights.Max()), type);
        return new QuantizedWeights(
            [.. conv.Weights.Select(weight => (short)parameters.Quantize(weight))],
            new WeightQuantization(type, [parameters.Scale], parameters.ZeroPoint)
        );
    }

    private static QuantizedWeights PerChannel(Conv2d conv, CodeType type)
    {
        var channels = conv.Shape.Channels;
        var taken = conv.Weights.Length / channels;
        var scales = new double[channels];
        var codes = new short[conv.Weights.Length];
        for (var o = 0; o < channels; o++)
        {
            var weights = conv.Weights.AsSpan(o * taken, taken);
            var magnitude = 0.0;
            foreach (var weight in weights)
                magnitude = Math.Max(magnitude, Math.Abs(weight));
            scales[o] = magnitude > 0.0 ? magnitude / type.Maximum : 1.0;
            for (var i = 0; i < taken; i++)
            {
                var code = Math.Round(weights[i] / scales[o], MidpointRounding.ToEven);
                codes[(o * taken) + i] = (short)Math.Clamp(code, -type.Maximum, type.Maximum);
            }
        }

        return new QuantizedWeights([.. codes], new WeightQuantization(type, [.. scales], 0));
    }
}
