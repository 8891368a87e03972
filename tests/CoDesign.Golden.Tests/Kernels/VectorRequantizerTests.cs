// SPDX-License-Identifier: Apache-2.0
using System.Runtime.Intrinsics;
using CoDesign.Golden.Integer;
using CoDesign.Golden.Kernels;

namespace CoDesign.Golden.Tests.Kernels;

public sealed class VectorRequantizerTests
{
    private static readonly int[] Extremes = [int.MinValue, int.MinValue + 1, -(1 << 24), -257, -256, -1, 0, 1, 255, 256, 1 << 24, int.MaxValue];

    /// <summary>Every shift, both preshifts, extreme and random accumulators and multipliers, ties included; every count of channels below, at and above 8.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public void EqualsTheDefinition(int channels)
    {
        var random = new Random(channels);
        foreach (var preshift in new[] { 0, 8 })
        {
            for (var shift = HalfUpFactor.MinimumShift; shift <= HalfUpFactor.MaximumShift; shift++)
            {
                var conv = Convolution(channels, new(Multipliers(random, channels, shift), preshift));
                var requantizer = new VectorRequantizer(conv, RequantizeMode.HalfUp);
                for (var k = 0; k < 40; k++)
                {
                    var channel = random.Next(channels);
                    int[] acc = [.. Enumerable.Range(0, 8).Select(_ => Accumulator(random, shift, preshift))];
                    var actual = new short[8];

                    requantizer.Store(Vector256.Create(acc), channel, channels - channel, actual);

                    for (var lane = 0; lane < Math.Min(8, channels - channel); lane++)
                    {
                        var scaled = Requantize.HalfUp(acc[lane], conv.Requantization[channel + lane], preshift);
                        Assert.Equal(conv.Clamp.Apply(scaled + conv.Output.ZeroPoint), actual[lane]);
                    }
                }
            }
        }
    }

    private static ImmutableArray<FixedPointMultiplier> Multipliers(Random random, int channels, int shift) =>
        [
            .. Enumerable
                .Range(0, channels)
                .Select(o => new FixedPointMultiplier(o % 3 == 0 ? 1 << 15 : o % 3 == 1 ? (1 << 16) - 1 : random.Next(1 << 15, 1 << 16), shift)),
        ];

    /// <summary>Extremes, any, and those whose code lies inside the clamp: around (k + 1/2) * 2^(shift - 15 + preshift).</summary>
    private static int Accumulator(Random random, int shift, int preshift)
    {
        switch (random.Next(3))
        {
            case 0:
                return Extremes[random.Next(Extremes.Length)];
            case 1:
                return (int)random.NextInt64(int.MinValue, (long)int.MaxValue + 1);
            default:
                var step = Math.Pow(2, shift - 15 + preshift);
                return (int)Math.Clamp(Math.Round((random.Next(-150, 150) + 0.5) * step) + random.Next(-1, 2), int.MinValue, int.MaxValue);
        }
    }

    private static QuantizedConv2d Convolution(int channels, Requantization requantization) =>
        new(
            "y",
            ["x"],
            new(1, 1, channels),
            new(CodeType.Quint8, 1, 120),
            new(1, 1),
            1,
            [.. new short[channels]],
            new(CodeType.Quint8, [1], 0),
            [.. new int[channels]],
            requantization,
            new(5, 250)
        );
}
