// SPDX-License-Identifier: Apache-2.0
using CoDesign.Transforms.Calibration;

namespace CoDesign.Transforms.Tests.Calibration;

public sealed class ValueHistogramTests
{
    private static readonly double[] Percents = [0, 0.1, 1, 25, 50, 75, 99, 99.9, 100];

    public static TheoryData<string> Distributions => ["uniform", "relu", "outliers", "tiny", "negative", "constant"];

    /// <summary>Against sorting: at most one bin, 2^-10 of the magnitude, beside the order statistics that enclose the rank.</summary>
    [Theory]
    [MemberData(nameof(Distributions))]
    public void PercentilesAreWithinOneBinOfTheSortedValues(string distribution)
    {
        var values = Values(distribution, 20000);
        var histogram = new ValueHistogram();
        histogram.Add(values);
        Array.Sort(values);

        foreach (var percent in Percents)
        {
            var rank = percent / 100 * (values.Length - 1);
            var (low, high) = (values[(int)Math.Floor(rank)], values[(int)Math.Ceiling(rank)]);
            var tolerance = Math.Max(Math.Abs(low), Math.Abs(high)) / 1024;
            Assert.InRange(histogram.Percentile(percent), low - tolerance, high + tolerance);
        }

        Assert.Equal(values[0], histogram.Percentile(0));
        Assert.Equal(values[^1], histogram.Percentile(100));
    }

    [Fact]
    public void MergingInAnyOrderGivesTheSamePercentiles()
    {
        var values = Values("outliers", 9000);
        var whole = new ValueHistogram();
        whole.Add(values);
        var parts = values
            .Chunk(1000)
            .Select(part =>
            {
                var histogram = new ValueHistogram();
                histogram.Add(part);
                return histogram;
            });
        var merged = new ValueHistogram();
        foreach (var part in parts.Reverse())
            merged.Merge(part);

        Assert.Equal(Percents.Select(whole.Percentile), Percents.Select(merged.Percentile));
        Assert.Equal((whole.Count, whole.Minimum, whole.Maximum), (merged.Count, merged.Minimum, merged.Maximum));
    }

    [Fact]
    public void ValuesThatAreNotFiniteAreCountedApart()
    {
        var histogram = new ValueHistogram();
        histogram.Add([double.NaN, 1, double.PositiveInfinity, -2, double.NegativeInfinity]);

        Assert.Equal((2, 3, -2.0, 1.0), (histogram.Count, histogram.NotFinite, histogram.Minimum, histogram.Maximum));
    }

    [Fact]
    public void MagnitudesOutsideTheBinsKeepExactExtremes()
    {
        var histogram = new ValueHistogram();
        histogram.Add([1e-300, -1e300, 1e300, double.Epsilon]);

        Assert.Equal((-1e300, 1e300), (histogram.Percentile(0), histogram.Percentile(100)));
        Assert.Equal(0, histogram.Percentile(50));
    }

    private static double[] Values(string distribution, int count)
    {
        var random = new Random(1);
        var values = new double[count];
        for (var i = 0; i < count; i++)
        {
            var u = (random.NextDouble() * 2) - 1;
            values[i] = distribution switch
            {
                "uniform" => u,
                "relu" => Math.Max(u, 0),
                "outliers" => i % 500 == 0 ? u * 1e6 : u,
                "tiny" => u * 1e-7,
                "negative" => -5 - Math.Abs(u),
                _ => 0.3,
            };
        }

        return values;
    }
}
