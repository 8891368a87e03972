// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cosim.Programs;
using CoDesign.Testing;

namespace CoDesign.Cosim.Tests.Modules;

/// <summary>Parameters that the engine cannot have and descriptors that it cannot execute stop a simulation with a sentence and an exit code.</summary>
public sealed class EngineRefusalTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [ToolTheory("iverilog", "vvp")]
    [InlineData("CHANNELS=12", "cd_engine: CHANNELS=12 is not 4, 8, 16 or 32")]
    [InlineData("PIXELS=17", "cd_engine: PIXELS=17 is not in 1..16")]
    [InlineData("CONFIG_BITS=21", "cd_engine: CONFIG_BITS=21 is not even and in 16..32")]
    [InlineData(
        "BANK_DEPTH=4194304",
        "cd_engine: BANK_DEPTH=4194304 does not fit addresses of 1 to CONFIG_BITS=20 bits"
    )]
    [InlineData("ACC_BITS=33", "cd_engine: ACC_BITS=33 is not in 20..32")]
    [InlineData("PROFILE=3", "cd_engine: PROFILE=3 is unknown")]
    [InlineData("MAC_KIND=9", "cd_engine: MAC_KIND=9 is unknown")]
    [InlineData("WEIGHT_LANES=4", "cd_engine: WEIGHT_LANES=4 is neither 1 nor 8")]
    [InlineData(
        "MAC_KIND=1 WEIGHT_LANES=8 CONFIG_BITS=16",
        "cd_engine: WEIGHT_LANES=8 with MAC_KIND=1 takes CONFIG_BITS from 18 on, not 16"
    )]
    [InlineData("HAS_PREFETCH=2", "cd_engine: HAS_PREFETCH=2 is not 0 or, with SMALL 0, 1")]
    [InlineData(
        "DRAIN_PORTS=3",
        "cd_engine: DRAIN_PORTS=3 is neither 1 nor, with at least 3 PIXELS and without SMALL, 2"
    )]
    [InlineData("HAS_HALVES=3", "cd_engine: HAS_HALVES=3 is not 0 or, with SMALL 0, 1 or 2")]
    [InlineData("WEIGHT_STREAM=2", "cd_engine: WEIGHT_STREAM=2 is neither 0 nor 1")]
    [InlineData("DESCRIPTOR_DEPTH=16", "cd_sequencer: DESCRIPTOR_DEPTH=16 holds no descriptor of 56 words")]
    public void EngineCannotBeBuiltWith(string parameters, string sentence)
    {
        using var output = new TemporaryFolder();
        var program = Path.Combine(output.Root, "engine.vvp");
        string[] arguments =
        [
            "-g2005",
            "-Wno-timescale",
            "-y",
            "hw/engine",
            "-y",
            "hw/memory",
            "-y",
            "hw/stream",
            .. parameters.Split(' ').Select(parameter => $"-Pcd_engine.{parameter}"),
            "-o",
            program,
            "hw/engine/cd_engine.v",
        ];

        AssertRefused(arguments, program, sentence);
    }

    [ToolTheory("iverilog", "vvp")]
    [InlineData(0, 64, "HAS_TABLE=0", "a layer in add mode, but HAS_TABLE is 0")]
    [InlineData(7, 1, "HAS_WINDOW=0", "a layer with a window, but HAS_WINDOW is 0")]
    [InlineData(0, 1024, "HAS_LANE_SUM=0", "a layer that adds its lanes, but HAS_LANE_SUM is 0")]
    [InlineData(16, 8, "", "sums of 9 lanes, but PIXELS=8")]
    [InlineData(16, 4, "", "own lane weights for 5 lanes, of which 2 share a multiplier")]
    [InlineData(0, 2048, "", "a layer of own lane weights does not add its lanes")]
    [InlineData(0, 68608, "", "a swapped layer, but the lanes of a pair cannot share an activation: WEIGHT_LANES=4")]
    [InlineData(0, 66560, "SWAPS=1", "a swapped layer without own lane weights, or of lane mask")]
    [InlineData(0, 3072, "WEIGHT_LANES=1", "a layer of own lane weights, but WEIGHT_LANES is 1")]
    [InlineData(0, 8196, "", "the last descriptor releases the image, so no other one of its frame follows")]
    [InlineData(0, 16384, "DRAIN_PORTS=1", "drains through both ports, but DRAIN_PORTS is 1")]
    [InlineData(0, 17408, "", "a layer that adds its lanes drains through both ports")]
    [InlineData(0, 32768, "HAS_HALVES=0", "a layer with two pixels at once, but HAS_HALVES is 0")]
    [InlineData(7, 1, "HALVES_FAULT=1", "has a table, a window, sums of lanes or both drain ports")]
    [InlineData(5, 15, "HALVES_FAULT=1", "two pixels at once, but lane mask 15 reaches over half of the lanes")]
    [InlineData(4, 0, "HALVES_FAULT=1", "two pixels at once take two steps of every word")]
    [InlineData(11, 1, "HALVES_FAULT=1", "two pixels at once, but an odd pixel step 1")]
    [InlineData(24, 9, "HALVES_FAULT=1", "or number of pixels 9")]
    [InlineData(5, 5, "", "lane mask 5 is not one less than a power of two up to CHANNELS=16")]
    [InlineData(5, 31, "", "lane mask 31 is not one less than a power of two up to CHANNELS=16")]
    [InlineData(4, 65535, "", "more lanes of a word than the lane mask")]
    [InlineData(25, 900, "", "900 pixel steps, but the last is number")]
    [InlineData(5, 1046543, "", "first pixel step 1022 of")]
    [InlineData(24, 0, "", "a layer without pixels")]
    [InlineData(21, 1023, "", "of BANK_DEPTH=1024")]
    [InlineData(18, 1024, "", "PAD word 1024 of BANK_DEPTH=1024")]
    public void DescriptorIsNotExecuted(int word, int value, string parameter, string sentence)
    {
        const string Bench = "tb_cd_descriptor_check";
        using var output = new TemporaryFolder();
        var program = Path.Combine(output.Root, "bench.vvp");
        string[] arguments =
        [
            "-g2012",
            "-Wno-timescale",
            $"-P{Bench}.WORD={word}",
            $"-P{Bench}.VALUE={value}",
            .. parameter.Length > 0 ? [$"-P{Bench}.{parameter}"] : Array.Empty<string>(),
            "-o",
            program,
            $"sim/modules/cd_descriptor_check/{Bench}.sv",
            "hw/engine/cd_descriptor_check.v",
        ];

        AssertRefused(arguments, program, sentence);
    }

    [ToolFact("iverilog", "vvp")]
    public void TwoWordsForABankStopTheSimulation()
    {
        using var output = new TemporaryFolder();
        var program = Path.Combine(output.Root, "bench.vvp");
        string[] arguments =
        [
            "-g2012",
            "-Wno-timescale",
            "-Ptb_cd_write_merge.COLLIDE=1",
            "-o",
            program,
            "sim/modules/cd_write_merge/tb_cd_write_merge.sv",
            "hw/engine/cd_write_merge.v",
        ];

        AssertRefused(arguments, program, "cd_write_merge: two words for one bank in a cycle");
    }

    private static void AssertRefused(string[] arguments, string program, string sentence)
    {
        var build = ExternalProgram.Iverilog.Run(arguments, TestPaths.Repository, Limit);
        Assert.NotNull(build);
        // Some parameters are refused before anything runs.
        var run = build.ExitCode == 0 ? ExternalProgram.Vvp.Run(["-n", program], TestPaths.Repository, Limit) : build;
        Assert.NotNull(run);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(sentence, run.Output + run.Error, StringComparison.Ordinal);
    }
}
