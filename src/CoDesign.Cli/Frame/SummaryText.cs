// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using CoDesign.Reports.Layers;
using CoDesign.Reports.Tables;

namespace CoDesign.Cli.Frame;

/// <summary>A summary for people: the table of the layers and the totals in sentences.</summary>
internal static class SummaryText
{
    public static void Write(Session session, NetworkSummary summary)
    {
        TableDrawing.Write(session, LayerTable.Of(summary), hasTotals: true);
        session.Line(
            $"{Text.Count(summary.Macs)} MACs ({Text.Count(summary.ConvMacs)} in convolutions, {Text.Count(summary.DenseMacs)} in dense layers), "
                + $"{Text.Count(summary.Parameters)} parameters."
        );
        session.Line(
            $"Memory: {Text.Count(summary.WeightBytes)} bytes of weights and biases, {Text.Count(summary.PeakActivationBytes)} bytes of activations at most."
        );
        if (summary.DeadChannels is { } dead)
            session.Line(RewriteText.Of(dead));
        if (summary.Approximation is { } approximation)
            session.Line(RewriteText.Of(approximation));
        if (summary.Accelerator is { } engine)
        {
            session.Line(
                $"Engine: {engine.Channels} x {engine.Pixels} lanes, {Text.Count(engine.BankBytes)} bytes of banks, "
                    + $"{Text.Count(engine.WeightMemoryBytes)} bytes of weight memory{(engine.WeightStream ? $" (ring, weights are {Source(engine.BusBits)})" : "")}."
            );
        }

        if (summary.Tiling is { } tiling)
            session.Line(TilingText.Of(tiling));
        if (summary.Cycles is { } cycles)
        {
            session.Line(
                $"{Text.Count(cycles)} cycles by {summary.CyclesSource}, utilization {Text.Percent(summary.MacUtilization)}, "
                    + $"{PerDsp(summary)}{Milliseconds(summary.LatencyMs)} ms at {summary.Accelerator?.ClockMhz.ToString(CultureInfo.InvariantCulture)} MHz."
            );
            if (summary is { FrameIntervalCycles: { } interval, Accelerator: { } accelerator })
            {
                session.Line(
                    $"Frame after frame {Text.Count(interval)} cycles by {summary.FrameIntervalSource}: the next image "
                        + (
                            accelerator.ImageReleasedBy is { } layer
                                ? $"arrives behind {layer}."
                                : "arrives between two frames."
                        )
                );
            }
        }
    }

    private static string PerDsp(NetworkSummary summary) =>
        summary is { Dsps: { } dsps, MacsPerDspCycle: { } macs }
            ? string.Create(CultureInfo.InvariantCulture, $"{macs:0.00} MAC per cycle and each of {dsps} DSPs, ")
            : "";

    private static string Source(int? busBits) =>
        busBits is { } bits ? $"read from memory over {bits} bits" : "streamed";

    private static string Milliseconds(double? value) => value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "";
}
