// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Factorization;

namespace CoDesign.Analysis.Tests.Factorization;

public sealed class ParetoFrontTests
{
    [Fact]
    public void HoldsWhatNothingBeats() =>
        Assert.Equal(
            [true, false, true, false, true],
            ParetoFront.Of([(1, 50), (2, 40), (3, 70), (3, 60), (9, 71)]).AsEnumerable()
        );

    [Fact]
    public void EqualPointsBothStay() => Assert.Equal([true, true], ParetoFront.Of([(1, 50), (1, 50)]).AsEnumerable());

    [Fact]
    public void NothingHasAnEmptyFront() => Assert.Empty(ParetoFront.Of([]));
}
