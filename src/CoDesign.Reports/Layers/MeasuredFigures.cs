// SPDX-License-Identifier: Apache-2.0
using CoDesign.Reports.Verification;

namespace CoDesign.Reports.Layers;

/// <summary>Puts what a simulation measured in the place of what was estimated.</summary>
public static class MeasuredFigures
{
    /// <summary>The summary with measured cycles; layers that the simulation did not reach keep their estimates.</summary>
    public static NetworkSummary With(NetworkSummary summary, VerificationSummary verified)
    {
        if (verified.Cycles is not { } cycles || summary.Accelerator is not { } accelerator)
            return summary;
        var measured = verified.Layers.ToDictionary(layer => layer.Name, StringComparer.Ordinal);
        return summary with
        {
            Layers =
            [
                .. summary.Layers.Select(layer =>
                    measured.TryGetValue(layer.Name, out var found)
                        ? layer with
                        {
                            Cycles = found.Cycles,
                            MacUtilization = found.MacUtilization,
                        }
                        : layer
                ),
            ],
            Cycles = cycles,
            CyclesSource = "simulation",
            FrameIntervalCycles = verified.FrameIntervalCycles ?? summary.FrameIntervalCycles,
            FrameIntervalSource = verified.FrameIntervalCycles is null ? summary.FrameIntervalSource : "simulation",
            MacUtilization = summary.Macs / ((double)cycles * accelerator.Multipliers),
            MacsPerDspCycle = summary.Dsps is { } dsps ? summary.Macs / ((double)cycles * dsps) : null,
            LatencyMs = cycles / (accelerator.ClockMhz * 1000),
        };
    }
}
