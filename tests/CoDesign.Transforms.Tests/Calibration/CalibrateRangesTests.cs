// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Transforms.Tests.Calibration;

public sealed class CalibrateRangesTests
{
    private static readonly TensorShape Vector = new(1, 1, 1);

    /// <summary>x -> a (scaled by 2) -> b (ReLU) -> c; 1001 records -500 .. 500.</summary>
    private static readonly Graph Chain = new(
        "chain",
        GraphStage.Folded,
        [
            new Input("x", Vector),
            new Conv2d("a", ["x"], Vector, new(1, 1), 1, [2.0], [0.0], RealClamp.None),
            new Conv2d("b", ["a"], Vector, new(1, 1), 1, [1.0], [0.0], RealClamp.Relu),
            new Conv2d("c", ["b"], Vector, new(1, 1), 1, [1.0], [0.0], RealClamp.None),
            new MaxPool("m", ["c"], Vector, new(1, 1), RealClamp.None),
        ],
        "m",
        RecordLayout.Nhwc
    );

    [Theory]
    [InlineData(1.0, -980, 980, 980)]
    [InlineData(10.0, -800, 800, 800)]
    [InlineData(0.0, -1000, 1000, 1000)]
    public void ClipsHiddenValues_AndNeitherInputNorLogits(double percent, double low, double high, double relu)
    {
        var ranges = Calibrate(Chain, percent, Records())!.Ranges;

        Near(low, high, ranges["a"]);
        Near(0, relu, ranges["b"]);
        Assert.Equal(new ValueRange(-500, 500), ranges["x"]);
        Assert.Equal(new ValueRange(0, 1000), ranges["c"]);
        Assert.Equal(new ValueRange(0, 1000), ranges["m"]);
    }

    [Fact]
    public void ReadsTheRecordsOnce_AsAStream()
    {
        var read = 0;
        var alive = 0;
        var most = 0;

        Calibrate(Chain, 1, Stream());

        Assert.Equal(5000, read);
        Assert.InRange(most, 1, 1000);

        IEnumerable<double[]> Stream()
        {
            var references = new List<WeakReference>();
            for (; read < 5000; read++)
            {
                var record = new[] { (double)read };
                references.Add(new WeakReference(record));
                if (read % 500 == 0)
                {
                    GC.Collect();
                    alive = references.Count(reference => reference.IsAlive);
                    most = Math.Max(most, alive);
                }

                yield return record;
            }
        }
    }

    [Fact]
    public void NeedsRecords()
    {
        Assert.Equal(
            [
                "CD3001: Model 'chain' is a float model and needs calibration records. Give them with --calibration DATA.",
            ],
            Errors(Chain, null)
        );
        Assert.Equal(
            ["CD3002: The calibration set of model 'chain' holds no record. Give at least one."],
            Errors(Chain, [])
        );
        Assert.Equal(
            ["CD3003: Calibration record 3 has 2 values, input 'x' of shape 1x1x1 needs 1."],
            Errors(
                Chain,
                [
                    [1],
                    [2],
                    [3],
                    [4, 5],
                    [6, 7],
                ]
            )
        );
    }

    [Fact]
    public void ReportsValuesThatAreNotFinite_WhereTheyArise()
    {
        var overflow = Chain.WithNodes(
            Chain.Nodes.Select(node =>
                node is Conv2d { Name: "b" } conv ? conv with { Weights = [double.MaxValue] } : node
            )
        );

        Assert.Equal(
            [
                "CD3004: Conv2d 'b': 2 of 4 calibration values are NaN or infinite, first in record 1. "
                    + "Values that are not finite have no range; check the model and the normalization of the records.",
            ],
            Errors(
                overflow,
                [
                    [-1],
                    [8],
                    [-3],
                    [9],
                ]
            )
        );
        Assert.Equal(
            [
                "CD3005: The calibration records hold 1 values that are NaN or infinite, first in record 2. Input 'x' needs real numbers.",
            ],
            Errors(
                Chain,
                [
                    [-1],
                    [8],
                    [double.NaN],
                    [9],
                ]
            )
        );
    }

    [Theory]
    [InlineData(
        -0.1,
        8,
        16,
        "CD3006: Clipping of -0.1 percent is not allowed. Use 0 (the whole range) to below 50, at each end."
    )]
    [InlineData(
        50,
        8,
        16,
        "CD3006: Clipping of 50 percent is not allowed. Use 0 (the whole range) to below 50, at each end."
    )]
    [InlineData(
        double.NaN,
        8,
        16,
        "CD3006: Clipping of NaN percent is not allowed. Use 0 (the whole range) to below 50, at each end."
    )]
    [InlineData(1, 9, 16, "CD3007: Codes of 9 bits are not allowed. Use 2 to 8.")]
    [InlineData(1, 8, 17, "CD3008: Multipliers of 17 bits are not allowed. Use 8 to 16.")]
    public void RefusesOptionsOutOfRange(double percent, int bits, int multiplierBits, string message) =>
        Assert.Equal(
            [message],
            Errors(
                Chain,
                Records(),
                PipelineOptions.Default with
                {
                    Quantization = new(percent, Bits: bits),
                    MultiplierBits = multiplierBits,
                }
            )
        );

    [Fact]
    public void RefusesAnImpossibleNormalization()
    {
        Assert.Equal(
            ["CD3015: The input normalization has 3 means and 1 deviations, input 'x' has 1 channels."],
            Errors(Chain, Records(), PipelineOptions.Default with { Normalization = new(1, [1, 2, 3], [1]) })
        );
        Assert.Equal(
            [
                "CD3016: The input normalization's scale is 0. Scale and deviations must be positive, means finite.",
                "CD3016: The input normalization's mean is NaN. Scale and deviations must be positive, means finite.",
                "CD3016: The input normalization's deviation is -1. Scale and deviations must be positive, means finite.",
            ],
            Errors(Chain, Records(), PipelineOptions.Default with { Normalization = new(0, [double.NaN], [-1]) })
        );
    }

    [Fact]
    public void RefusesTheProfileOfAnotherMode() =>
        Assert.Equal(
            ["CD3009: Profile exact is not one for models that this tool quantizes. Use lean or wide."],
            Errors(Chain, Records(), PipelineOptions.Default with { Profile = RequantizeProfile.Exact })
        );

    private static IEnumerable<double[]> Records() => Enumerable.Range(-500, 1001).Select(k => new double[] { k });

    private static void Near(double low, double high, ValueRange range)
    {
        Assert.InRange(range.Minimum, low - 1, low + 1);
        Assert.InRange(range.Maximum, high - 1, high + 1);
    }

    private static Graph? Calibrate(Graph graph, double percent, IEnumerable<double[]> records)
    {
        var bag = new DiagnosticBag();
        var options = PipelineOptions.Default with { Quantization = new(percent), StopAfter = "CalibrateRanges" };
        var result = Pipeline.Run(graph, options, records, bag);
        Assert.Empty(bag.Items);
        return result;
    }

    private static string[] Errors(Graph graph, IEnumerable<double[]>? records, PipelineOptions? options = null)
    {
        var bag = new DiagnosticBag();
        Assert.Null(Pipeline.Run(graph, options ?? PipelineOptions.Default, records, bag));
        return [.. bag.Items.Select(item => item.ToString())];
    }
}
