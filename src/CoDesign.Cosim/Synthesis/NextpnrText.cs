// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CoDesign.Cosim.Synthesis;

/// <summary>What nextpnr writes, read.</summary>
public static class NextpnrText
{
    private static readonly Regex Line = new(
        @"^Info:\s+(?<cell>\w+):\s*(?<used>\d+)/\s*(?<available>\d+)\s+\d+%\s*$",
        RegexOptions.CultureInvariant | RegexOptions.Multiline
    );

    private static readonly ImmutableArray<(string Cell, string Name)> Names =
    [
        ("ICESTORM_LC", "logic cells"),
        ("ICESTORM_RAM", "block RAMs"),
        ("ICESTORM_SPRAM", "SPRAMs"),
        ("ICESTORM_DSP", "MAC16s"),
        ("SB_IO", "pins"),
        ("SB_GB", "global nets"),
    ];

    /// <summary>Pins of the package sg48; the program counts those of the die.</summary>
    private const int PackagePins = 39;

    /// <summary>Use of the device from the log; the program prints it before it places, so it is there when the design does not fit.</summary>
    public static ImmutableArray<DeviceResource> Utilisation(string log)
    {
        var found = Line.Matches(log).ToLookup(match => match.Groups["cell"].Value, StringComparer.Ordinal);
        return
        [
            .. from known in Names
            let match = found[known.Cell].FirstOrDefault()
            where match is not null
            select new DeviceResource(
                known.Name,
                int.Parse(match.Groups["used"].ValueSpan, CultureInfo.InvariantCulture),
                known.Cell == "SB_IO"
                    ? PackagePins
                    : int.Parse(match.Groups["available"].ValueSpan, CultureInfo.InvariantCulture)
            ),
        ];
    }

    /// <summary>The slowest clock's frequency in MHz in the program's JSON report; null when it has none.</summary>
    public static double? Fmax(string json)
    {
        using var report = JsonDocument.Parse(json);
        if (!report.RootElement.TryGetProperty("fmax", out var clocks))
            return null;
        var achieved = clocks
            .EnumerateObject()
            .Select(clock => clock.Value.GetProperty("achieved").GetDouble())
            .ToList();
        return achieved.Count > 0 ? achieved.Min() : null;
    }
}
