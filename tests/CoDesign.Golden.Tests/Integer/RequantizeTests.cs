// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using CoDesign.Golden.Integer;

namespace CoDesign.Golden.Tests.Integer;

public sealed class RequantizeTests
{
    [Theory]
    [InlineData(3, 1, 1, 2)]
    [InlineData(-3, 1, 1, -1)]
    [InlineData(1, 1, 1, 1)]
    [InlineData(-1, 1, 1, 0)]
    [InlineData(5, 3, 2, 4)]
    [InlineData(2, 1, 2, 1)]
    [InlineData(-2, 1, 2, 0)]
    [InlineData(-6, 1, 2, -1)]
    public void RoundsTiesTowardPlusInfinity(long acc, int multiplier, int shift, long expected) =>
        Assert.Equal(expected, Requantize.HalfUp(acc, new FixedPointMultiplier(multiplier, shift), 0));

    [Theory]
    [InlineData(511, 1)]
    [InlineData(512, 2)]
    [InlineData(-1, -1)]
    [InlineData(-256, -1)]
    [InlineData(-257, -2)]
    public void PreshiftDropsLowBitsTowardMinusInfinity(long acc, long t) =>
        Assert.Equal(t * 16, Requantize.HalfUp(acc, new FixedPointMultiplier(1 << 15, 11), 8));

    /// <summary>floor((floor(acc / 2^p) * m) / 2^s + 1/2) in unbounded integers.</summary>
    [Fact]
    public void EqualsTheEquation_ForRandomAndExtremeOperands()
    {
        var random = new Random(1);
        long[] extremes = [int.MinValue, int.MinValue + 1, -(1 << 24), -1, 0, 1, (1 << 24) - 1, int.MaxValue];
        for (var k = 0; k < 200000; k++)
        {
            var acc =
                k % 4 == 0
                    ? extremes[random.Next(extremes.Length)]
                    : random.NextInt64(int.MinValue, (long)int.MaxValue + 1);
            var factor = new FixedPointMultiplier(random.Next(1 << 15, 1 << 16), random.Next(1, 48));
            var preshift = random.Next(2) * 8;

            var actual = Requantize.HalfUp(acc, factor, preshift);

            var t = FloorDivide(acc, BigInteger.One << preshift);
            var expected = FloorDivide(
                (2 * t * factor.Value) + (BigInteger.One << factor.Shift),
                BigInteger.One << (factor.Shift + 1)
            );
            Assert.Equal(expected, (BigInteger)actual);
        }
    }

    private static BigInteger FloorDivide(BigInteger a, BigInteger b)
    {
        var quotient = BigInteger.DivRem(a, b, out var remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }
}
