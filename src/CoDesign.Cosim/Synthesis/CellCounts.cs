// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Serialization;

namespace CoDesign.Cosim.Synthesis;

/// <summary>Cells of a design or of one of its modules.</summary>
/// <param name="Luts">Look-up tables of any size, those of carry cells included where a family builds carries from them.</param>
/// <param name="FlipFlops">Flip-flops.</param>
/// <param name="Carries">Carry cells.</param>
/// <param name="Dsps">Multiplier blocks.</param>
/// <param name="LutRams">Cells that use look-up tables as memory.</param>
/// <param name="BlockRams">Memory blocks by cell type.</param>
/// <param name="Latches">Latches; there should be none.</param>
public sealed record CellCounts(
    int Luts,
    int FlipFlops,
    int Carries,
    int Dsps,
    int LutRams,
    ImmutableSortedDictionary<string, int> BlockRams,
    [property: JsonIgnore] int Latches
)
{
    /// <summary>All of them together.</summary>
    public static CellCounts Sum(IEnumerable<CellCounts> parts) =>
        parts.Aggregate(
            new CellCounts(0, 0, 0, 0, 0, ImmutableSortedDictionary<string, int>.Empty, 0),
            (sum, part) =>
                new CellCounts(
                    sum.Luts + part.Luts,
                    sum.FlipFlops + part.FlipFlops,
                    sum.Carries + part.Carries,
                    sum.Dsps + part.Dsps,
                    sum.LutRams + part.LutRams,
                    part.BlockRams.Aggregate(
                        sum.BlockRams,
                        (blocks, block) => blocks.SetItem(block.Key, blocks.GetValueOrDefault(block.Key) + block.Value)
                    ),
                    sum.Latches + part.Latches
                )
        );

    /// <summary>Counts cells by type.</summary>
    public static CellCounts Of(IEnumerable<KeyValuePair<string, int>> cells, SynthesisTarget target)
    {
        var kinds = new int[Enum.GetValues<CellKind>().Length];
        var blocks = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        foreach (var (cell, count) in cells)
        {
            var kind = CellKinds.Of(cell);
            kinds[(int)kind] += count;
            if (kind == CellKind.BlockRam)
                blocks[cell] = blocks.GetValueOrDefault(cell) + count;
        }

        return new CellCounts(
            kinds[(int)CellKind.Lut] + (target.CarryLuts * kinds[(int)CellKind.Carry]),
            kinds[(int)CellKind.FlipFlop],
            kinds[(int)CellKind.Carry],
            kinds[(int)CellKind.Dsp],
            kinds[(int)CellKind.LutRam],
            blocks.ToImmutable(),
            kinds[(int)CellKind.Latch]
        );
    }
}

/// <summary>One module with all its instances, whatever their parameters; what stands in its submodules is counted there.</summary>
/// <param name="Module">Name in <c>rtl/</c>.</param>
/// <param name="Instances">How many there are.</param>
/// <param name="Cells">Cells of all of them together.</param>
public sealed record ModuleCells(string Module, int Instances, CellCounts Cells);
