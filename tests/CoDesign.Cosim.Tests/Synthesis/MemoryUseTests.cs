// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cosim.Synthesis;

namespace CoDesign.Cosim.Tests.Synthesis;

/// <summary>What each memory of a design becomes, from the log and the shapes that Yosys writes.</summary>
public sealed class MemoryUseTests
{
    [Fact]
    public void MemoriesThatAreAlikeAreOneEntry_LargestFirst()
    {
        const string Shapes = """

              attribute \hdlname "fifo_inst words"
              memory width 34 size 16 \fifo_inst.words

              memory width 64 size 512 \gen_lane[0].bank_inst.memory
              memory width 64 size 512 offset 0 \gen_lane[1].bank_inst.memory
              memory width 64 size 256 \gen_lane[2].bank_inst.memory
              memory width 8 size 4 \state
            """;
        const string Log = """
            mapping memory $paramod$ab\cd_bank.memory via $__XILINX_LUTRAM_SDP_
            mapping memory top.fifo_inst.words via $__TRELLIS_DPR16X4_
            mapping memory top.gen_lane[0].bank_inst.memory via $__XILINX_BLOCKRAM_TDP_
            mapping memory top.gen_lane[1].bank_inst.memory via $__XILINX_BLOCKRAM_TDP_
            mapping memory top.gen_lane[2].bank_inst.memory via $__XILINX_BLOCKRAM_SDP_
            using FF mapping for memory top.state
            """;

        MemoryUse[] expected =
        [
            new("gen_lane[*].bank_inst.memory", 2, 512, 64, MemoryKind.BlockRam),
            new("gen_lane[*].bank_inst.memory", 1, 256, 64, MemoryKind.BlockRam),
            new("fifo_inst.words", 1, 16, 34, MemoryKind.LutRam),
            new("state", 1, 4, 8, MemoryKind.FlipFlops),
        ];
        Assert.Equal(expected, MemoryUse.Read(Log, Shapes, "top").ToArray());
    }

    [Theory]
    [InlineData(MemoryKind.FlipFlops, 2048, false)]
    [InlineData(MemoryKind.FlipFlops, 2049, true)]
    [InlineData(MemoryKind.LutRam, 16384, false)]
    [InlineData(MemoryKind.LutRam, 16385, true)]
    [InlineData(MemoryKind.BlockRam, 1 << 20, false)]
    public void OnlySmallMemoriesMayBeElsewhereThanInBlocks(MemoryKind kind, long words, bool isScattered) =>
        Assert.Equal(isScattered, new MemoryUse("m", 1, words, 1, kind).IsScattered);
}
