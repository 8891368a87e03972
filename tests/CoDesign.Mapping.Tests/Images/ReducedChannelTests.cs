// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Images;

namespace CoDesign.Mapping.Tests.Images;

/// <summary>Channels that are computed with smaller numbers: the codes stay.</summary>
public sealed class ReducedChannelTests
{
    private const int Bits = 25;

    private static int Code(long sum, FixedPointMultiplier factor) =>
        ConstantChannels.Code(RequantizeMode.TfLite, sum, factor, preshift: 0, zeroPoint: 0, low: 0, high: 255);

    /// <summary>A bias of 26.6 million, sums 156,000 apart: a channel of a trained MobileNet.</summary>
    [Fact]
    public void LargeSumsOfTwoCodesBecomeSmall()
    {
        var factor = new FixedPointMultiplier(1565063334, -20);

        var reduced = TwoCodeChannels.Find(26480370, 26636685, factor, Bits, Code);

        Assert.NotNull(reduced);
        AssertSame(26480370, 26636685, factor, reduced, step: 1);
    }

    [Fact]
    public void RandomChannelsKeepTheirCodes()
    {
        var random = new Random(7);
        var found = 0;
        for (var round = 0; round < 2000; round++)
        {
            // One code is 2^shift to 2^(shift + 1) sums wide.
            var shift = random.Next(17, 22);
            var factor = new FixedPointMultiplier((int)random.NextInt64(1L << 30, 1L << 31), -shift);
            var least = random.NextInt64(1L << 24, 1L << 26);
            var greatest = least + random.NextInt64(1, 1L << shift);
            if (TwoCodeChannels.Find(least, greatest, factor, Bits, Code) is not { } reduced)
                continue;
            found++;
            AssertSame(least, greatest, factor, reduced, Math.Max(1, (greatest - least) / 500));
        }

        Assert.True(found > 20, $"only {found} channels could be reduced");
    }

    /// <summary>Three codes have two thresholds, which no steeper factor keeps apart.</summary>
    [Fact]
    public void ThreeCodesStay() =>
        Assert.Null(
            TwoCodeChannels.Find(1 << 24, (1 << 24) + (3 << 20), new FixedPointMultiplier(1 << 30, -19), Bits, Code)
        );

    [Fact]
    public void SaturatedChannelIsConstant()
    {
        var factor = new FixedPointMultiplier(1 << 30, -8);

        Assert.Equal(255, Constant(new SumBounds(1 << 29, (1 << 29) + 5000, 0, 0, 0)));
        Assert.Equal(0, Constant(new SumBounds(-(1 << 30), -5000, 0, 0, 0)));
        Assert.Null(Constant(new SumBounds(-5000, 5000, 0, 0, 0)));
        Assert.Null(Constant(new SumBounds(1L << 31, 1L << 32, 0, 0, 0)));

        int? Constant(SumBounds bounds) => ConstantChannels.CodeOf(RequantizeMode.TfLite, bounds, factor, 0, 0, 0, 255);
    }

    private static void AssertSame(
        long least,
        long greatest,
        FixedPointMultiplier factor,
        TwoCodeChannels reduced,
        long step
    )
    {
        Assert.InRange(least - reduced.Decrease, -(1L << (Bits - 1)), (1L << (Bits - 1)) - 1);
        Assert.InRange(greatest - reduced.Decrease, -(1L << (Bits - 1)), (1L << (Bits - 1)) - 1);
        for (var sum = least; sum <= greatest; sum += step)
            Assert.Equal(Code(sum, factor), Code(sum - reduced.Decrease, reduced.Factor));
        Assert.Equal(Code(greatest, factor), Code(greatest - reduced.Decrease, reduced.Factor));
    }
}
