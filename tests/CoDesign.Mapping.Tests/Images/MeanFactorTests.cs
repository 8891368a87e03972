// SPDX-License-Identifier: Apache-2.0
using CoDesign.Golden.Integer;
using CoDesign.Mapping.Images;

namespace CoDesign.Mapping.Tests.Images;

public sealed class MeanFactorTests
{
    private static readonly Arithmetic Wide = Arithmetic.Default with { Profile = RequantizeProfile.Wide };

    public static TheoryData<int> Counts =>
        [1, 2, 3, 4, 5, 6, 8, 9, 12, 16, 25, 49, 63, 64, 65, 100, 125, 128, 196, 256, 576];

    [Theory]
    [MemberData(nameof(Counts))]
    public void EverySumGivesTheExactMean(int count)
    {
        foreach (var arithmetic in (Arithmetic[])[Arithmetic.Default, Wide, Arithmetic.TfLite])
        {
            foreach (var type in (CodeType[])[CodeType.Quint8, CodeType.Qint8])
            {
                var mean = MeanFactor.Find(count, type, arithmetic);
                Assert.True(mean is not null, $"{count} {type} {arithmetic}");
                for (var sum = count * type.Minimum; sum <= count * type.Maximum; sum++)
                {
                    var y = RequantizeEquation.Apply(arithmetic.Mode, (long)sum * mean.Weight, mean.Factor, 0);
                    if (y != MeanFactor.Mean(sum, count))
                        Assert.Fail($"{count} {type} {arithmetic}: sum {sum} gives {y}");
                }

                var negated = MeanFactor.Find(count, type, arithmetic, negated: true);
                Assert.True(negated is not null, $"{count} {type} {arithmetic} negated");
                for (var sum = count * type.Minimum; sum <= count * type.Maximum; sum++)
                {
                    var y = RequantizeEquation.Apply(arithmetic.Mode, (long)-sum * negated.Weight, negated.Factor, 0);
                    if (y != -MeanFactor.Mean(sum, count))
                        Assert.Fail($"{count} {type} {arithmetic}: negated sum {sum} gives {y}");
                }
            }
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(7)]
    public void OneStepOffInTheMultiplierIsFound(int count)
    {
        var mean = MeanFactor.Find(count, CodeType.Quint8, Arithmetic.Default)!;

        Assert.False(
            MeanFactor.IsExact(
                count,
                CodeType.Quint8,
                RequantizeMode.HalfUp,
                mean.Weight,
                mean.Factor with
                {
                    Shift = mean.Factor.Shift + 1,
                }
            )
        );
        Assert.False(
            MeanFactor.IsExact(
                count,
                CodeType.Quint8,
                RequantizeMode.HalfUp,
                mean.Weight,
                mean.Factor with
                {
                    Value = mean.Factor.Value - 700,
                }
            )
        );
    }

    [Fact]
    public void HalfUpEquationIsTheNormativeOne()
    {
        var random = new Random(3);
        for (var i = 0; i < 10000; i++)
        {
            var accumulator = random.NextInt64(-(1L << 31), 1L << 31);
            var factor = new FixedPointMultiplier(random.Next(1 << 16), random.Next(1, 48));
            var preshift = random.Next(2) * 8;

            Assert.Equal(
                Requantize.HalfUp(accumulator, factor, preshift),
                RequantizeEquation.Apply(RequantizeMode.HalfUp, accumulator, factor, preshift)
            );
        }
    }
}
