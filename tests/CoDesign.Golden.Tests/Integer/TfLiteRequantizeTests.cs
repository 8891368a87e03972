// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using CoDesign.Golden.Integer;

namespace CoDesign.Golden.Tests.Integer;

public sealed class TfLiteRequantizeTests
{
    [Theory]
    [InlineData(1 << 30, 1, 1)]
    [InlineData(1 << 30, -1, 0)]
    [InlineData(1 << 30, 3, 2)]
    [InlineData(1 << 30, -3, -1)]
    [InlineData(int.MaxValue, int.MaxValue, int.MaxValue - 1)]
    [InlineData(int.MinValue, int.MinValue, int.MaxValue)]
    [InlineData(int.MinValue, int.MaxValue, -int.MaxValue)]
    public void HighMulNudgesThenTruncatesTowardZero(int a, int b, int expected) =>
        Assert.Equal(expected, TfLiteRequantize.SaturatingRoundingDoublingHighMul(a, b));

    [Theory]
    [InlineData(3, 1, 2)]
    [InlineData(-3, 1, -2)]
    [InlineData(5, 2, 1)]
    [InlineData(6, 2, 2)]
    [InlineData(-6, 2, -2)]
    [InlineData(-5, 2, -1)]
    [InlineData(7, 0, 7)]
    [InlineData(int.MaxValue, 31, 1)]
    [InlineData(int.MinValue, 31, -1)]
    [InlineData(1 << 30, 31, 1)]
    [InlineData((1 << 30) - 1, 31, 0)]
    [InlineData(-(1 << 30), 31, -1)]
    public void DivideByPotRoundsTiesAwayFromZero(int x, int exponent, int expected) =>
        Assert.Equal(expected, TfLiteRequantize.RoundingDivideByPot(x, exponent));

    /// <summary>Both roundings in unbounded integers, exponents -31 to 30, multiplier 0 among them.</summary>
    [Fact]
    public void EqualsTheEquation_ForRandomAndExtremeOperands()
    {
        var random = new Random(1);
        int[] extremes = [int.MinValue, int.MinValue + 1, -(1 << 30), -1, 0, 1, (1 << 30) + 128, int.MaxValue];
        for (var k = 0; k < 200000; k++)
        {
            var shift = random.Next(TfLiteFactor.MinimumShift, TfLiteFactor.MaximumShift + 1);
            var left = Math.Max(shift, 0);
            var acc =
                (k % 4 == 0 ? extremes[random.Next(extremes.Length)] : random.Next(int.MinValue, int.MaxValue)) >> left;
            var multiplier = k % 5 == 0 ? 0 : random.Next(1 << 30, int.MaxValue);

            var actual = TfLiteRequantize.Step(acc, new FixedPointMultiplier(multiplier, shift), 0);

            var product = (BigInteger)acc * (BigInteger.One << left) * multiplier;
            var nudge = product.Sign >= 0 ? BigInteger.One << 30 : 1 - (BigInteger.One << 30);
            var high = (product + nudge) / (BigInteger.One << 31);
            var unit = BigInteger.One << Math.Max(-shift, 0);
            var magnitude = ((2 * BigInteger.Abs(high)) + unit) / (2 * unit);
            Assert.Equal(high.Sign * magnitude, (BigInteger)actual);
        }
    }

    [Theory]
    [InlineData(1.0, 1 << 30, 1)]
    [InlineData(0.5, 1 << 30, 0)]
    [InlineData(0.75, 3 << 29, 0)]
    [InlineData(0.0, 0, 0)]
    [InlineData(1e-12, 0, 0)]
    [InlineData(1.1641532182693481e-10, 0, 0)]
    [InlineData(2.3283064365386963e-10, 1 << 30, -31)]
    [InlineData(0.99999999999, 1 << 30, 1)]
    [InlineData(1073741823.0, 2147483646, 30)]
    public void FactorIsFrexp(double factor, int multiplier, int shift) =>
        Assert.Equal(new FixedPointMultiplier(multiplier, shift), TfLiteFactor.FromReal(factor));

    [Theory]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1073741824.0)]
    public void FactorOutsideTheExponentsIsNull(double factor) => Assert.Null(TfLiteFactor.FromReal(factor));

    [Fact]
    public void ThrowsWhenTheShiftedAccumulatorLeavesInt32() =>
        Assert.Throws<OverflowException>(() => TfLiteRequantize.Step(2, new FixedPointMultiplier(1 << 30, 30), 0));
}
