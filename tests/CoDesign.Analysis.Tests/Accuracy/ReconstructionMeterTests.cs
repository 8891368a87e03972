// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Accuracy;

namespace CoDesign.Analysis.Tests.Accuracy;

public sealed class ReconstructionMeterTests
{
    [Fact]
    public void AveragesSquaresOverElementsAndRecords()
    {
        var meter = new ReconstructionMeter();
        meter.Add(null, [1, 2], [1, 2.5], [1, 4]);
        meter.Add(null, [0, 0], [0, 0], [3, 1]);

        var summary = meter.Summary();

        Assert.Equal(3.5, summary.IntegerMeanSquaredError);
        Assert.Equal(0.0625, summary.Fp32MeanSquaredError);
        Assert.Null(summary.IntegerAreaUnderCurve);
        Assert.Null(summary.IntegerTop1Percent);
    }

    /// <summary>Normal 1, 4, 9; anomalies 4 and 16: of six pairs four are right and one is equal.</summary>
    [Fact]
    public void AreaIsTheShareOfPairsInOrder()
    {
        var meter = new ReconstructionMeter();
        foreach (var (label, difference) in new[] { (0, 1.0), (7, 2.0), (0, -2.0), (0, 3.0), (1, -4.0) })
            meter.Add(label, [0], null, [difference]);

        Assert.Equal(4.5 / 6, meter.Summary().IntegerAreaUnderCurve);
        Assert.Null(meter.Summary().Fp32MeanSquaredError);
    }
}
