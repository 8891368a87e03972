// SPDX-License-Identifier: Apache-2.0
using System.Runtime.Intrinsics.X86;
using CoDesign.Golden.Integer;
using CoDesign.Golden.Kernels;

namespace CoDesign.Golden.Tests.Kernels;

/// <summary>Every form of the requantizer that this machine runs, against the definition: counts of channels below, at and above each width.</summary>
public sealed class VectorRequantizerTests
{
    private const int Pixels = 3;

    private static readonly int[] Extremes =
    [
        int.MinValue,
        int.MinValue + 1,
        -(1 << 24),
        -257,
        -256,
        -1,
        0,
        1,
        255,
        256,
        1 << 24,
        int.MaxValue,
    ];

    public static TheoryData<int> Channels => [1, 7, 8, 9, 15, 16, 17, 31, 32, 33];

    /// <summary>Every shift, both preshifts, extreme and random accumulators and multipliers, ties included.</summary>
    [Theory]
    [MemberData(nameof(Channels))]
    public void HalfUpEqualsTheDefinition(int channels)
    {
        var random = new Random(channels);
        foreach (var preshift in new[] { 0, 8 })
        {
            for (var shift = HalfUpFactor.MinimumShift; shift <= HalfUpFactor.MaximumShift; shift++)
            {
                ImmutableArray<FixedPointMultiplier> factors =
                [
                    .. Enumerable
                        .Range(0, channels)
                        .Select(o => new FixedPointMultiplier(
                            o % 3 == 0 ? 1 << 15
                                : o % 3 == 1 ? (1 << 16) - 1
                                : random.Next(1 << 15, 1 << 16),
                            shift
                        )),
                ];
                // Codes around the middle: accumulators near (k + 1/2) * 2^(shift - 15 + preshift).
                var step = Math.Pow(2, shift - 15 + preshift);
                AssertEqual(Scaling(factors, preshift, 1L << 31), RequantizeMode.HalfUp, step, random);
                // A bound that the wide form takes: y stays within int32.
                var bound = (long)Math.Min(1L << 31, 1.9e9 * Math.Pow(2, shift + preshift - 16)) - 256;
                if (bound > 0)
                    AssertEqual(Scaling(factors, preshift, bound), RequantizeMode.HalfUp, step, random);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Channels))]
    public void TfLiteEqualsTheDefinition(int channels)
    {
        var random = new Random(channels);
        for (var shift = -31; shift <= 20; shift++)
        {
            ImmutableArray<FixedPointMultiplier> factors =
            [
                .. Enumerable
                    .Range(0, channels)
                    .Select(o => new FixedPointMultiplier(
                        o % 4 == 0 ? 0
                            : o % 4 == 1 ? int.MaxValue
                            : random.Next(1 << 30, int.MaxValue),
                        shift - (o % 2)
                    )),
            ];
            factors = [.. factors.Select(factor => factor with { Shift = Math.Max(factor.Shift, -31) })];
            var bound = ((1L << 30) - 1000) >> Math.Max(shift, 0);
            AssertEqual(Scaling(factors, 0, bound), RequantizeMode.TfLite, Math.Pow(2, -shift), random);
        }
    }

    [Fact]
    public void TakesTheWidestFormThatIsExact()
    {
        var small = Scaling([new(1 << 15, 20)], 0, 1 << 24);
        var large = Scaling([new((1 << 16) - 1, 1)], 0, 1L << 31);

        Assert.Equal(Avx512F.IsSupported, VectorRequantizer.Of(small, RequantizeMode.HalfUp) is HalfUpRequantizer512);
        Assert.IsNotType<HalfUpRequantizer512>(VectorRequantizer.Of(large, RequantizeMode.HalfUp));
        Assert.Equal(
            Avx2.IsSupported,
            VectorRequantizer.Of(Scaling([new(1 << 30, -5)], 0, 1 << 24), RequantizeMode.TfLite) is TfLiteRequantizer256
        );
        Assert.IsType<LaneRequantizer>(
            VectorRequantizer.Of(Scaling([new(1 << 30, 8)], 0, 1 << 24), RequantizeMode.TfLite)
        );
    }

    private static IEnumerable<VectorRequantizer> Forms(Scaling scaling, RequantizeMode mode)
    {
        yield return new LaneRequantizer(scaling, Requantize.StepFor(mode));
        if (mode == RequantizeMode.HalfUp && Avx.IsSupported)
            yield return new HalfUpRequantizer256(scaling);
        if (mode == RequantizeMode.HalfUp && Avx512F.IsSupported && HalfUpRequantizer512.IsExact(scaling))
            yield return new HalfUpRequantizer512(scaling);
        if (mode == RequantizeMode.TfLite && Avx2.IsSupported && TfLiteRequantizer256.IsExact(scaling))
            yield return new TfLiteRequantizer256(scaling);
    }

    private static void AssertEqual(Scaling scaling, RequantizeMode mode, double step, Random random)
    {
        var requantize = Requantize.StepFor(mode);
        var channels = scaling.Channels;
        for (var k = 0; k < 6; k++)
        {
            var channel = random.Next(channels);
            var count = channels - channel;
            var sums = new int[(Pixels * count) + VectorRequantizer.Slack];
            for (var i = 0; i < Pixels * count; i++)
                sums[i] = Accumulator(random, step, scaling.BoundOf(0));
            foreach (var form in Forms(scaling, mode))
            {
                const short untouched = 12345;
                var actual = Enumerable.Repeat(untouched, Pixels * (count + 1)).ToArray();

                form.Store(sums, count, Pixels, channel, count, actual, count + 1);

                for (var pixel = 0; pixel < Pixels; pixel++)
                {
                    for (var c = 0; c < count; c++)
                    {
                        var scaled = requantize(
                            sums[(pixel * count) + c],
                            scaling.Factors[channel + c],
                            scaling.Factors.Preshift
                        );
                        var expected = scaling.Clamp.Apply(scaled + scaling.ZeroPoint);
                        Assert.True(
                            expected == actual[(pixel * (count + 1)) + c],
                            $"{form.GetType().Name}: {sums[(pixel * count) + c]} -> {actual[(pixel * (count + 1)) + c]}, not {expected}"
                        );
                    }

                    Assert.Equal(untouched, actual[(pixel * (count + 1)) + count]);
                }
            }
        }
    }

    /// <summary>Extremes, any, and those whose code lies inside the clamp, within the bound.</summary>
    private static int Accumulator(Random random, double step, long bound)
    {
        var value = random.Next(3) switch
        {
            0 => Extremes[random.Next(Extremes.Length)],
            1 => random.NextInt64(int.MinValue, (long)int.MaxValue + 1),
            _ => (long)
                Math.Clamp(
                    Math.Round((random.Next(-150, 150) + 0.5) * step) + random.Next(-1, 2),
                    int.MinValue,
                    int.MaxValue
                ),
        };
        return (int)Math.Clamp(value, Math.Max(-bound, int.MinValue), Math.Min(bound, int.MaxValue));
    }

    private static Scaling Scaling(ImmutableArray<FixedPointMultiplier> factors, int preshift, long bound) =>
        new(new Requantization(factors, preshift), factors.Length, 120, new CodeClamp(5, 250), [bound]);
}
