// SPDX-License-Identifier: Apache-2.0
using CoDesign.Transforms.Calibration;

namespace CoDesign.Transforms.Tests.Calibration;

public sealed class CalibrationMemoryTests
{
    private const int Records = 50_000;
    private const int RecordsPerLook = 2_500;
    private const long MostBytes = 64 << 20;

    /// <summary>50,000 images of CIFAR's size, 1.2 GB in all, made one at a time: what is alive while they pass stays below a bound that does not depend on their number.</summary>
    [Fact]
    public void StreamsFiftyThousandImagesInConstantMemory()
    {
        var input = new TensorShape(32, 32, 3);
        var window = new Window2d(1, 1, 4, 4);
        var conv = new Conv2d("y", ["x"], window.Output(input, 1), window, 1, [0.5, -1, 2], [0.25], RealClamp.Relu);
        var graph = new Graph("stream", GraphStage.Folded, [new Input("x", input), conv], "y", RecordLayout.Nchw);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        long most = 0;

        IEnumerable<double[]> Images()
        {
            for (var k = 0; k < Records; k++)
            {
                if (k % RecordsPerLook == 0)
                    most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
                var image = new double[input.Elements];
                image[k % image.Length] = k;
                yield return image;
            }
        }

        var statistics = ActivationStatistics.Collect(graph, Images(), new DiagnosticBag());

        Assert.NotNull(statistics);
        Assert.Equal(Records * input.Elements, statistics.Histograms["x"].Count);
        Assert.InRange(most, 1, MostBytes);
    }
}
