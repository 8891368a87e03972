// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Golden.Integer;

/// <summary>How the outputs of a network in another arithmetic differ from the exact ones.</summary>
/// <param name="Records">Inputs that were run.</param>
/// <param name="Bytes">Output bytes.</param>
/// <param name="Differing">Bytes that differ.</param>
/// <param name="GreatestDifference">In codes.</param>
/// <param name="SameClass">Records whose greatest output (the first of equals) is the same one.</param>
public sealed record OutputComparison(int Records, long Bytes, long Differing, int GreatestDifference, int SameClass)
{
    /// <summary>Runs both networks on every record and compares a value of theirs.</summary>
    /// <param name="exact">The reference.</param>
    /// <param name="other">The same network in another arithmetic.</param>
    /// <param name="value">Name of the value to compare in both, such as the logits.</param>
    /// <param name="records">Input codes [H, W, C].</param>
    public static OutputComparison Run(Graph exact, Graph other, string value, IEnumerable<short[]> records)
    {
        var first = new IntegerExecutor(exact);
        var second = new IntegerExecutor(other);
        var result = new OutputComparison(0, 0, 0, 0, 0);
        foreach (var record in records)
        {
            var expected = first.Run(record)[value];
            var actual = second.Run(record)[value];
            var differences = expected.Zip(actual, (a, b) => Math.Abs(a - b)).ToArray();
            result = new OutputComparison(
                result.Records + 1,
                result.Bytes + expected.Length,
                result.Differing + differences.Count(difference => difference != 0),
                Math.Max(result.GreatestDifference, differences.Max()),
                result.SameClass + (Array.IndexOf(expected, expected.Max()) == Array.IndexOf(actual, actual.Max()) ? 1 : 0)
            );
        }

        return result;
    }
}
