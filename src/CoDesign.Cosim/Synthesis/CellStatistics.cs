// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;

namespace CoDesign.Cosim.Synthesis;

/// <summary>
/// What Yosys' <c>stat</c> prints: for each module, cells by type, submodules among them.
/// </summary>
public sealed class CellStatistics
{
    private const string Hierarchy = "design hierarchy";

    private static readonly Regex Heading = new(@"^=== (?<name>.+) ===$", RegexOptions.CultureInvariant);

    // Debian's Yosys 0.23 writes type and count; newer ones write the count first.
    private static readonly Regex Cell = new(
        @"^\s{5,}(?:(?<type>\S+)\s+(?<count>\d+)|(?<count>\d+)\s+(?:\S+\s+)?(?<type>\S+))$",
        RegexOptions.CultureInvariant
    );
    private static readonly Regex LibraryName = new(@"\\(?<name>\w+)", RegexOptions.CultureInvariant);

    private readonly Dictionary<string, Dictionary<string, int>> _cells = new(StringComparer.Ordinal);

    private CellStatistics() { }

    /// <summary>Names of the modules as Yosys has them, parameters included.</summary>
    public IEnumerable<string> Modules => _cells.Keys;

    /// <summary>Reads the text of <c>stat</c>; a text without modules gives none.</summary>
    public static CellStatistics Parse(string text)
    {
        var found = new CellStatistics();
        string? module = null;
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd()))
        {
            if (Heading.Match(line) is { Success: true } heading)
            {
                module = heading.Groups["name"].Value == Hierarchy ? null : heading.Groups["name"].Value;
                if (module is not null)
                    found._cells[module] = new Dictionary<string, int>(StringComparer.Ordinal);
            }
            else if (module is not null && Cell.Match(line) is { Success: true } cell)
            {
                found._cells[module][cell.Groups["type"].Value] = int.Parse(
                    cell.Groups["count"].ValueSpan,
                    CultureInfo.InvariantCulture
                );
            }
        }

        return found;
    }

    /// <summary>Cells of one module, submodules left out.</summary>
    public CellCounts CellsOf(string module, SynthesisTarget target) =>
        CellCounts.Of(_cells[module].Where(cell => !_cells.ContainsKey(cell.Key)), target);

    /// <summary>Cells below <paramref name="top"/> by library module, most look-up tables first.</summary>
    public ImmutableArray<ModuleCells> ByModule(string top, SynthesisTarget target)
    {
        var instances = new Dictionary<string, int>(StringComparer.Ordinal);
        Count(top, 1);
        return
        [
            .. instances
                .GroupBy(instance => NameOf(instance.Key), StringComparer.Ordinal)
                .Select(group => new ModuleCells(
                    group.Key,
                    group.Sum(instance => instance.Value),
                    CellCounts.Of(
                        group.SelectMany(instance =>
                            _cells[instance.Key]
                                .Where(cell => !_cells.ContainsKey(cell.Key))
                                .Select(cell => KeyValuePair.Create(cell.Key, cell.Value * instance.Value))
                        ),
                        target
                    )
                ))
                .OrderByDescending(module => module.Cells.Luts)
                .ThenBy(module => module.Module, StringComparer.Ordinal),
        ];

        void Count(string module, int times)
        {
            instances[module] = instances.GetValueOrDefault(module) + times;
            foreach (var (cell, count) in _cells[module])
            {
                if (_cells.ContainsKey(cell))
                    Count(cell, times * count);
            }
        }
    }

    /// <summary><c>$paramod\cd_bank\DEPTH=...</c> and <c>$paramod$hash\cd_bank</c> are <c>cd_bank</c>.</summary>
    public static string NameOf(string module) =>
        module.StartsWith('$') && LibraryName.Match(module) is { Success: true } name
            ? name.Groups["name"].Value
            : module;
}
