// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Numerics;

namespace CoDesign.Ir.Tests.Numerics;

public sealed class HalfUpFactorTests
{
    [Theory]
    [InlineData(1.0, 16, 0, 32768, 15)]
    [InlineData(0.5, 16, 0, 32768, 16)]
    [InlineData(0.75, 16, 0, 49152, 16)]
    [InlineData(1.0, 16, 8, 32768, 7)]
    [InlineData(1.0, 8, 0, 128, 7)]
    [InlineData(0.999999, 16, 0, 32768, 15)] // rounds up to 2^16, so renormalized
    [InlineData(16384.0, 16, 0, 32768, 1)]
    [InlineData(64.0, 16, 8, 32768, 1)]
    [InlineData(2.3283064365386963e-10, 16, 0, 32768, 47)] // 2^-32
    public void IsNormalized(double factor, int bits, int preshift, int multiplier, int shift) =>
        Assert.Equal(new FixedPointMultiplier(multiplier, shift), HalfUpFactor.FromReal(factor, bits, preshift));

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(-1.0, 0)]
    [InlineData(double.NaN, 0)]
    [InlineData(double.PositiveInfinity, 0)]
    [InlineData(double.Epsilon, 0)]
    [InlineData(32768.0, 0)]
    [InlineData(128.0, 8)]
    [InlineData(1.1641532182693481e-10, 0)] // 2^-33
    public void IsNull_WhenNoShiftFrom1To47Holds(double factor, int preshift) =>
        Assert.Null(HalfUpFactor.FromReal(factor, 16, preshift));

    [Fact]
    public void IsWithinHalfAUnitOfTheLastBit()
    {
        var random = new Random(1);
        for (var k = 0; k < 20000; k++)
        {
            var factor = Math.ScaleB(1 + random.NextDouble(), random.Next(-31, 6));
            var bits = random.Next(8, 17);
            var preshift = k % 2 * 8;

            if (HalfUpFactor.FromReal(factor, bits, preshift) is not { } result)
                continue;

            Assert.InRange(result.Value, 1 << (bits - 1), (1 << bits) - 1);
            var unit = Math.ScaleB(1, -(result.Shift + preshift));
            Assert.InRange(HalfUpFactor.ToReal(result, preshift) - factor, -unit / 2, unit / 2);
        }
    }

    [Theory]
    [InlineData((1L << 24) - 1, RequantizeProfile.Lean, 0)]
    [InlineData(1L << 24, RequantizeProfile.Lean, 8)]
    [InlineData(1L << 30, RequantizeProfile.Wide, 0)]
    public void PreshiftIsAskedForByTheBound(long bound, RequantizeProfile profile, int preshift) =>
        Assert.Equal(preshift, HalfUpFactor.PreshiftFor(bound, profile));
}
