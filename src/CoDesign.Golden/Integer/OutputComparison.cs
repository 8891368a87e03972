// SPDX-License-Identifier: Apache-2.0
using CoDesign.Golden.Kernels;

namespace CoDesign.Golden.Integer;

/// <summary>How the outputs of a network in another arithmetic differ from the exact ones. The class of a record is its greatest output, the first of equals.</summary>
/// <param name="Records">Inputs that were run.</param>
/// <param name="Bytes">Output bytes.</param>
/// <param name="Differing">Bytes that differ.</param>
/// <param name="GreatestDifference">In codes.</param>
/// <param name="SameClass">Records of the same class in both.</param>
/// <param name="Labels">Records with a label.</param>
/// <param name="ExactRight">Of these, classified as labelled by the exact network.</param>
/// <param name="OtherRight">And by the other.</param>
public sealed record OutputComparison(
    int Records,
    long Bytes,
    long Differing,
    int GreatestDifference,
    int SameClass,
    int Labels,
    int ExactRight,
    int OtherRight
)
{
    /// <summary>Runs both networks on every record and compares a value of theirs.</summary>
    /// <param name="exact">The reference.</param>
    /// <param name="other">The same network in another arithmetic.</param>
    /// <param name="value">Name of the value to compare in both, such as the logits.</param>
    /// <param name="records">Input codes [H, W, C], and the label where there is one.</param>
    public static OutputComparison Run(
        Graph exact,
        Graph other,
        string value,
        IEnumerable<(short[] Codes, int? Label)> records
    )
    {
        var first = new FastExecutor(exact);
        var second = new FastExecutor(other);
        var result = new OutputComparison(0, 0, 0, 0, 0, 0, 0, 0);
        foreach (var (codes, label) in records)
            result = result.With(first.Run(codes)[value], second.Run(codes)[value], label);
        return result;
    }

    private OutputComparison With(short[] expected, short[] actual, int? label)
    {
        var differences = expected.Zip(actual, (a, b) => Math.Abs(a - b)).ToArray();
        var (a, b) = (Array.IndexOf(expected, expected.Max()), Array.IndexOf(actual, actual.Max()));
        return new OutputComparison(
            Records + 1,
            Bytes + expected.Length,
            Differing + differences.Count(difference => difference != 0),
            Math.Max(GreatestDifference, differences.Max()),
            SameClass + (a == b ? 1 : 0),
            Labels + (label is null ? 0 : 1),
            ExactRight + (label == a ? 1 : 0),
            OtherRight + (label == b ? 1 : 0)
        );
    }
}
