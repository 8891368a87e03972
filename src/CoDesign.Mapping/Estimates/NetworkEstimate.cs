// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Mapping.Layers;
using CoDesign.Mapping.Tiling;

namespace CoDesign.Mapping.Estimates;

/// <summary>One layer's name and figures.</summary>
/// <param name="Layer">What it does.</param>
/// <param name="Loops">Loop bounds.</param>
/// <param name="Estimate">Figures.</param>
public sealed record EstimatedLayer(EngineLayer Layer, LoopNest Loops, LayerEstimate Estimate)
{
    /// <summary>Bands of rows that it runs in, whose figures are summed.</summary>
    public int Bands { get; init; } = 1;

    /// <summary>Multiply-accumulates beyond <see cref="LayerEstimate.Macs"/>: rows at the borders of bands that are computed twice.</summary>
    public long HaloMacs { get; init; }
}

/// <summary>What a network whose maps pass through memory costs there.</summary>
/// <param name="Segments">Layers that run in bands together.</param>
/// <param name="ScratchBytes">Memory for maps.</param>
/// <param name="TransferBytes">Bytes of maps that cross the bus in a frame, both ways.</param>
/// <param name="WeightTransferBytes">Bytes of weights that do, once a band.</param>
public sealed record TilingEstimate(
    ImmutableArray<Segment> Segments,
    long ScratchBytes,
    long TransferBytes,
    long WeightTransferBytes
);

/// <summary>Work, memory, time and energy of a network on the engine.</summary>
/// <param name="Configuration">The accelerator.</param>
/// <param name="Dsps">DSP blocks of the engine, requantizers included.</param>
/// <param name="Layers">In execution order.</param>
/// <param name="OverheadCycles">Descriptors, PAD words, input and result without stalls.</param>
/// <param name="BankWords">Words that a bank needs.</param>
/// <param name="LargestWeightBlockWords">Words of the largest output block that is read more than once: what a streamed weight ring must hold.</param>
public sealed record NetworkEstimate(
    AcceleratorConfiguration Configuration,
    DspCount Dsps,
    ImmutableArray<EstimatedLayer> Layers,
    long OverheadCycles,
    int BankWords,
    long LargestWeightBlockWords
)
{
    /// <summary>Null where all maps stay in the banks.</summary>
    public TilingEstimate? Tiling { get; init; }

    /// <summary>PO * PX.</summary>
    public int Lanes => Configuration.Channels * Configuration.Pixels;

    /// <summary>Multiply-accumulates of convolutions and dense layers.</summary>
    public long Macs => Layers.Sum(l => l.Estimate.Macs);

    /// <summary>Weights and biases.</summary>
    public long Parameters => Layers.Sum(l => l.Estimate.Parameters);

    /// <summary>Bytes of all weight words, unused lanes included.</summary>
    public long WeightBytes => Layers.Sum(l => l.Estimate.WeightBytes);

    /// <summary>Bytes of the banks, halo copies and unused lanes included.</summary>
    public long PeakActivationBytes => (long)BankWords * Lanes;

    /// <summary>One frame.</summary>
    public long Cycles => OverheadCycles + Layers.Sum(l => l.Estimate.Cycles);

    /// <summary>From one result to the next when images are sent back to back.</summary>
    public long FrameIntervalCycles { get; init; }

    /// <summary>MACs over lane-cycles of the whole frame, 0..1.</summary>
    public double MacUtilization => Macs / ((double)Cycles * Lanes);

    /// <summary>MACs of the whole frame over DSP blocks and cycles, all DSP blocks counted.</summary>
    public double MacsPerDspCycle => Dsps.MacsPerDspCycle(Macs, Cycles);

    /// <summary>Energy of one frame in picojoule (<see cref="EnergyTable"/>).</summary>
    public double EnergyPj => Layers.Sum(l => l.Estimate.EnergyPj);

    /// <summary>One frame in milliseconds at the configured clock.</summary>
    public double LatencyMs => Cycles / (Configuration.ClockMhz * 1000);
}
