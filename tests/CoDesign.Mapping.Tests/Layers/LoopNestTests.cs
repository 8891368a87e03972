// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Layers;
using CoDesign.Mapping.Layouts;

namespace CoDesign.Mapping.Tests.Layers;

public sealed class LoopNestTests
{
    private const int Lanes = 16;

    [Theory]
    [InlineData(3, 1)]
    [InlineData(48, 1)]
    [InlineData(64, 2)]
    [InlineData(64, 4)]
    [InlineData(64, 8)]
    [InlineData(64, 16)]
    [InlineData(64, 32)]
    [InlineData(64, 64)]
    [InlineData(128, 4)]
    public void PowersOfTwoTakeTheExactNumberOfStepsInNaturalOrder(int channels, int groups)
    {
        var layout = ChannelLayout.Natural(channels, Lanes);

        var loops = LoopNest.Of(Layer(channels, channels, groups), layout, layout);

        Assert.Equal(9 * channels / groups, loops.TileSteps);
    }

    [Theory]
    [InlineData(48, 48, 4, 4)]
    [InlineData(48, 96, 16, 1)]
    [InlineData(96, 96, 8, 4)]
    [InlineData(60, 20, 10, 2)]
    [InlineData(33, 11, 11, 1)]
    public void GroupedLayoutsTakeTheExactNumberOfSteps(int inputs, int outputs, int groups, int laneGroup)
    {
        var input = ChannelLayout.Grouped(groups, inputs / groups, laneGroup, Lanes);
        var output = ChannelLayout.Grouped(groups, outputs / groups, laneGroup, Lanes);

        var loops = LoopNest.Of(Layer(inputs, outputs, groups), input, output);

        Assert.Equal(9 * inputs / groups, loops.TileSteps);
        Assert.Equal(laneGroup, loops.LaneGroup);
    }

    [Fact]
    public void GroupsAcrossWordsReadWhatTheyTouch()
    {
        // Groups of 12: the second output block (channels 16..31) needs inputs 12..35, words 0..2; every block reads all 3.
        var layout = ChannelLayout.Natural(48, Lanes);

        var loops = LoopNest.Of(Layer(48, 48, 4), layout, layout);

        Assert.Equal(9 * 3 * Lanes, loops.TileSteps);
        Assert.Equal(3, loops.InputWords);
    }

    [Fact]
    public void DenseOverOneChannelReadsOneLane()
    {
        var loops = LoopNest.Of(Layer(1, 64, 1), ChannelLayout.Natural(1, Lanes), ChannelLayout.Natural(64, Lanes));

        Assert.Equal(9, loops.TileSteps);
        Assert.Equal(Lanes, loops.LaneGroup);
    }

    [Fact]
    public void AddReadsThreeTaps()
    {
        var layout = ChannelLayout.Natural(20, Lanes);
        var layer = Layer(20, 20, 20) with { Kind = LayerKind.Add, Taps = TapGeometry.Single };

        Assert.Equal(new LoopNest(1, 2, 2, 1, 1, 1, 2, 1), LoopNest.Of(layer, layout, layout));
        Assert.Equal(3, LoopNest.Of(layer, layout, layout).TileSteps);
    }

    private static EngineLayer Layer(int inputs, int outputs, int groups)
    {
        var window = new Window2d(3, 3, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1);
        return new EngineLayer(
            "y",
            "y",
            LayerKind.Convolution,
            ["x"],
            new(8, 8, inputs),
            new(8, 8, outputs),
            TapGeometry.Convolution(window),
            groups,
            [],
            1
        );
    }
}
