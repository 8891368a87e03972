// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;
using CoDesign.Reports.Pages;

namespace CoDesign.Reports.Layers;

/// <summary>Figures of a network: <c>summary.json</c> and <c>--json</c>. Totals at the top level, layers below; what was not computed is null.</summary>
/// <param name="Model">Name of the model.</param>
/// <param name="InputShape">[H, W, C].</param>
/// <param name="Layers">In execution order.</param>
public sealed record NetworkSummary(
    string Model,
    ImmutableArray<int> InputShape,
    [property: JsonPropertyOrder(1)] ImmutableArray<LayerSummary> Layers
)
{
    /// <summary>Multiply-accumulates of one image.</summary>
    public long Macs => Layers.Sum(layer => layer.Macs);

    /// <summary>Those of convolutions.</summary>
    public long ConvMacs => Macs - DenseMacs;

    /// <summary>Those of dense layers.</summary>
    public long DenseMacs =>
        Layers.Where(layer => layer.Op.StartsWith("dense", StringComparison.Ordinal)).Sum(layer => layer.Macs);

    /// <summary>Weights and biases.</summary>
    public long Parameters => Layers.Sum(layer => layer.Parameters);

    /// <summary>Bytes of the weight codes and the int32 biases.</summary>
    public long WeightBytes => Layers.Sum(layer => layer.WeightBytes);

    /// <summary>Greatest number of bytes of values that are alive at one time, one copy of each.</summary>
    public long PeakActivationBytes { get; init; }

    /// <summary>Cycles of one image, input and result included.</summary>
    public long? Cycles { get; init; }

    /// <summary>Cycles from one result to the next when images are sent back to back.</summary>
    public long? FrameIntervalCycles { get; init; }

    /// <summary><c>estimate</c> or <c>simulation</c>, of the frame interval.</summary>
    public string? FrameIntervalSource { get; init; }

    /// <summary><c>estimate</c> or <c>simulation</c>.</summary>
    public string? CyclesSource { get; init; }

    /// <summary>MACs / (cycles * PO * PX), 0..1.</summary>
    public double? MacUtilization { get; init; }

    /// <summary>DSP blocks of the engine, requantizers included (25 x 18 products); null before there is a plan.</summary>
    public int? Dsps { get; init; }

    /// <summary>MACs / (cycles * dsps): products that each DSP block contributes a cycle.</summary>
    public double? MacsPerDspCycle { get; init; }

    /// <summary>Time of one image at the configured clock.</summary>
    public double? LatencyMs { get; init; }

    /// <summary>Energy of one image, picojoule, 45 nm table.</summary>
    public double? EnergyPj { get; init; }

    /// <summary>The hardware; null before there is a plan.</summary>
    public AcceleratorSummary? Accelerator { get; init; }

    /// <summary>What lies where in the activation banks over a frame; null before there is a plan.</summary>
    public MemoryPicture? ActivationMemory { get; init; }

    /// <summary>What passes through memory; null when all feature maps stay in the banks.</summary>
    public TilingSummary? Tiling { get; init; }

    /// <summary>How the codes were made; null for float graphs.</summary>
    public ArithmeticSummary? Arithmetic { get; init; }

    /// <summary>The network before and after the removal of dead channels; null when it did not run.</summary>
    public DeadChannelSummary? DeadChannels { get; init; }

    /// <summary>What that saved.</summary>
    public SavingsSummary? Saved => DeadChannels?.Saved;

    /// <summary>How a TFLite network in half_up arithmetic differs from its own; null for others.</summary>
    public ApproximationSummary? Approximation { get; init; }
}

/// <summary>Feature maps that pass through memory in bands of rows (docs/system.md).</summary>
/// <param name="ScratchBytes">Memory for maps, from SCRATCH_ADDRESS on.</param>
/// <param name="TransferBytes">Bytes of maps over the bus in a frame, both ways.</param>
/// <param name="WeightTransferBytes">Bytes of weights over the bus in a frame: once a band.</param>
/// <param name="HaloMacs">Multiply-accumulates of rows that are computed again, beyond those of the network.</param>
/// <param name="Segments">Layers that run in bands together, in execution order.</param>
public sealed record TilingSummary(
    long ScratchBytes,
    long TransferBytes,
    long WeightTransferBytes,
    long HaloMacs,
    ImmutableArray<SegmentSummary> Segments
);

/// <summary>Layers whose bands run depth-first: what they pass on to each other stays in the banks.</summary>
/// <param name="Bands">Bands of rows; 1: whole maps.</param>
/// <param name="Layers">Their names.</param>
public sealed record SegmentSummary(int Bands, ImmutableArray<string> Layers);

/// <summary>The engine that was built.</summary>
/// <param name="Channels">PO.</param>
/// <param name="Pixels">PX.</param>
/// <param name="Multipliers">PO * PX.</param>
/// <param name="ArrayDsps">DSP blocks of the multiply-accumulators.</param>
/// <param name="RequantizerDsps">DSP blocks of the requantizers.</param>
/// <param name="ClockMhz">Configured clock.</param>
/// <param name="Target">Device family.</param>
/// <param name="BankDepth">Words of a bank.</param>
/// <param name="WeightDepth">Words of the weight memory or ring.</param>
/// <param name="ParameterDepth">Words of the parameter memory.</param>
/// <param name="BankBytes">Bytes of all banks, halo copies and unused lanes included.</param>
/// <param name="WeightMemoryBytes">Bytes of the weight memory.</param>
/// <param name="AccumulatorBits">ACC_BITS.</param>
/// <param name="MultiplierBits">Bits of a requantization multiplier.</param>
/// <param name="WeightStream">Weights arrive over a stream or from memory.</param>
/// <param name="MultiplierKind"><c>plain</c>, <c>packed</c>, <c>quad</c> or <c>ice40</c>.</param>
/// <param name="Requantizers"><c>single</c> or <c>doubled</c>.</param>
/// <param name="LaneWeights"><c>auto</c> or <c>shared</c>.</param>
/// <param name="WeightLanes">Words of a row of the weight memory: 1 where all pixel lanes share a weight.</param>
/// <param name="Prefetch"><c>auto</c>, <c>always</c> or <c>never</c>.</param>
/// <param name="ImageReleasedBy">The layer behind which the next frame's image is taken; null when it arrives between two frames.</param>
/// <param name="DrainPorts">Pixels that leave the array per cycle.</param>
/// <param name="Halves"><c>auto</c> or <c>never</c>.</param>
/// <param name="HasHalves">Some layers work on two pixels at once, in the halves of the channel lanes.</param>
/// <param name="BusBits">Width of the memory bus; null for the bare engine.</param>
public sealed record AcceleratorSummary(
    int Channels,
    int Pixels,
    int Multipliers,
    int ArrayDsps,
    int RequantizerDsps,
    double ClockMhz,
    string Target,
    int BankDepth,
    int WeightDepth,
    int ParameterDepth,
    long BankBytes,
    long WeightMemoryBytes,
    int AccumulatorBits,
    int MultiplierBits,
    bool WeightStream,
    string MultiplierKind,
    string Requantizers,
    string LaneWeights,
    int WeightLanes,
    string Prefetch,
    string? ImageReleasedBy,
    int DrainPorts,
    string Halves,
    bool HasHalves,
    int? BusBits = null
);

/// <summary>Rounding and widths of the requantization (arithmetic, section 3).</summary>
/// <param name="Mode"><c>half_up</c> or <c>tflite</c>.</param>
/// <param name="Profile"><c>lean</c>, <c>wide</c> or <c>exact</c>.</param>
/// <param name="MultiplierBits">B.</param>
/// <param name="LayersWithPreshift">Layers whose accumulator drops 8 bits before the product.</param>
public sealed record ArithmeticSummary(string Mode, string Profile, int MultiplierBits, int LayersWithPreshift);
