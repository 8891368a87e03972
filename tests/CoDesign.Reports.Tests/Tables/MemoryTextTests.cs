// SPDX-License-Identifier: Apache-2.0
using CoDesign.Reports.Pages;
using CoDesign.Reports.Tables;

namespace CoDesign.Reports.Tests.Tables;

public sealed class MemoryTextTests
{
    [Fact]
    public void ALineForEachTensorInTheOrderOfAddresses()
    {
        var memory = new MemoryPicture(
            "banks",
            "words",
            ["a", "b", "c"],
            2000,
            1200,
            1100,
            [
                new AllocatedTensor("network/with/a/long/name/before/relu_1", 0, 1, 1000, 1200),
                new AllocatedTensor("input", -1, 0, 1, 1000),
                new AllocatedTensor("result", 2, 3, 1, 5),
                new AllocatedTensor("padding", -1, 3, 0, 1),
            ]
        );

        Assert.Equal<IEnumerable<string>>(
            [
                "banks: 1,200 words, at most 1,100 alive at once. A column is a layer.",
                "padding                               0..0  #####",
                "input                               1..999  ##...",
                "result                                1..4  ...##",
                "../a/long/name/before/relu_1  1,000..1,199  .##..",
            ],
            MemoryText.Of(memory)
        );
    }

    [Fact]
    public void ManyLayersShareAColumn()
    {
        var layers = Enumerable.Range(0, 128).Select(i => $"l{i}").ToArray();
        var memory = new MemoryPicture("banks", "words", [.. layers], 9, 9, 9, [new AllocatedTensor("t", 4, 6, 0, 9)]);

        var lines = MemoryText.Of(memory).ToArray();

        Assert.EndsWith("A column is 3 layers.", lines[0], StringComparison.Ordinal);
        Assert.Equal("t  0..8  .##" + new string('.', 41), lines[1]);
    }
}
