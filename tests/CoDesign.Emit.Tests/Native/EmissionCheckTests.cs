// SPDX-License-Identifier: Apache-2.0
using CoDesign.Emit.C;
using CoDesign.Emit.Hls;
using CoDesign.Ir.Configuration;

namespace CoDesign.Emit.Tests.Native;

/// <summary>What cannot be emitted is said, and nothing is written.</summary>
public sealed class EmissionCheckTests
{
    private static readonly QuantizationParameters Codes = new(CodeType.Quint8, 0.1, 0);

    [Fact]
    public void RefusesASumThatLeavesInt32() =>
        AssertRefused(
            Network(RequantizeMode.HalfUp, bias: 2147450000, new FixedPointMultiplier(40000, 40)),
            "CD5001: 'y', channel 0: the sums of the emitted code can reach 2147500745; int32 holds 2147483647. "
                + "Use symmetric weights, a smaller bias, or fewer inputs."
        );

    [Fact]
    public void RefusesALeftShiftThatLeavesInt32() =>
        AssertRefused(
            Network(RequantizeMode.TfLite, bias: 1 << 24, new FixedPointMultiplier(1 << 30, 8)),
            "CD5001: 'y', channel 0: the sums of the emitted code can reach 4307958016; int32 holds 2147483647. "
                + "Use symmetric weights, a smaller bias, or fewer inputs."
        );

    [Fact]
    public void RefusesAShiftThatTheModeDoesNotHave() =>
        AssertRefused(
            Network(RequantizeMode.HalfUp, bias: 0, new FixedPointMultiplier(40000, 48)),
            "CD5003: 'y', channel 0: requantization shift 48. Emitted code computes 1 to 47."
        );

    [Fact]
    public void RefusesAFactorThatEnlargesTooMuch() =>
        AssertRefused(
            Network(RequantizeMode.HalfUp, bias: 1 << 20, new FixedPointMultiplier(65535, 4)),
            "CD5005: 'y', channel 0: the requantized value can reach 4502754205 before the clamp; emitted code holds 1073741823. Use a larger output scale."
        );

    [Fact]
    public void RefusesASoftmaxInTheMiddle_ForHls()
    {
        var graph = Network(RequantizeMode.HalfUp, bias: 0, new FixedPointMultiplier(40000, 40));
        var softmax = new QuantizedSoftmax("soft", ["x"], new TensorShape(1, 1, 1), Codes);
        var diagnostics = new DiagnosticBag();

        Assert.False(
            HlsEmitter.Emit(
                graph.WithNodes([.. graph.Nodes, softmax]),
                AcceleratorConfiguration.Default,
                "no such folder",
                diagnostics
            )
        );
        Assert.Equal(
            "CD5004: Softmax 'soft' is not the last node. Softmax runs on the host, after the accelerator.",
            Assert.Single(diagnostics.Items).ToString()
        );
    }

    [Fact]
    public void ThrowsForAFloatGraph() =>
        Assert.Throws<ArgumentException>(() =>
            CEmitter.Emit(
                Network(RequantizeMode.HalfUp, 0, default) with
                {
                    Stage = GraphStage.Folded,
                },
                "no such folder",
                new DiagnosticBag()
            )
        );

    private static void AssertRefused(Graph graph, string message)
    {
        var diagnostics = new DiagnosticBag();
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        Assert.False(CEmitter.Emit(graph, folder, diagnostics));
        Assert.False(Directory.Exists(folder));
        Assert.Equal(message, Assert.Single(diagnostics.Items).ToString());
    }

    private static Graph Network(RequantizeMode mode, int bias, FixedPointMultiplier factor)
    {
        var conv = new QuantizedConv2d(
            "y",
            ["x"],
            new TensorShape(1, 1, 1),
            Codes,
            new Window2d(1, 1),
            1,
            [255],
            new WeightQuantization(CodeType.Quint8, [0.1], 200),
            [bias],
            new Requantization([factor], 0),
            new CodeClamp(0, 255)
        );
        return new Graph(
            "one",
            GraphStage.Lowered,
            [new QuantizedInput("x", new TensorShape(1, 1, 1), Codes), conv],
            "y",
            RecordLayout.Nhwc
        )
        {
            Arithmetic = mode == RequantizeMode.HalfUp ? Arithmetic.Default : Arithmetic.TfLite,
        };
    }
}
