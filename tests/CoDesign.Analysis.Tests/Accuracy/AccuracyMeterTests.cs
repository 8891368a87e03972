// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Accuracy;

namespace CoDesign.Analysis.Tests.Accuracy;

public sealed class AccuracyMeterTests
{
    [Fact]
    public void FiguresFollowTheirEquations()
    {
        var meter = new AccuracyMeter();
        meter.Add(0, [1, 0], [1, 0]);
        meter.Add(0, [2, 0], [0, 2]);
        meter.Add(1, [0, 3], [0, 3]);
        meter.Add(1, [0, 1], [0, 1]);
        var summary = meter.Summary();

        var p = 1 / (1 + Math.Exp(-2));
        Assert.Equal(
            (100.0, 75.0, 25.0, 75.0),
            (
                summary.Fp32Top1Percent,
                summary.IntegerTop1Percent,
                summary.PercentAccuracyDecrease,
                summary.Top1AgreementPercent
            )
        );
        Assert.Equal(Math.Pow((2 * p) - 1, 2) / 4, summary.Qmse ?? -1, 1e-12);
        Assert.Equal(((2 * p) - 1) * 2 / 4, summary.Qkl ?? -1, 1e-12);
    }

    [Fact]
    public void PercentDecreaseIsOfTheFloatAccuracy()
    {
        var meter = new AccuracyMeter();
        meter.Add(0, [1, 0], [1, 0]);
        meter.Add(0, [1, 0], [0, 1]);
        meter.Add(1, [1, 0], [1, 0]);
        meter.Add(1, [1, 0], [1, 0]);

        Assert.Equal(50.0, meter.Summary().PercentAccuracyDecrease);
    }

    [Fact]
    public void WithoutLabelsOrFloatModelThereIsNoAccuracy_AndNothingIsNotANumber()
    {
        var meter = new AccuracyMeter();
        Assert.Equal(new AccuracySummary(0), meter.Summary());
        meter.Add(null, null, [1, 2]);
        Assert.Equal(new AccuracySummary(1), meter.Summary());
    }

    [Fact]
    public void FarApartLogitsGiveFiniteFigures()
    {
        var meter = new AccuracyMeter();
        meter.Add(0, [5000, 0], [0, 5000]);

        Assert.True(double.IsFinite(meter.Summary().Qce ?? double.NaN));
        Assert.Equal(0.0, meter.Summary().IntegerTop1Percent);
        Assert.Equal(100.0, meter.Summary().PercentAccuracyDecrease);
    }
}
