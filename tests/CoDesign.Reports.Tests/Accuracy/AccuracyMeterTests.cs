// SPDX-License-Identifier: Apache-2.0
using CoDesign.Reports.Accuracy;

namespace CoDesign.Reports.Tests.Accuracy;

public sealed class AccuracyMeterTests
{
    [Fact]
    public void CountsTop1AndItsDecrease()
    {
        var meter = new AccuracyMeter();
        meter.Add(0, [2, 1], [2, 1]);
        meter.Add(1, [0, 3], [3, 0]);
        meter.Add(0, [1, 0], [1, 0]);
        meter.Add(0, [0, 1], [0, 1]);

        var summary = meter.Summary();

        Assert.Equal(4, summary.Images);
        Assert.Equal(75, summary.Fp32Top1Percent);
        Assert.Equal(50, summary.IntegerTop1Percent);
        Assert.Equal(100.0 / 3, summary.PercentAccuracyDecrease ?? 0, 12);
        Assert.Equal(75, summary.Top1AgreementPercent);
    }

    [Fact]
    public void GivesTheDefinitionsForOneRecord()
    {
        var meter = new AccuracyMeter();
        // Softmax of (ln 3, 0) is (3/4, 1/4), of (0, 0) it is (1/2, 1/2).
        meter.Add(null, [Math.Log(3), 0], [0, 0]);

        var summary = meter.Summary();

        Assert.Equal(0.0625, summary.Qmse ?? 0, 12);
        Assert.Equal(Math.Log(2), summary.Qce ?? 0, 12);
        Assert.Equal((0.75 * Math.Log(1.5)) + (0.25 * Math.Log(0.5)), summary.Qkl ?? 0, 12);
    }

    [Fact]
    public void StaysFinite_WhenAProbabilityUnderflows()
    {
        var meter = new AccuracyMeter();
        meter.Add(0, [0, 2000], [2000, 0]);

        var summary = meter.Summary();

        Assert.Equal(2000, summary.Qce ?? 0, 6);
        Assert.Equal(2000, summary.Qkl ?? 0, 6);
        Assert.Equal(1, summary.Qmse ?? 0, 12);
    }

    [Fact]
    public void LeavesOutWhatCannotBeKnown()
    {
        var meter = new AccuracyMeter();
        meter.Add(1, null, [0, 1]);
        var integerOnly = meter.Summary();

        Assert.Equal(100, integerOnly.IntegerTop1Percent);
        Assert.Null(integerOnly.Fp32Top1Percent);
        Assert.Null(integerOnly.Qmse);
        Assert.Null(new AccuracyMeter().Summary().IntegerTop1Percent);
    }

    [Fact]
    public void HasNoDecrease_WhenTheFloatModelIsNeverRight()
    {
        var meter = new AccuracyMeter();
        meter.Add(0, [0, 1], [0, 1]);

        Assert.Null(meter.Summary().PercentAccuracyDecrease);
    }
}
