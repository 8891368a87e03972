// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Analysis.Factorization;

/// <summary>Points that no other point beats: none costs at most as much and is worth at least as much, one of the two strictly.</summary>
public static class ParetoFront
{
    /// <summary>True for each point of the front.</summary>
    public static ImmutableArray<bool> Of(IReadOnlyList<(double Cost, double Worth)> points) =>
        [.. points.Select(point => !points.Any(other => Beats(other, point)))];

    private static bool Beats((double Cost, double Worth) a, (double Cost, double Worth) b) =>
        a.Cost <= b.Cost && a.Worth >= b.Worth && a != b;
}
