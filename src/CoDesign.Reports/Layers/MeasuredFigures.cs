// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cosim.Comparison;

namespace CoDesign.Reports.Layers;

/// <summary>Puts what a simulation measured in the place of what was estimated.</summary>
public static class MeasuredFigures
{
    /// <summary>The summary with measured cycles; layers that the simulation did not reach keep their estimates.</summary>
    public static NetworkSummary With(NetworkSummary summary, BenchOutcome outcome)
    {
        if (outcome.Cycles == 0 || summary.Accelerator is not { } accelerator)
            return summary;
        var measured = outcome.Layers.ToDictionary(layer => layer.Name, StringComparer.Ordinal);
        return summary with
        {
            Layers =
            [
                .. summary.Layers.Select(layer =>
                    measured.TryGetValue(layer.Name, out var found)
                        ? layer with { Cycles = found.Cycles, MacUtilization = found.MacUtilization }
                        : layer
                ),
            ],
            Cycles = outcome.Cycles,
            CyclesSource = "simulation",
            MacUtilization = summary.Macs / ((double)outcome.Cycles * accelerator.Multipliers),
            LatencyMs = outcome.Cycles / (accelerator.ClockMhz * 1000),
        };
    }
}
