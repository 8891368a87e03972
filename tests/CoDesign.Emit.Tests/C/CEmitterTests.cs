// SPDX-License-Identifier: Apache-2.0
using CoDesign.Emit.Tests.Native;

namespace CoDesign.Emit.Tests.C;

/// <summary>Emitted C equals the integer executor in every byte of every tensor.</summary>
public sealed class CEmitterTests
{
    private static readonly string[] Sanitizers = ["-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"];

    private static readonly string[] Vectors = ["-O3", "-march=native"];

    public static TheoryData<int, RequantizeMode> Seeds
    {
        get
        {
            var data = new TheoryData<int, RequantizeMode>();
            for (var seed = 0; seed < 6; seed++)
            {
                data.Add(seed, RequantizeMode.HalfUp);
                data.Add(seed, RequantizeMode.TfLite);
            }

            return data;
        }
    }

    [ToolTheory("gcc")]
    [MemberData(nameof(Seeds))]
    public void EqualsGolden_WithSanitizers(int seed, RequantizeMode mode) => Check(seed, mode, "gcc", Sanitizers);

    [ToolTheory("gcc")]
    [MemberData(nameof(Seeds))]
    public void EqualsGolden_WithVectorInstructions(int seed, RequantizeMode mode) => Check(seed + 1000, mode, "gcc", Vectors);

    [ClangTheory]
    [MemberData(nameof(Seeds))]
    public void EqualsGolden_WithClang(int seed, RequantizeMode mode) => Check(seed + 2000, mode, ClangTheoryAttribute.Clang ?? "", Vectors);

    [ToolTheory("gcc")]
    [InlineData(0)]
    [InlineData(1)]
    public void Differs_WhenOneWeightIsFlipped(int seed)
    {
        var (graph, conv, records) = OneConvolution(seed);
        var type = conv.WeightQuantization.Type;
        var mirrored = (short)(type.Minimum + type.Maximum - conv.Weights[0]);
        var flipped = conv with { Weights = conv.Weights.SetItem(0, mirrored) };
        using var model = CompiledModel.C(graph.WithNodes([graph.InputNode, flipped]), "gcc", "-O1");

        Assert.StartsWith("record 0, conv_1 [", OutputComparison.FirstDifference(graph, model, records), StringComparison.Ordinal);
    }

    [ToolTheory("gcc")]
    [InlineData(0)]
    [InlineData(1)]
    public void Differs_WhenOneShiftIsOneMore(int seed)
    {
        var (graph, conv, records) = OneConvolution(seed);
        var factors = conv.Requantization.Multipliers;
        var shifted = conv with { Requantization = conv.Requantization with { Multipliers = factors.SetItem(0, factors[0] with { Shift = factors[0].Shift + 1 }) } };
        using var model = CompiledModel.C(graph.WithNodes([graph.InputNode, shifted]), "gcc", "-O1");

        Assert.StartsWith("record 0, conv_1 [", OutputComparison.FirstDifference(graph, model, records), StringComparison.Ordinal);
    }

    private static (Graph Graph, QuantizedConv2d Convolution, short[][] Records) OneConvolution(int seed)
    {
        var random = new RandomGraph(seed, RequantizeMode.HalfUp);
        var input = (QuantizedNode)random.Graph().InputNode;
        var made = (QuantizedConv2d)random.Convolution(input, 1, 8);
        var window = made.Window with { PadTop = 0, PadLeft = 0, PadBottom = made.Window.PadBottom + made.Window.PadTop, PadRight = made.Window.PadRight + made.Window.PadLeft };
        var conv = made with { Window = window, Clamp = new CodeClamp(made.Output.Type.Minimum, made.Output.Type.Maximum) };
        return (random.Graph().WithNodes([input, conv]), conv, [random.InputCodes(), random.InputCodes()]);
    }

    private static void Check(int seed, RequantizeMode mode, string compiler, string[] options)
    {
        var random = new RandomGraph(seed, mode);
        var graph = random.Build(12);
        using var model = CompiledModel.C(graph, compiler, options);

        Assert.Null(OutputComparison.FirstDifference(graph, model, [random.InputCodes(), random.InputCodes(), random.InputCodes()]));
    }
}
