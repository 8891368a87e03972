// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Numerics;

namespace CoDesign.Ir.Configuration;

/// <summary>Where the engine keeps weights and parameters while it runs.</summary>
public enum WeightPlacement
{
    /// <summary>In on-chip memories that hold the whole network.</summary>
    OnChip,

    /// <summary>They arrive over a stream for every frame.</summary>
    Stream,

    /// <summary>They lie in memory and are fetched over the bus for every frame.</summary>
    Memory,
}

/// <summary>Whether the weight memory is wide enough for pixel lanes to read weights of their own (engine, WEIGHT_LANES).</summary>
public enum LaneWeights
{
    /// <summary>Where that saves at least one cycle in a hundred: dense layers, maps that leave lanes idle.</summary>
    Auto,

    /// <summary>Never: all lanes share one weight.</summary>
    Shared,
}

/// <summary>Whether layers that fill at most half of the channel lanes work on two pixels at once (engine, HAS_HALVES).</summary>
public enum ChannelHalves
{
    /// <summary>Where that saves at least one cycle in a hundred.</summary>
    Auto,

    /// <summary>Never.</summary>
    Never,
}

/// <summary>When the image of the next frame is taken (engine, HAS_PREFETCH).</summary>
public enum ImageArrival
{
    /// <summary>While the current frame is computed, if that takes no more block RAM or hides at least one cycle in a hundred; on ice40up5k, where logic is short, between two frames.</summary>
    Auto,

    /// <summary>While the current frame is computed, with banks as deep as it takes.</summary>
    Ahead,

    /// <summary>Between two frames.</summary>
    Between,
}

/// <summary>The buses of a board-ready top (docs/system.md).</summary>
/// <param name="Width">Bits of the memory bus: 32, 64, 128 or 256.</param>
/// <param name="AddressBits">Bits of its byte addresses, 32 to 64.</param>
/// <param name="BurstBeats">Longest burst, a power of two to 256 beats and 4096 bytes.</param>
/// <param name="TimeoutCycles">Cycles without an expected beat that count as a dead bus; 0 waits for ever.</param>
/// <param name="StreamBytes">Bytes of a beat of the image and result streams, a power of two that divides PO; null = PO.</param>
public sealed record BusConfiguration(
    int Width = 128,
    int AddressBits = 32,
    int BurstBeats = 16,
    int TimeoutCycles = 65536,
    int? StreamBytes = null
)
{
    /// <summary>Least cycles from one beat that is read to the next: a burst's length is worked out in one cycle and asked for in the next (cd_axi_read), so bursts of one beat come every other cycle.</summary>
    public int CyclesPerBeat => BurstBeats == 1 ? 2 : 1;

    /// <summary>Beats that each of the two masters holds.</summary>
    public int FifoBeats => Math.Max(64, 4 * BurstBeats);

    /// <summary>Cycles in which so many bytes are written, the memory's answer apart: each burst is planned and gathered before it is sent (cd_axi_write).</summary>
    public long WriteCycles(long bytes)
    {
        var beats = ((8 * bytes) + Width - 1) / Width;
        return beats + (2 * ((beats + BurstBeats - 1) / BurstBeats));
    }
}

/// <summary>The accelerator to build (engine, section 2). A depth that is null is sized to the network.</summary>
public sealed record AcceleratorConfiguration
{
    /// <summary>16 x 8 lanes, on-chip weights, lean requantizer, 150 MHz on xc7.</summary>
    public static AcceleratorConfiguration Default { get; } = new();

    /// <summary>PO: output-channel lanes, a power of two from 4 to 32.</summary>
    public int Channels { get; init; } = 16;

    /// <summary>PX: pixel lanes and banks, 1 to 16.</summary>
    public int Pixels { get; init; } = 8;

    /// <summary>Words of one activation bank; null = as many as the network needs.</summary>
    public int? BankDepth { get; init; }

    /// <summary>Words of the weight memory or, with <see cref="WeightPlacement.Stream"/>, of its ring.</summary>
    public int? WeightDepth { get; init; }

    /// <summary>Words of the parameter memory.</summary>
    public int? ParameterDepth { get; init; }

    /// <summary>Words of the descriptor memory.</summary>
    public int? DescriptorDepth { get; init; }

    /// <summary>Words of the table memory that Add layers read.</summary>
    public int? TableDepth { get; init; }

    /// <summary>Where weights come from.</summary>
    public WeightPlacement Weights { get; init; }

    /// <summary>True when weights do not stay on the chip.</summary>
    public bool StreamsWeights => Weights != WeightPlacement.OnChip;

    /// <summary>Cycles that a word of streamed weights takes on the bus, at least 1.</summary>
    public int CyclesPerWeightWord =>
        Weights == WeightPlacement.Memory && Bus is { } bus
            ? Math.Max(1, Channels * 8 * bus.CyclesPerBeat / bus.Width)
            : 1;

    /// <summary>Cycles that a word of PO bytes takes on the image and result streams.</summary>
    public int CyclesPerStreamWord => Bus is { StreamBytes: { } bytes } ? Math.Max(1, Channels / bytes) : 1;

    /// <summary>Words of PO bytes in a beat of the memory bus, at least 1.</summary>
    public int WordsPerBeat => Bus is { } bus ? Math.Max(1, bus.Width / (Channels * 8)) : 1;

    /// <summary>Maps that the banks do not hold may pass through memory in bands of rows (docs/system.md).</summary>
    public bool TilesThroughMemory => Weights == WeightPlacement.Memory && Bus is not null && !IsSmall;

    /// <summary>Buses of the board-ready top; null = the bare engine with its streams.</summary>
    public BusConfiguration? Bus { get; init; }

    /// <summary>B: bits of a requantization multiplier, 8 to 16 (arithmetic, section 3).</summary>
    public int MultiplierBits { get; init; } = 16;

    /// <summary>Lean or wide (arithmetic, section 3); a TensorFlow Lite model is exact whatever stands here.</summary>
    public RequantizeProfile Profile { get; init; } = RequantizeProfile.Lean;

    /// <summary>How the array makes its products.</summary>
    public MacKind Multipliers { get; init; }

    /// <summary>How sums become codes.</summary>
    public RequantizerKind Requantizers { get; init; }

    /// <summary>Whether pixel lanes may read weights of their own.</summary>
    public LaneWeights LaneWeights { get; init; }

    /// <summary>Whether narrow layers work on two pixels at once.</summary>
    public ChannelHalves Halves { get; init; }

    /// <summary>When the next frame's image is taken.</summary>
    public ImageArrival Prefetch { get; init; }

    /// <summary>The image of the next frame may be taken while the current one is computed; never in an engine with one requantizer.</summary>
    public bool TakesImageAhead =>
        !IsSmall && (Prefetch == ImageArrival.Ahead || (Prefetch == ImageArrival.Auto && !IsUltraPlus));

    /// <summary>Pixels that leave the array per cycle, 1 or 2; null = 2 where the network then makes more of each DSP block.</summary>
    public int? DrainPorts { get; init; }

    /// <summary>Something runs on the doubled clock.</summary>
    public bool DoublesClock => Multipliers == MacKind.Quad || Requantizers == RequantizerKind.Doubled;

    /// <summary>The engine for small devices: one requantizer, layers one after the other.</summary>
    public bool IsSmall => Requantizers == RequantizerKind.Shared;

    /// <summary>Banks with one port, which a write takes from a read: the SPRAM of the iCE40 UltraPlus.</summary>
    public bool SinglePortBanks { get; init; }

    /// <summary>D: cycles in which a tile leaves the array, which the next one must last: a pixel each, or a value each.</summary>
    public int DrainCycles => IsSmall ? Pixels * Channels : Pixels;

    /// <summary>Clock frequency that cycles are converted to seconds with.</summary>
    public double ClockMhz { get; init; } = 150;

    /// <summary>Device family: one of <see cref="Targets"/>.</summary>
    public string Target { get; init; } = "xc7";

    /// <summary>The iCE40 UltraPlus: little logic, banks of SPRAM.</summary>
    public bool IsUltraPlus => Target == "ice40up5k";

    /// <summary>The device families that <see cref="Target"/> takes.</summary>
    public static ImmutableArray<string> Targets { get; } = ["ice40up5k", "xc7", "xcup", "ecp5"];

    /// <summary>The families whose multipliers make the products of a <see cref="MacKind"/>: 25 bits for two pixels take a DSP48, the dual 8 x 8 mode an SB_MAC16.</summary>
    public static ImmutableArray<string> TargetsOf(MacKind kind) =>
        kind switch
        {
            MacKind.Plain => Targets,
            MacKind.Ice40 => ["ice40up5k"],
            _ => ["xc7", "xcup"],
        };

    /// <summary>What <see cref="Multipliers"/> takes, as it is written.</summary>
    public static ImmutableArray<(string Name, MacKind Kind)> MultiplierNames { get; } =
    [("plain", MacKind.Plain), ("packed", MacKind.Packed), ("ice40", MacKind.Ice40), ("quad", MacKind.Quad)];

    /// <summary>What <see cref="Requantizers"/> takes, as it is written.</summary>
    public static ImmutableArray<(string Name, RequantizerKind Kind)> RequantizerNames { get; } =
    [("single", RequantizerKind.Single), ("doubled", RequantizerKind.Doubled), ("shared", RequantizerKind.Shared)];

    /// <summary>What <see cref="LaneWeights"/> takes, as it is written.</summary>
    public static ImmutableArray<(string Name, LaneWeights Choice)> LaneWeightNames { get; } =
    [("auto", LaneWeights.Auto), ("shared", LaneWeights.Shared)];

    /// <summary>What <see cref="Halves"/> takes, as it is written.</summary>
    public static ImmutableArray<(string Name, ChannelHalves Choice)> HalvesNames { get; } =
    [("auto", ChannelHalves.Auto), ("never", ChannelHalves.Never)];

    /// <summary>What <see cref="Prefetch"/> takes, as it is written.</summary>
    public static ImmutableArray<(string Name, ImageArrival Arrival)> PrefetchNames { get; } =
    [("auto", ImageArrival.Auto), ("always", ImageArrival.Ahead), ("never", ImageArrival.Between)];

    /// <summary><see cref="Prefetch"/> as it is written.</summary>
    public string PrefetchName => PrefetchNames.Single(n => n.Arrival == Prefetch).Name;

    /// <summary><see cref="Halves"/> as it is written.</summary>
    public string HalvesName => HalvesNames.Single(n => n.Choice == Halves).Name;

    /// <summary><see cref="LaneWeights"/> as it is written.</summary>
    public string LaneWeightName => LaneWeightNames.Single(n => n.Choice == LaneWeights).Name;

    /// <summary><see cref="Multipliers"/> as it is written.</summary>
    public string MultiplierName => MultiplierNames.Single(n => n.Kind == Multipliers).Name;

    /// <summary><see cref="Requantizers"/> as it is written.</summary>
    public string RequantizerName => RequantizerNames.Single(n => n.Kind == Requantizers).Name;
}
