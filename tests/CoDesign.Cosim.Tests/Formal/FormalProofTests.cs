// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using CoDesign.Testing;
using Xunit.Abstractions;

namespace CoDesign.Cosim.Tests.Formal;

/// <summary>
/// Proofs about modules of hw/ (docs/formal.md). Each is also run on a module with a fault and must fail there, so that none holds because it says
/// nothing. Those that take a few seconds run always, the others nightly.
/// </summary>
public sealed class FormalProofTests(ITestOutputHelper output)
{
    private const string Round = "hw/engine/cd_requantize_round.v";
    private const string HalfUp = "hw/engine/cd_requantize_half_up.v";
    private const string Exact = "hw/engine/cd_requantize_exact.v";
    private const string Pair = "hw/engine/cd_multiplier_pair.v";
    private const string Pumped = "hw/engine/cd_multiplier_pumped.v";
    private const string PumpedWindow = "sim/formal/cd_multiplier_pumped/pumped_window.v";
    private const string MacPair = "hw/engine/cd_mac_pair.v";
    private const string Window = "sim/formal/cd_requantize_round/window.v";

    private static readonly FormalProof[] Proofs =
    [
        new(
            "cd_axis_register",
            "fv_cd_axis_register",
            FormalEngine.Unbounded,
            0,
            ["hw/stream/cd_axis_register.v"],
            ("kept ? kept_tdata : s_axis_tdata", "s_axis_tdata")
        ),
        new(
            "cd_axis_fifo",
            "fv_cd_axis_fifo",
            FormalEngine.Unbounded,
            0,
            ["hw/stream/cd_axis_fifo.v"],
            ("~used[INDEX_BITS]", "1'b1")
        ),
        new(
            "cd_axis_width",
            "fv_cd_axis_width_narrow",
            FormalEngine.Unbounded,
            0,
            ["hw/stream/cd_axis_width.v", "hw/stream/cd_axis_register.v"],
            ("m_axis_tready & part_last", "m_axis_tready")
        ),
        new(
            "cd_axis_width",
            "fv_cd_axis_width_wide",
            FormalEngine.Unbounded,
            0,
            ["hw/stream/cd_axis_width.v", "hw/stream/cd_axis_register.v"],
            ("~full | m_axis_tready", "1'b1")
        ),
        new(
            "cd_axis_width",
            "fv_cd_axis_width_early",
            FormalEngine.Unbounded,
            0,
            ["hw/stream/cd_axis_width.v", "hw/stream/cd_axis_register.v"],
            ("(part == {COUNT_BITS{1'b0}} ? {8*OUT_BYTES{1'b0}} : word)", "word")
        ),
        new(
            "cd_axis_pack",
            "fv_cd_axis_pack",
            FormalEngine.Unbounded,
            0,
            ["hw/stream/cd_axis_pack.v"],
            ("(full ? {PLACES{1'b0}} : filled) | here", "filled | here")
        ),
        new(
            "cd_axi_read_mux",
            "fv_cd_axi_read_mux",
            FormalEngine.Unbounded,
            0,
            ["hw/bus/cd_axi_read_mux.v"],
            ("held ? held_port : s1_axi_arvalid", "s1_axi_arvalid")
        ),
        new(
            "cd_requantize_half_up",
            "fv_cd_requantize_half_up",
            FormalEngine.Bounded,
            9,
            [Window, Pair, Pumped, HalfUp],
            ("biased_long[8 +: T_BITS]", "biased_long[7 +: T_BITS]")
        ),
        new(
            "cd_mac_pair_ice40",
            "fv_cd_mac_pair_ice40",
            FormalEngine.Satisfiability,
            3,
            [
                "hw/engine/cd_mac_pair_ice40.v",
                "hw/engine/cd_mac_lane.v",
                "sim/formal/cd_mac_pair_ice40/mac16_products.v",
            ],
            ("{8{weight_1[8]}}", "{8{weight_0[8]}}")
        ),
        new(
            "cd_multiplier_pumped",
            "fv_cd_multiplier_pumped",
            FormalEngine.Satisfiability,
            4,
            [Pumped, "hw/engine/cd_clock_phase.v"],
            ("if (!late) earlier", "if (late) earlier")
        )
        {
            Cut = "t:$mul",
            TwoClocks = true,
        },
    ];

    private static readonly FormalProof[] LongProofs =
    [
        new(
            "cd_requantize_round",
            "fv_cd_requantize_round",
            FormalEngine.Bounded,
            6,
            [Round],
            ("REDUCED_BITS = 13", "REDUCED_BITS = 9")
        ),
        new(
            "cd_requantize_half_up",
            "fv_cd_requantize_half_up",
            FormalEngine.Bounded,
            10,
            [Window, Pair, Pumped, HalfUp],
            ("t[T_BITS-1:17]", "{t[T_BITS-2], t[T_BITS-2:17]}"),
            ("WIDE", 1),
            ("ONE_BIT", 1)
        ),
        new(
            "cd_requantize_exact",
            "fv_cd_requantize_exact",
            FormalEngine.Bounded,
            13,
            [Window, Pair, Pumped, Exact],
            ("{2'b00, x[LOW_BITS-1:0]}", "{{2{x[LOW_BITS-1]}}, x[LOW_BITS-1:0]}")
        ),
        RequantizeExact(13, Pumped, ("low_later[41:DROPPED]", "low_later[41:DROPPED+1]"), ("ACC_BITS", 25)),
        RequantizeExact(
            13,
            Pumped,
            ("{{(X_BITS-24){1'b0}}, large_code, 16'b0}", "{{(X_BITS-24){large_code[7]}}, large_code, 16'b0}"),
            ("ACC_BITS", 25),
            ("HAS_TABLE", 1)
        ),
        RequantizeExact(
            14,
            PumpedWindow,
            ("table_last <= table_later[5+DOUBLED]", "table_last <= table_later[4+DOUBLED]"),
            ("ACC_BITS", 25),
            ("HAS_TABLE", 1),
            ("DOUBLED", 1)
        ),
        new(
            "cd_write_back",
            "fv_cd_write_back",
            FormalEngine.Bounded,
            7,
            ["hw/engine/cd_write_back.v"],
            ("{1'b0, word_size}", "{1'b0, word_size} + 1'b1")
        ),
        new(
            "cd_axi_read",
            "fv_cd_axi_read",
            FormalEngine.Unbounded,
            0,
            ["hw/bus/cd_axi_read.v", "sim/formal/cd_axi_read/fifo_window.v"],
            ("border_beats < length_next", "1'b0")
        ),
        MacPairProduct(0, ("8'b0, activations[7:0]}", "8'b1, activations[7:0]}")),
        MacPairProduct(1, ("{7{two[8]}}", "7'b0")),
        new(
            "cd_mac_pair",
            "fv_cd_mac_pair",
            FormalEngine.Inductive,
            3,
            [MacPair],
            ("~negative_later & carry[0] & ~low_bit", "carry[0] & ~low_bit")
        )
        {
            Cut = "t:$mul",
        },
        MacQuad(1, ("(parity_other & ~first_3)", "parity_other")),
        MacQuad(0, ("capture & ~late", "capture")),
        new(
            "cd_issue",
            "fv_cd_issue",
            FormalEngine.Satisfiability,
            3,
            ["hw/engine/cd_issue.v", "hw/engine/cd_loop_counter.v"],
            ("word_next_last <= words_after == TWO", "word_next_last <= words_after == ONE")
        ),
        new(
            "cd_axi_write",
            "fv_cd_axi_write",
            FormalEngine.Satisfiability,
            6,
            ["hw/bus/cd_axi_write.v", "sim/formal/cd_axi_read/fifo_window.v"],
            ("border_beats < length_next", "1'b0")
        ),
        ResultReader(1, ("issue & block_last & pixel_last", "issue & pixel_last")),
        ResultReader(3, ("(bank_last ? bank_base : pixel_address) + 1'b1", "pixel_address + 1'b1")),
        PixelLane(1, ("first_x == row_last_x", "x == row_last_x")),
        PixelLane(2, ("beyond < rotate_x", "beyond <= rotate_x")),
        PixelLane(3, ("x < width && y < height", "x <= width && y < height")),
    ];

    private static FormalProof RequantizeExact(
        int depth,
        string pumped,
        (string, string) fault,
        params (string, int)[] parameters
    ) =>
        new(
            "cd_requantize_exact",
            "fv_cd_requantize_exact",
            FormalEngine.Bounded,
            depth,
            [Window, Pair, pumped, Exact],
            fault,
            parameters
        );

    private static FormalProof MacPairProduct(int swap, (string, string) fault) =>
        new("cd_mac_pair", "fv_cd_mac_pair_product", FormalEngine.Bounded, 3, [MacPair], fault, ("SWAP", swap));

    private static FormalProof MacQuad(int swaps, (string, string) fault) =>
        new(
            "cd_mac_quad",
            "fv_cd_mac_quad",
            FormalEngine.Satisfiability,
            6,
            [MacPair, "hw/engine/cd_mac_quad.v"],
            fault,
            ("SWAPS", swaps)
        )
        {
            Cut = "t:$mul",
            TwoClocks = true,
        };

    private static FormalProof ResultReader(int banks, (string, string) fault) =>
        new(
            "cd_result_reader",
            "fv_cd_result_reader",
            FormalEngine.Satisfiability,
            8,
            ["hw/stream/cd_result_reader.v", "hw/engine/cd_loop_counter.v", "sim/formal/cd_result_reader/fifo_lasts.v"],
            fault,
            ("BANKS", banks)
        );

    private static FormalProof PixelLane(int step, (string, string) fault) =>
        new(
            "cd_pixel_lane",
            "fv_cd_pixel_lane",
            FormalEngine.Inductive,
            3,
            ["hw/engine/cd_pixel_lane.v"],
            fault,
            ("STEP", step)
        );

    public static TheoryData<string> Short => [.. Proofs.Select(proof => proof.Name)];

    public static TheoryData<string> Long => [.. LongProofs.Select(proof => proof.Name)];

    [ToolTheory("yosys", "yosys-abc", "yosys-smtbmc", "z3")]
    [MemberData(nameof(Short))]
    public void Holds(string name) => Check(Proofs, name);

    [ToolTheory("yosys", "yosys-abc", "yosys-smtbmc", "z3")]
    [Trait("Category", "Nightly")]
    [MemberData(nameof(Long))]
    public void HoldsToo(string name) => Check(LongProofs, name);

    private static string EngineOf(FormalProof proof) =>
        proof.Engine switch
        {
            FormalEngine.Bounded => $"z3, depth {proof.Depth}",
            FormalEngine.Inductive => "z3, induction",
            FormalEngine.Satisfiability => $"MiniSat, induction over at most {proof.Depth} steps",
            _ => "pdr, unbounded",
        };

    private void Check(FormalProof[] proofs, string name)
    {
        var proof = Assert.Single(proofs, proof => proof.Name == name);
        var clock = Stopwatch.StartNew();
        var (proved, log) = proof.Run(broken: false);
        var seconds = clock.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        output.WriteLine($"| {name} | {EngineOf(proof)} | {seconds} s | {(proved ? "proved" : "FAILED")} |");

        Assert.True(proved, log);
        var (wrong, _) = proof.Run(broken: true);
        Assert.False(wrong, $"{name} holds for a module that is broken: {proof.Fault}");
    }
}
