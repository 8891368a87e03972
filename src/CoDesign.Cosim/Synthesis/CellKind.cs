// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace CoDesign.Cosim.Synthesis;

/// <summary>What a cell of a device family is, as reports count it.</summary>
public enum CellKind
{
    /// <summary>A look-up table of any size.</summary>
    Lut,

    /// <summary>A flip-flop.</summary>
    FlipFlop,

    /// <summary>A level-sensitive latch.</summary>
    Latch,

    /// <summary>A piece of a carry chain.</summary>
    Carry,

    /// <summary>A multiplier block.</summary>
    Dsp,

    /// <summary>A memory block.</summary>
    BlockRam,

    /// <summary>Look-up tables used as a memory or shift register.</summary>
    LutRam,

    /// <summary>Anything else: wide multiplexers, buffers, constants.</summary>
    Other,
}

/// <summary>Kinds of the cells that Yosys maps to, over all families of <see cref="SynthesisTarget"/>.</summary>
public static class CellKinds
{
    private static readonly (CellKind Kind, Regex Names)[] Table =
    [
        (CellKind.Lut, Names(@"SB_LUT4|LUT[1-6]")),
        (CellKind.FlipFlop, Names(@"SB_DFF\w*|FD[RSCP]E(_1)?|TRELLIS_FF")),
        (CellKind.Latch, Names(@"LD[CP]E|\$_?D?LATCH\w*|\$dlatch\w*")),
        (CellKind.Carry, Names(@"SB_CARRY|CARRY[48]|CCU2C")),
        (CellKind.Dsp, Names(@"SB_MAC16|DSP48E[12]|MULT18X18D|ALU54B")),
        (CellKind.BlockRam, Names(@"SB_RAM40_4K\w*|SB_SPRAM256KA|RAMB(18|36)E[12]|URAM288|DP16KD|PDPW16KD")),
        (CellKind.LutRam, Names(@"RAM(16|32|64|128|256|512)(M|M16|X\w+)|SRL16E?|SRLC32E|TRELLIS_DPR16X4")),
    ];

    /// <summary>The kind of a cell type.</summary>
    public static CellKind Of(string cell)
    {
        foreach (var (kind, names) in Table)
        {
            if (names.IsMatch(cell))
                return kind;
        }

        return CellKind.Other;
    }

    private static Regex Names(string pattern) => new($"^(?:{pattern})$", RegexOptions.CultureInvariant);
}
