// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Benchmarks.Accelerators;

/// <summary>A published result of fpgaConvNet on a network of MLPerf Tiny (with its own 8-bit arithmetic).</summary>
/// <param name="Network">Folder name of the network.</param>
/// <param name="LatencyMs">One inference.</param>
/// <param name="Dsps">DSP blocks of the design.</param>
/// <param name="ClockMhz">Its clock.</param>
internal sealed record PublishedResult(string Network, double LatencyMs, int Dsps, double ClockMhz)
{
    /// <summary>All that we compare with.</summary>
    public static ImmutableArray<PublishedResult> All { get; } =
    [
        new("ic", 0.147, 525, 187),
        new("ic", 0.411, 211, 143),
        new("kws", 0.324, 188, 143),
        new("vww", 0.72, 564, 200),
        new("vww", 9.49, 189, 111),
    ];

    /// <summary>Latency times clock.</summary>
    public double Cycles => LatencyMs * ClockMhz * 1000;

    /// <summary>MACs of the network over latency, clock and DSP blocks.</summary>
    public double MacsPerDspCycle(long macs) => macs / (Cycles * Dsps);
}
