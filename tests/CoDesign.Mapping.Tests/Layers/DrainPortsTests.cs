// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Banks;
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping.Tests.Layers;

public sealed class DrainPortsTests
{
    [Theory]
    [InlineData(3, 2)]
    [InlineData(4, 2)]
    [InlineData(6, 4)]
    [InlineData(7, 4)]
    [InlineData(8, 4)]
    [InlineData(9, 6)]
    [InlineData(16, 8)]
    public void TheFirstPortHasTheLargerEvenHalf(int pixels, int lanes) =>
        Assert.Equal(lanes, DrainPorts.LanesOfFirst(pixels));

    /// <summary>Against the definition, pixel by pixel and bank by bank.</summary>
    [Fact]
    public void CollidesWhereABankGetsTwoWords()
    {
        var random = new Random(1);
        var seen = 0;
        for (var round = 0; round < 3000; round++)
        {
            int lanes = random.Next(3, 17),
                pixels = random.Next(1, 60),
                steps = (pixels + lanes - 1) / lanes,
                first = DrainPorts.LanesOfFirst(lanes);
            var range = new BankRange(
                [.. Enumerable.Range(0, lanes).Select(_ => random.Next(4) == 0 ? (int?)null : random.Next(pixels))],
                random.Next(1, pixels + 1)
            );
            var meets = false;
            for (var lane = first; lane < lanes; lane++)
            {
                for (var step = 0; step < steps; step++)
                {
                    int late = (lane * steps) + step,
                        early = ((lane - first) * steps) + step;
                    meets |=
                        late < pixels
                        && Enumerable.Range(0, lanes).Any(bank => range.Holds(bank, early) && range.Holds(bank, late));
                }
            }

            Assert.Equal(meets, DrainPorts.Collides(range, pixels, first * steps));
            seen += meets ? 1 : 0;
        }

        Assert.InRange(seen, 500, 2500);
    }

    /// <summary>A depthwise layer is written in pairs, except as the result, which stands whole in bank 0.</summary>
    [Fact]
    public void LayersWhoseBanksHoldOnePixelOfAPairDrainThroughBothPorts()
    {
        var graph = new SmallGraph(new TensorShape(8, 8, 16))
            .Conv("a", 16, groups: 16, kernel: 3)
            .Conv("b", 16)
            .Build();
        var plan = PlanRun.Plan(graph, AcceleratorConfiguration.Default with { Pixels = 16, DrainPorts = 2 });

        Assert.Equal([(true, 8), (false, 16)], plan.Layers.Select(l => (l.Layer.BothPorts, l.Layer.DrainCycles)));
        Assert.Equal(2, plan.Parameters.DrainPorts);
    }

    /// <summary>Depthwise layers on 16 pixel lanes: 9 cycles a tile instead of 16 for one requantizer more per channel; none with a kernel of 5 x 5.</summary>
    [Theory]
    [InlineData(16, 3, "xc7", 2)]
    [InlineData(16, 5, "xc7", 1)]
    [InlineData(8, 3, "xc7", 1)]
    [InlineData(16, 3, "ecp5", 1)]
    public void TwoPortsAreChosenWhereTheyPay(int pixels, int kernel, string target, int ports)
    {
        var graph = new SmallGraph(new TensorShape(16, 16, 16))
            .Conv("a", 16, groups: 16, kernel: kernel)
            .Conv("b", 16, groups: 16, kernel: kernel)
            .Conv("c", 16)
            .Build();
        var plan = PlanRun.Plan(graph, AcceleratorConfiguration.Default with { Pixels = pixels, Target = target });

        Assert.Equal(ports, plan.Parameters.DrainPorts);
    }
}
