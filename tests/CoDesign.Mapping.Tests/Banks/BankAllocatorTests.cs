// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Banks;

namespace CoDesign.Mapping.Tests.Banks;

public sealed class BankAllocatorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void RegionsThatAreAliveTogetherDoNotOverlap(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 100; round++)
        {
            var regions = Enumerable
                .Range(-1, random.Next(1, 20))
                .Select(first => new BankRegion($"r{first}", 0, random.Next(1, 50), first, first + random.Next(0, 6)))
                .ToArray();

            var allocation = BankAllocator.Allocate([1, 2], regions);

            foreach (var a in allocation.Regions)
            {
                Assert.InRange(a.Base, 2, allocation.PeakWords - a.Words);
                Assert.All(
                    allocation.Regions.Where(b => b != a && b.IsAliveWith(a)),
                    b => Assert.True(a.Base + a.Words <= b.Base || b.Base + b.Words <= a.Base, $"{a} {b}")
                );
            }

            Assert.InRange(allocation.LiveWords, 0, allocation.PeakWords);
            Assert.Equal(regions.Length, allocation.Regions.Length);
        }
    }

    [Fact]
    public void WordsAreReusedOnceTheLastReaderIsDone()
    {
        var allocation = BankAllocator.Allocate(
            [],
            [new("x", 0, 10, -1, 0), new("a", 0, 10, 0, 1), new("b", 0, 10, 1, 2), new("c", 0, 10, 2, 3)]
        );

        Assert.Equal(20, allocation.PeakWords);
        Assert.Equal(20, allocation.LiveWords);
    }
}
