// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Estimates;

namespace CoDesign.Benchmarks.Accelerators;

/// <summary>One network on one engine, simulated.</summary>
/// <param name="Macs">MACs that the engine does for a frame.</param>
/// <param name="ModelMacs">MACs of the network as its file has it.</param>
/// <param name="ConvMacs">MACs of its convolutions.</param>
/// <param name="ConvCycles">Their cycles: from each one's first step to the first step of the layer behind it.</param>
/// <param name="Cycles">Latency of one frame: first image word in to last result word out, without stalls.</param>
/// <param name="Interval">From result to result, images back to back, without stalls.</param>
/// <param name="Lanes">PO * PX.</param>
/// <param name="Dsps">DSP blocks.</param>
internal sealed record AcceleratorRun(
    long Macs,
    long ModelMacs,
    long ConvMacs,
    long ConvCycles,
    long Cycles,
    long Interval,
    int Lanes,
    DspCount Dsps
)
{
    /// <summary>MACs over lane-cycles of the frame interval.</summary>
    public double Utilization => Macs / ((double)Interval * Lanes);

    /// <summary>Of the convolutions alone.</summary>
    public double ConvUtilization => ConvMacs / ((double)ConvCycles * Lanes);

    /// <summary>MACs over DSP blocks and cycles of the frame interval.</summary>
    public double MacsPerDspCycle => Dsps.MacsPerDspCycle(Macs, Interval);
}
