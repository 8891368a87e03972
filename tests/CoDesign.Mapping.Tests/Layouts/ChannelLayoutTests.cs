// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Layouts;

namespace CoDesign.Mapping.Tests.Layouts;

public sealed class ChannelLayoutTests
{
    [Fact]
    public void NaturalOrderEndsInEmptyLanes() =>
        Assert.Equal([0, 1, 2, 3, 4, 5, -1, -1], ChannelLayout.Natural(6, 4).Positions.AsEnumerable());

    [Fact]
    public void GroupsOfThreeShareWordsOfOneLaneEach() =>
        // 4 groups of 3 channels, P = 1: word k holds channel k of every group.
        Assert.Equal(
            [0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11],
            ChannelLayout.Grouped(4, 3, 1, 4).Positions.AsEnumerable()
        );

    [Fact]
    public void GroupsOfThreeInPairsOfLanesLeaveOneLaneEmpty() =>
        Assert.Equal([0, 1, 3, 4, 2, -1, 5, -1], ChannelLayout.Grouped(2, 3, 2, 4).Positions.AsEnumerable());

    [Fact]
    public void GroupsAsWideAsTheWordFollowEachOther() =>
        Assert.Equal(ChannelLayout.Natural(16, 8), ChannelLayout.Grouped(2, 8, 8, 8));

    [Fact]
    public void ChannelMultiplierKeepsLanes() =>
        Assert.Equal(
            [0, 2, 4, -1, 1, 3, 5, -1],
            ChannelLayout.Multiplied(ChannelLayout.Natural(3, 4), 2).Positions.AsEnumerable()
        );

    [Fact]
    public void ConcatenationBeginsEachPartInANewBlock() =>
        Assert.Equal(
            [0, 1, 2, -1, 3, 4, -1, -1],
            ChannelLayout
                .Concatenated([ChannelLayout.Natural(3, 4), ChannelLayout.Natural(2, 4)])
                .Positions.AsEnumerable()
        );

    [Theory]
    [InlineData(5, 3, 4, 8)]
    [InlineData(7, 10, 2, 16)]
    [InlineData(3, 17, 16, 16)]
    public void EveryChannelStandsSomewhereOnce(int groups, int perGroup, int laneGroup, int lanes)
    {
        var layout = ChannelLayout.Grouped(groups, perGroup, laneGroup, lanes);

        Assert.Equal(Enumerable.Range(0, groups * perGroup), layout.Positions.Where(c => c >= 0).Order());
    }
}
