// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace CoDesign.Cosim.Synthesis;

/// <summary>What synthesis complained of.</summary>
public enum FindingKind
{
    /// <summary>A level-sensitive latch.</summary>
    Latch,

    /// <summary>More than one driver of a net.</summary>
    MultipleDrivers,

    /// <summary>A net that is read and never driven.</summary>
    NoDriver,

    /// <summary>A combinational loop.</summary>
    Loop,

    /// <summary>Another warning; counted only.</summary>
    Other,
}

/// <summary>One complaint.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Module">Library module that it is about; empty for others.</param>
/// <param name="Object">Signal; for others the whole warning.</param>
public sealed record SynthesisFinding(FindingKind Kind, string Module, string Object);

/// <summary>Finds complaints in a log of Yosys.</summary>
public static class SynthesisLog
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.Multiline;
    private static readonly Regex Latch = new(
        @"^(?:Warning: )?Latch inferred for signal `(?<module>[^']+)\.\\?(?<object>[^'.]+)' from process",
        Options
    );
    private static readonly Regex Drivers = new(
        @"^Warning: multiple conflicting drivers for (?<module>\S+?)\.\\?(?<object>[^.\s]+):$",
        Options
    );
    private static readonly Regex Conflict = new(
        @"^Warning: Driver-driver conflict for (?<object>\S.*?) between",
        Options
    );
    private static readonly Regex NoDriver = new(
        @"^Warning: Wire (?<module>\S+?)\.\\?(?<object>[^.\s]+(?: \[\S+\])?) is used but has no driver\.$",
        Options
    );
    private static readonly Regex Loop = new(
        @"^Warning: found logic loop in module (?<module>\S+):\s*\n(?:.*\n)*?\s+wire \\?(?<object>\S+)",
        Options
    );
    private static readonly Regex Warning = new(@"^(?:ABC: )?Warning: (?<object>.*)$", Options);

    // What ABC says of logic without registers, which it is always given here; and a question of the script that found nothing, as it should.
    private static readonly Regex Harmless = new(
        @"^(?:The network is combinational \(run ""fraig"" or ""fraig_sweep""\)|Selection .* did not match any (?:object|module))\.$",
        Options
    );

    /// <summary>All complaints, each once.</summary>
    /// <param name="log">Text of the log.</param>
    /// <param name="top">Top module, whose flat netlist repeats what was found in the modules below it.</param>
    public static ImmutableArray<SynthesisFinding> Read(string log, string top)
    {
        var found = new List<SynthesisFinding>();
        Add(Latch, FindingKind.Latch);
        Add(Drivers, FindingKind.MultipleDrivers);
        Add(Conflict, FindingKind.MultipleDrivers);
        Add(NoDriver, FindingKind.NoDriver);
        Add(Loop, FindingKind.Loop);
        Regex[] known = [Latch, Drivers, Conflict, NoDriver, Loop];
        var others = Warning
            .Matches(log)
            .Where(match =>
                !known.Any(regex =>
                    regex.Match(log, match.Index) is { Success: true } same && same.Index == match.Index
                )
            )
            .Select(match => match.Groups["object"].Value.Trim())
            .Where(text => !Harmless.IsMatch(text))
            .Select(text => new SynthesisFinding(FindingKind.Other, "", text));
        found.AddRange(others);
        var below = found
            .Where(finding => finding.Module.Length > 0 && finding.Module != top)
            .Select(finding => finding.Kind)
            .ToHashSet();
        return [.. found.Distinct().Where(finding => !IsFlat(finding) || !below.Contains(finding.Kind))];

        bool IsFlat(SynthesisFinding finding) =>
            finding.Module == top || finding.Module.StartsWith(top + ".", StringComparison.Ordinal);

        void Add(Regex regex, FindingKind kind) =>
            found.AddRange(
                regex
                    .Matches(log)
                    .Select(match => new SynthesisFinding(kind, ModuleOf(match), match.Groups["object"].Value))
            );
    }

    private static string ModuleOf(Match match) => CellStatistics.NameOf(match.Groups["module"].Value.TrimStart('\\'));
}
