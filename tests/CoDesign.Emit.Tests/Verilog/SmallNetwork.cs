// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Mapping;

namespace CoDesign.Emit.Tests.Verilog;

/// <summary>A 6 x 6 network with a convolution, a residual sum, a maximum pool and a dense layer.</summary>
internal static class SmallNetwork
{
    private static readonly QuantizationParameters Codes = new(CodeType.Quint8, 1.0, 10);
    private static readonly CodeClamp All = new(0, 255);

    public static AcceleratorConfiguration Configuration { get; } =
        AcceleratorConfiguration.Default with
        {
            Channels = 4,
            Pixels = 3,
        };

    public static AcceleratorPlan Plan(string name = "small net") => Plan(name, Configuration);

    public static AcceleratorPlan Plan(string name, AcceleratorConfiguration configuration)
    {
        var half = new Requantization([new FixedPointMultiplier(1 << 15, 8)], 8);
        var sum = new Requantization([new FixedPointMultiplier(1 << 15, 26)], 8);
        var input = new TensorShape(6, 6, 3);
        Graph graph = new(
            name,
            GraphStage.Lowered,
            [
                new QuantizedInput("x", input, Codes),
                Convolution(
                    "conv",
                    "x",
                    input,
                    new Window2d(3, 3, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1),
                    5
                ),
                Convolution("pointwise", "conv", input with { Channels = 5 }, new Window2d(1, 1), 5),
                new QuantizedAdd(
                    "sum",
                    ["conv", "pointwise"],
                    input with
                    {
                        Channels = 5,
                    },
                    Codes,
                    half,
                    half,
                    sum,
                    All
                ),
                new QuantizedMaxPool("pool", ["sum"], new TensorShape(3, 3, 5), Codes, new Window2d(2, 2, 2, 2), All),
                Convolution("dense", "pool", new TensorShape(3, 3, 5), new Window2d(3, 3), 7),
            ],
            "dense",
            RecordLayout.Nhwc
        );
        var diagnostics = new DiagnosticBag();
        var plan = Planner.Plan(graph, configuration, diagnostics);
        Assert.Empty(diagnostics.Items);
        return plan!;
    }

    private static QuantizedConv2d Convolution(
        string name,
        string source,
        TensorShape input,
        Window2d window,
        int channels
    ) =>
        new(
            name,
            [source],
            window.Output(input, channels),
            Codes,
            window,
            1,
            [.. Enumerable.Range(0, channels * window.Taps * input.Channels).Select(i => (short)(i * 37 % 256))],
            new WeightQuantization(CodeType.Quint8, [1.0], 120),
            [.. Enumerable.Range(0, channels)],
            new Requantization([new FixedPointMultiplier(40000, 22)], 0),
            All
        );
}
