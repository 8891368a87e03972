// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace CoDesign.Benchmarks.Mutations;

/// <summary>A source with one small change.</summary>
/// <param name="Line">Of the change, from 1.</param>
/// <param name="Before">The line as it was, without indentation.</param>
/// <param name="After">The line as it is now.</param>
/// <param name="Source">The whole changed source.</param>
internal sealed record VerilogMutant(int Line, string Before, string After, string Source);

/// <summary>
/// The mutants of a module of <c>hw/</c>: one operator, condition, constant or assignment changed in each. Left alone: header and ports, comments, what synthesis does not see, declarations without a value,
/// and widths of registers, since one bit more changes nothing.
/// </summary>
internal static class VerilogMutants
{
    private static readonly (Regex Pattern, string Replacement)[] Rules =
    [
        Rule("==", "!="),
        Rule("!=", "=="),
        Rule("&&", "||"),
        Rule(@"\|\|", "&&"),
        Rule("(?<!&)&(?!&)", "|"),
        Rule(@"(?<!\|)\|(?!\|)", "&"),
        Rule(@"(?<!~)\^", "|"),
        Rule(@"~(?=[\w({&|])", ""),
        Rule(@"!(?=[\w(])", ""),
        Rule("1'b1", "1'b0"),
        Rule("1'b0", "1'b1"),
        Rule(@" \+ ", " - "),
        Rule(@" - ", " + "),
        Rule(@" < ", " <= "),
        Rule(@" > ", " >= "),
        Rule(@" >= ", " > "),
        Rule(@" << ", " >> "),
        Rule(@" >> ", " << "),
        Rule(@" >>> ", " >> "),
        Rule(@" \? (?<yes>[^?:;]+) : (?<no>[^?;]+?)(?=[;)]|$)", " ? ${no} : ${yes}"),
        // a condition the other way round
        Rule(@"\bif \((?<condition>(?:[^()]|\((?:[^()]|\([^()]*\))*\))+)\)", "if (!(${condition}))"),
        // an assignment that does not happen
        Rule(@"(?<=^\s*|\) |else |: |begin )[\w.]+(?:\[[^\]]+\])*\s+<= [^;]+;", ";"),
        // an index or limit off by one: in an expression, not in the range of a declaration
        Rule(@"(?<=[\w)\]] [-+*/%<>=]=? )(?<number>\d+)(?![\w'])", "(${number} + 1)"),
        Rule(@"(?<=\w\[)(?<number>\d+)(?=\])", "${number} + 1"),
    ];

    private static readonly Regex Skipped = new(
        @"^\s*(//|integer\b|genvar\b|parameter\b|input\b|output\b|for \(|`|end\b|endmodule\b|$)|\b_?unused|\$clog2|localparam \w*_BITS\b",
        RegexOptions.CultureInvariant
    );

    private static readonly Regex Range = new(@"\[[^\]:]+:[^\]]+\]", RegexOptions.CultureInvariant);

    /// <summary>All mutants of <paramref name="source"/>, from its first line to its last.</summary>
    public static IEnumerable<VerilogMutant> Of(string source)
    {
        var lines = source.Split('\n');
        var (isBody, isSimulationOnly) = (false, false);
        for (var index = 0; index < lines.Length; index++)
        {
            var line = lines[index];
            isBody |= line.StartsWith(");", StringComparison.Ordinal);
            if (line.StartsWith("`ifndef SYNTHESIS", StringComparison.Ordinal))
                isSimulationOnly = true;
            else if (line.StartsWith("`endif", StringComparison.Ordinal))
                isSimulationOnly = false;
            if (!isBody || isSimulationOnly || Skipped.IsMatch(line))
                continue;

            var comment = line.IndexOf("//", StringComparison.Ordinal);
            var code = comment < 0 ? line : line[..comment];
            foreach (var changed in Rules.SelectMany(rule => Changes(code, rule.Pattern, rule.Replacement)).Distinct())
            {
                var all = (string[])lines.Clone();
                all[index] = changed;
                yield return new VerilogMutant(index + 1, code.Trim(), changed.Trim(), string.Join('\n', all));
            }
        }
    }

    private static IEnumerable<string> Changes(string code, Regex pattern, string replacement)
    {
        var ranges = Range.Matches(code);
        foreach (Match match in pattern.Matches(code))
        {
            if (ranges.Any(range => match.Index >= range.Index && match.Index < range.Index + range.Length))
                continue;
            var changed = code[..match.Index] + match.Result(replacement) + code[(match.Index + match.Length)..];
            if (changed != code)
                yield return changed;
        }
    }

    private static (Regex Pattern, string Replacement) Rule(string pattern, string replacement) =>
        (new Regex(pattern, RegexOptions.CultureInvariant), replacement);
}
