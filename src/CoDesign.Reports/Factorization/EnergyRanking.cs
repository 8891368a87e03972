// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;

namespace CoDesign.Reports.Factorization;

/// <summary>
/// How far the order of the points by energy can be trusted: the order by each table, and within which factors on the cost of all memory accesses the first table's order stays as it is.
/// </summary>
/// <param name="Orders">Rates from the least to the greatest energy, for each table.</param>
/// <param name="LeastMemoryFactor">Below this factor two points change places; 0 when none do.</param>
/// <param name="GreatestMemoryFactor">Above this factor two points change places; null when none do.</param>
public sealed record EnergyRanking(
    ImmutableArray<EnergyOrder> Orders,
    double LeastMemoryFactor,
    double? GreatestMemoryFactor
)
{
    /// <summary>True when the tables disagree.</summary>
    public bool DependsOnTable => Orders.Any(order => !order.Rates.SequenceEqual(Orders[0].Rates));

    /// <summary>The ranking of <paramref name="points"/> by <paramref name="tables"/>, of which there is at least one.</summary>
    public static EnergyRanking Of(IReadOnlyList<FactorizationPoint> points, IReadOnlyList<EnergyTable> tables)
    {
        var parts = points
            .Select(point => (Arithmetic: point.ArithmeticPj(tables[0]), Memory: point.MemoryPj(tables[0])))
            .ToList();
        var crossings = CrossingsOf(parts).Order().ToList();
        return new EnergyRanking(
            [
                .. tables.Select(table => new EnergyOrder(
                    table.Name,
                    table.Source,
                    [.. points.OrderBy(point => point.EnergyPj(table)).Select(point => point.Factorized.Rate)]
                )),
            ],
            crossings.LastOrDefault(factor => factor < 1),
            crossings.Where(factor => factor > 1).Select(factor => (double?)factor).FirstOrDefault()
        );
    }

    /// <summary>Positive factors f with <c>a_i + f m_i = a_j + f m_j</c>.</summary>
    internal static IEnumerable<double> CrossingsOf(IReadOnlyList<(double Arithmetic, double Memory)> parts) =>
        from i in Enumerable.Range(0, parts.Count)
        from j in Enumerable.Range(i + 1, parts.Count - i - 1)
        where parts[i].Memory != parts[j].Memory
        let factor = (parts[j].Arithmetic - parts[i].Arithmetic) / (parts[i].Memory - parts[j].Memory)
        where factor > 0
        select factor;
}

/// <summary>Order of the points by one table.</summary>
/// <param name="Table">Its name.</param>
/// <param name="Source">Where its figures are from.</param>
/// <param name="Rates">From the least to the greatest energy.</param>
public sealed record EnergyOrder(string Table, string Source, ImmutableArray<string> Rates);
