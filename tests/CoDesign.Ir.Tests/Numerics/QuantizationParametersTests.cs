// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Numerics;

namespace CoDesign.Ir.Tests.Numerics;

public sealed class QuantizationParametersTests
{
    [Theory]
    [InlineData(-1, 1, 2.0 / 255, 128)] // 127.5 rounds to even
    [InlineData(0, 2.55, 0.01, 0)]
    [InlineData(1, 2.55, 0.01, 0)] // widened to contain 0
    [InlineData(-2.55, -1, 0.01, 255)]
    [InlineData(0, 0, 1, 0)]
    public void RangeGivesScaleAndZeroPoint(double low, double high, double scale, int zero)
    {
        var parameters = QuantizationParameters.FromRange(new(low, high), CodeType.Quint8);

        Assert.Equal(scale, parameters.Scale, 15);
        Assert.Equal(zero, parameters.ZeroPoint);
    }

    [Fact]
    public void ZeroIsACode_AndCodesSurviveTheRoundTrip()
    {
        var random = new Random(1);
        for (var k = 0; k < 2000; k++)
        {
            CodeType type = new(random.Next(2, 9), k % 2 == 0);
            var (a, b) = ((random.NextDouble() - 0.5) * 10, (random.NextDouble() - 0.5) * 10);
            var parameters = QuantizationParameters.FromRange(new(Math.Min(a, b), Math.Max(a, b)), type);

            Assert.Equal(0.0, parameters.Dequantize(parameters.Quantize(0)));
            for (var code = type.Minimum; code <= type.Maximum; code++)
                Assert.Equal(code, parameters.Quantize(parameters.Dequantize(code)));
            Assert.Equal(type.Minimum, parameters.Quantize(-1e9));
            Assert.Equal(type.Maximum, parameters.Quantize(1e9));
        }
    }

    [Theory]
    [InlineData(0.5, 10)]
    [InlineData(1.5, 12)]
    [InlineData(2.5, 12)]
    [InlineData(-0.5, 10)]
    [InlineData(-1.5, 8)]
    public void RoundsTiesToEven_BeforeTheZeroPointIsAdded(double real, int code) =>
        Assert.Equal(code, new QuantizationParameters(CodeType.Quint8, 1, 10).Quantize(real));

    [Fact]
    public void BoundsOfAnActivationAreCodes()
    {
        QuantizationParameters parameters = new(CodeType.Quint8, 0.05, 40);

        Assert.Equal(new CodeClamp(0, 255), parameters.Bounds(RealClamp.None));
        Assert.Equal(new CodeClamp(40, 255), parameters.Bounds(RealClamp.Relu));
        Assert.Equal(new CodeClamp(40, 160), parameters.Bounds(new(0, 6)));
        Assert.Equal(new CodeClamp(0, 255), parameters.Bounds(new(-100, 100)));
    }
}
