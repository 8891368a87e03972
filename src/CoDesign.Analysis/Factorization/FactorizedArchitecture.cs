// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using CoDesign.Ir.Configuration;

namespace CoDesign.Analysis.Factorization;

/// <summary>
/// An architecture with a group count for each block: 1 is a regular convolution (thesis, Eq. 2.3), g above 1 a convolution cin -> cin in g groups with the block's kernel and stride
/// (Eq. 5.1), followed by a pointwise convolution cin -> cout (Eq. 5.2).
/// </summary>
/// <param name="Architecture">Macro-architecture.</param>
/// <param name="Rate">As the user wrote it: <c>1</c>, <c>4</c>, <c>dw</c>, <c>pyramid2</c>, <c>2:2:4</c>.</param>
/// <param name="Groups">One for each block.</param>
public sealed record FactorizedArchitecture(
    ArchitectureConfiguration Architecture,
    string Rate,
    ImmutableArray<int> Groups
)
{
    private const string Depthwise = "dw";
    private const string Pyramid = "pyramid";

    /// <summary>Name in reports: the architecture's and the rate.</summary>
    public string Name => $"{Architecture.Name}_{Rate.Replace(':', '-')}";

    /// <summary>The factorization that <paramref name="rate"/> means; null after a diagnostic.</summary>
    public static FactorizedArchitecture? Of(
        ArchitectureConfiguration architecture,
        string rate,
        DiagnosticBag diagnostics
    )
    {
        var blocks = architecture.Blocks;
        var words = rate.Contains(':', StringComparison.Ordinal) ? rate.Split(':') : null;
        if (words is not null && words.Length != blocks.Length)
        {
            diagnostics.Add(FactorizationDiagnostics.WrongCount(rate, words.Length, blocks.Length));
            return null;
        }

        var groups = ImmutableArray.CreateBuilder<int>(blocks.Length);
        var before = diagnostics.Items.Count;
        var doublings = 0;
        for (var k = 0; k < blocks.Length; k++)
        {
            var inputs = k == 0 ? architecture.Stem.Channels : blocks[k - 1].Channels;
            if (GroupsOf(words?[k] ?? rate, inputs, doublings) is not { } found)
            {
                diagnostics.Add(FactorizationDiagnostics.UnknownRate(rate));
                return null;
            }

            if (inputs % found != 0)
                diagnostics.Add(FactorizationDiagnostics.Indivisible(rate, k + 1, found, inputs));
            groups.Add(found);
            doublings += blocks[k].Stride > 1 ? 1 : 0;
        }

        return diagnostics.Items.Count > before
            ? null
            : new FactorizedArchitecture(architecture, rate, groups.MoveToImmutable());
    }

    /// <summary>Groups of a block that reads <paramref name="inputs"/> channels behind <paramref name="doublings"/> strided blocks; null for a word that means nothing.</summary>
    private static int? GroupsOf(string word, int inputs, int doublings)
    {
        if (word == Depthwise)
            return inputs;
        // The reverse pyramid starts at f_init and doubles behind every strided block.
        var isPyramid = word.StartsWith(Pyramid, StringComparison.Ordinal);
        var number = isPyramid ? word[Pyramid.Length..] : word;
        if (
            !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var groups)
            || groups is < 1 or > 1 << 14
        )
            return null;
        return isPyramid ? groups << doublings : groups;
    }
}
