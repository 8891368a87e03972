// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cosim.Networks;
using CoDesign.Golden.Integer;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Cosim.Tests;

/// <summary>
/// A network of one layer, a 1 x 1 depthwise convolution with weight 1 (y = x), 1 x 3 pixels, 3 channels on 4 lanes, PX = 2, and an engine of a
/// few lines that plays it. Faults are put in as text, so the bench is tested without the product's Verilog.
/// </summary>
internal static class MockNetwork
{
    public static BenchTensor Tensor(string value, int offset = 0) => new(value, 1, 3, 3, 4, offset, [2, 0, -1, 1]);

    public static BenchNetwork Network { get; } =
        new(
            "mock",
            "mock_engine",
            4,
            2,
            20,
            false,
            Tensor("input"),
            Tensor("y"),
            [new BenchLayer("y", "conv2d", 2, 0, 9, 4, Tensor("y"))]
        );

    public static Graph Graph { get; } = Build();

    /// <summary>Writes the folder of a compiled model whose engine is <paramref name="verilog"/>.</summary>
    public static void WriteFolder(string folder, string verilog)
    {
        Directory.CreateDirectory(Path.Combine(folder, "rtl"));
        File.WriteAllText(Path.Combine(folder, "rtl", "files.f"), "mock_engine.sv\n");
        File.WriteAllText(Path.Combine(folder, "rtl", "mock_engine.sv"), verilog);
        BenchFolder.Write(Path.Combine(folder, "sim"), Network);
    }

    /// <summary>Reads three words, writes them in trace order (pixels 0, 2, 1 with n = 2), sends them.</summary>
    public const string Verilog = """
        module mock_engine (
            input clk, rst, start, output busy, done,
            input [31:0] s_axis_image_tdata, input s_axis_image_tvalid, output s_axis_image_tready,
            input [31:0] s_axis_weight_tdata, input s_axis_weight_tvalid, output s_axis_weight_tready,
            output reg [31:0] m_axis_result_tdata, output reg m_axis_result_tlast, output reg m_axis_result_tvalid, input m_axis_result_tready,
            output reg trace_valid, output [15:0] trace_layer, trace_block, output reg [19:0] trace_pixel, output reg [31:0] trace_word,
            output reg trace_issue, output [15:0] trace_issue_layer, output reg trace_mac
        );
            reg [31:0] words [0:2];
            reg [3:0] state;
            wire [1:0] pixel = state == 3 ? 0 : state == 4 ? 2 : 1;
            assign {trace_layer, trace_block, trace_issue_layer, s_axis_weight_tready, busy, done} = 0;
            assign s_axis_image_tready = state < 3;
            always @(posedge clk) begin
                trace_valid <= 0; trace_issue <= 0; trace_mac <= 0;
                if (rst) begin state <= 0; m_axis_result_tvalid <= 0; end
                else if (state < 3) begin
                    if (s_axis_image_tvalid) begin words[state] <= s_axis_image_tdata; state <= state + 1; end
                end else if (state < 6) begin
                    trace_issue <= state == 3; trace_mac <= 1; trace_valid <= 1;
                    trace_pixel <= pixel;
                    trace_word <= words[pixel]; // junk in the position without channel is allowed
                    state <= state + 1;
                end else if (state < 9) begin
                    if (!m_axis_result_tvalid || m_axis_result_tready) begin
                        m_axis_result_tvalid <= 1; m_axis_result_tdata <= words[state - 6]; m_axis_result_tlast <= state == 8;
                        state <= state + 1;
                    end
                end else if (m_axis_result_tready) begin m_axis_result_tvalid <= 0; state <= 0; end
            end
        endmodule
        """;

    /// <summary>Records of codes 0, 1, 2, ... shifted by the record's number.</summary>
    public static IEnumerable<short[]> Records(int count) =>
        Enumerable
            .Range(0, count)
            .Select(r => Enumerable.Range(0, 9).Select(i => (short)((i * 29) + (r * 3) & 255)).ToArray());

    public static IntegerExecutor Golden() => new(Graph);

    private static Graph Build()
    {
        var codes = new QuantizationParameters(CodeType.Quint8, 1, 0);
        var shape = new TensorShape(1, 3, 3);
        var conv = new QuantizedConv2d(
            "y",
            ["input"],
            shape,
            codes,
            new Window2d(1, 1),
            3,
            [1, 1, 1],
            new WeightQuantization(CodeType.Quint8, [1], 0),
            [0, 0, 0],
            new Requantization([new FixedPointMultiplier(1 << 15, 15)], 0),
            new CodeClamp(0, 255)
        );
        return new Graph(
            "mock",
            GraphStage.Lowered,
            [new QuantizedInput("input", shape, codes), conv],
            "y",
            RecordLayout.Nhwc
        );
    }
}
