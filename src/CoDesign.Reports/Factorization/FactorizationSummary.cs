// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Json.Nodes;
using CoDesign.Analysis.Factorization;
using CoDesign.Ir.Configuration;
using CoDesign.Reports.Json;
using CoDesign.Reports.Tables;
using CoDesign.Reports.Writers;

namespace CoDesign.Reports.Factorization;

/// <summary>The result of <c>factorize</c>: points in the order asked for, energy by one or more tables.</summary>
/// <param name="Architecture">Name.</param>
/// <param name="Points">At least one.</param>
/// <param name="Tables">Energy tables, the first decides.</param>
public sealed record FactorizationSummary(
    string Architecture,
    ImmutableArray<FactorizationPoint> Points,
    ImmutableArray<EnergyTable> Tables
)
{
    /// <summary>Which tables agree on the order by energy.</summary>
    public EnergyRanking Ranking { get; } = EnergyRanking.Of(Points, Tables);

    /// <summary><c>summary.json</c> and <c>--json</c>.</summary>
    public JsonObject ToJson()
    {
        var first = ResultJson.ToObject(Points[0].Figures);
        var byMacs = Front(point => point.Figures.Macs);
        var byCycles = Front(point => point.Figures.Cycles ?? 0);
        return new JsonObject
        {
            ["architecture"] = Architecture,
            ["inputShape"] = first["inputShape"]?.DeepClone(),
            ["clockMhz"] = Points[0].Plan.Configuration.ClockMhz,
            ["multipliers"] = Points[0].Plan.Estimate.Lanes,
            ["energyRanking"] = ResultJson.ToObject(Ranking),
            ["points"] = new JsonArray([
                .. Points.Select((point, index) => PointOf(point, byMacs[index], byCycles[index])),
            ]),
        };
    }

    /// <summary><c>points.csv</c>: one line for each point.</summary>
    public string ToCsv()
    {
        var rows = ToJson()["points"]?.AsArray().OfType<JsonObject>().ToList() ?? [];
        var columns = rows.SelectMany(row => row.Select(figure => figure.Key))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return CsvText.Of(
            columns,
            rows.Select(row =>
                columns.Select(column =>
                    row[column] is JsonArray list
                        ? string.Join(':', list.Select(item => item?.ToString()))
                        : row[column]?.ToString() ?? ""
                )
            )
        );
    }

    /// <summary>The points as a table for people.</summary>
    public ReportTable ToTable()
    {
        (string Title, Func<FactorizationPoint, string> Cell)[] columns =
        [
            ("rate", p => p.Factorized.Rate),
            ("conv MMAC", p => Millions(p.Macs.Convolutions)),
            ("without pointwise", p => Millions(p.Macs.Convolutions - p.Macs.Pointwise)),
            ("dense MMAC", p => Millions(p.Macs.Dense)),
            ("parameters", p => Text.Count(p.TrainableParameters)),
            ("weight bytes", p => Text.Count(p.Figures.WeightBytes)),
            ("peak activation bytes", p => Text.Count(p.Figures.PeakActivationBytes)),
            ("cycles", p => Text.Count(p.Figures.Cycles)),
            ("utilization", p => Text.Percent(p.Figures.MacUtilization)),
            ("energy uJ", p => (p.EnergyPj(Tables[0]) / 1e6).ToString("F2", CultureInfo.InvariantCulture)),
            ("fp32 top-1 %", p => Number(p.Accuracy?.Fp32Top1Percent)),
            ("integer top-1 %", p => Number(p.Accuracy?.IntegerTop1Percent)),
            ("QMSE", p => Number(p.Accuracy?.Qmse)),
            ("QCE", p => Number(p.Accuracy?.Qce)),
        ];
        var shown = columns.Where(column => Points.Any(point => column.Cell(point).Length > 0)).ToList();
        return new ReportTable(
            [.. shown.Select((column, index) => new ReportColumn(column.Title, IsFigure: index > 0))],
            [.. Points.Select(point => shown.Select(column => column.Cell(point)).ToImmutableArray())]
        );
    }

    /// <summary>What can be said of the order by energy, one sentence.</summary>
    public string RankingText()
    {
        var text =
            $"By energy: {string.Join(" < ", Ranking.Orders[0].Rates)} ({Ranking.Orders[0].Table}: {Ranking.Orders[0].Source}).";
        if (Points.Length < 2)
            return text;
        if (Ranking.DependsOnTable)
            text +=
                " The order depends on the table: "
                + string.Join(
                    "; ",
                    Ranking.Orders.Skip(1).Select(order => $"{order.Table}: {string.Join(" < ", order.Rates)}")
                )
                + ".";
        return text
            + (Ranking.LeastMemoryFactor, Ranking.GreatestMemoryFactor) switch
            {
                (0, null) => " No factor on the cost of memory accesses changes it, arithmetic unchanged.",
                (var low, null) =>
                    $" It holds while memory accesses cost at least {Factor(low)} times what the table says, arithmetic unchanged.",
                (var low, { } high) =>
                    $" It holds while memory accesses cost {Factor(low)} to {Factor(high)} times what the table says, arithmetic unchanged.",
            };
    }

    private JsonObject PointOf(FactorizationPoint point, bool? isOnMacsFront, bool? isOnCyclesFront)
    {
        var result = new JsonObject
        {
            ["rate"] = point.Factorized.Rate,
            ["name"] = point.Factorized.Name,
            ["groups"] = new JsonArray([.. point.Factorized.Groups.Select(groups => (JsonNode)groups)]),
            ["convMacs"] = point.Macs.Convolutions,
            ["convMacsWithoutPointwise"] = point.Macs.Convolutions - point.Macs.Pointwise,
            ["pointwiseMacs"] = point.Macs.Pointwise,
            ["denseMacs"] = point.Macs.Dense,
            ["macs"] = point.Figures.Macs,
            ["parameters"] = point.Figures.Parameters,
            ["trainableParameters"] = point.TrainableParameters,
            ["weightBytes"] = point.Figures.WeightBytes,
            ["peakActivationBytes"] = point.Figures.PeakActivationBytes,
            ["cycles"] = point.Figures.Cycles,
            ["macUtilization"] = point.Figures.MacUtilization,
            ["latencyMs"] = point.Figures.LatencyMs,
            ["energyPj"] = point.EnergyPj(Tables[0]),
            ["arithmeticPj"] = point.ArithmeticPj(Tables[0]),
            ["memoryPj"] = point.MemoryPj(Tables[0]),
        };
        if (point.Accuracy is { } accuracy)
        {
            foreach (var (key, value) in ResultJson.ToObject(accuracy).ToList())
                result[key] = value?.DeepClone();
            result["isOnMacsFront"] = isOnMacsFront;
            result["isOnCyclesFront"] = isOnCyclesFront;
        }

        return result;
    }

    /// <summary>Accuracy of the integer model against a cost, among the points that have an accuracy.</summary>
    private bool?[] Front(Func<FactorizationPoint, double> cost)
    {
        var known = Points
            .Select((point, index) => (point, index))
            .Where(p => p.point.Accuracy?.IntegerTop1Percent is not null)
            .ToList();
        var front = ParetoFront.Of([.. known.Select(p => (cost(p.point), p.point.Accuracy?.IntegerTop1Percent ?? 0))]);
        var result = new bool?[Points.Length];
        for (var k = 0; k < known.Count; k++)
            result[known[k].index] = front[k];
        return result;
    }

    private static string Millions(long count) => (count / 1e6).ToString("F1", CultureInfo.InvariantCulture);

    private static string Factor(double value) => value.ToString("G3", CultureInfo.InvariantCulture);

    private static string Number(double? value) => value?.ToString("G4", CultureInfo.InvariantCulture) ?? "";
}
