// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Numerics;

namespace CoDesign.Mapping;

/// <summary>Parameters of <c>cd_engine</c> (engine, section 8); memory files apart.</summary>
/// <param name="BankDepth">BANK_DEPTH.</param>
/// <param name="WeightDepth">WEIGHT_DEPTH.</param>
/// <param name="ParameterDepth">PARAMETER_DEPTH.</param>
/// <param name="DescriptorDepth">DESCRIPTOR_DEPTH.</param>
/// <param name="TableDepth">TABLE_DEPTH.</param>
/// <param name="Channels">CHANNELS, PO.</param>
/// <param name="Pixels">PIXELS, PX.</param>
/// <param name="ConfigBits">CONFIG_BITS.</param>
/// <param name="AccBits">ACC_BITS.</param>
/// <param name="MultiplierBits">MULTIPLIER_BITS.</param>
/// <param name="Profile">PROFILE.</param>
/// <param name="WeightStream">WEIGHT_STREAM.</param>
/// <param name="HasTable">HAS_TABLE.</param>
/// <param name="HasWindow">HAS_WINDOW.</param>
/// <param name="HasLaneSum">HAS_LANE_SUM.</param>
/// <param name="WeightLanes">WEIGHT_LANES.</param>
/// <param name="Multipliers">MAC_KIND.</param>
/// <param name="Requantizers">REQUANTIZE_DOUBLED, SMALL.</param>
/// <param name="SinglePortBanks">SINGLE_PORT.</param>
/// <param name="HasPrefetch">HAS_PREFETCH.</param>
public sealed record EngineParameters(
    int BankDepth,
    int WeightDepth,
    int ParameterDepth,
    int DescriptorDepth,
    int TableDepth,
    int Channels,
    int Pixels,
    int ConfigBits,
    int AccBits,
    int MultiplierBits,
    RequantizeProfile Profile,
    bool WeightStream,
    bool HasTable,
    bool HasWindow,
    bool HasLaneSum,
    int WeightLanes,
    MacKind Multipliers,
    RequantizerKind Requantizers,
    bool SinglePortBanks,
    bool HasPrefetch
)
{
    /// <summary>RESULT_BANKS: banks that RESULT reads, 1 or PX.</summary>
    public int ResultBanks { get; init; } = 1;

    /// <summary>DRAIN_PORTS.</summary>
    public int DrainPorts { get; init; } = 1;

    /// <summary>HAS_HALVES is not 0.</summary>
    public bool HasHalves { get; init; }

    /// <summary>HAS_HALVES is 2: layers with two pixels at once may read whole input words.</summary>
    public bool HasWholeHalves { get; init; }

    /// <summary>The engine reads clk2x.</summary>
    public bool DoublesClock => Multipliers == MacKind.Quad || Requantizers == RequantizerKind.Doubled;

    /// <summary>SMALL.</summary>
    public bool IsSmall => Requantizers == RequantizerKind.Shared;

    /// <summary>Bytes of a line of the parameter image: a word, or a record.</summary>
    public int ParameterWordBytes => IsSmall ? 8 : Channels;

    /// <summary>Words of one descriptor.</summary>
    public int DescriptorWords => Images.DescriptorFields.Count(Pixels);

    /// <summary>Words of one row of the descriptor store.</summary>
    public static int DescriptorRowWords => Images.DescriptorFields.RowWords;

    /// <summary>Bits of a table entry.</summary>
    public int TableBits => Images.AddTable.EntryBits(Profile);

    /// <summary>Rows of the weight store.</summary>
    public int WeightRows => WeightDepth / WeightLanes;

    /// <summary>
    /// WEIGHT_SPLIT: rows of the first of two parts of the weight store, 0 for one part. A part takes block RAM at the width at which its depth is a power of two, so nothing selects between blocks;
    /// where more than half as many rows again are left, the next width holds all in one part.
    /// </summary>
    public int WeightSplit
    {
        get
        {
            var first = 1 << BitOperations.Log2((uint)WeightRows);
            var rest = WeightRows - first;
            return WeightLanes > 1 && first >= LeastDepth && rest >= 2 && rest <= first / 2 ? first : 0;
        }
    }

    // Words of 36 bits in a block RAM; rows that are no more than this need no selection.
    private const int LeastDepth = 1024;

    /// <summary>Bytes of all activation banks.</summary>
    public long BankBytes => (long)BankDepth * Channels * Pixels;

    /// <summary>Bytes of the weight store.</summary>
    public long WeightBytes => (long)WeightDepth * Channels;
}
