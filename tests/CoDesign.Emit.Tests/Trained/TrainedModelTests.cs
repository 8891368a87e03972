// SPDX-License-Identifier: Apache-2.0
using CoDesign.Emit.Tests.Native;
using CoDesign.Ir.Configuration;

namespace CoDesign.Emit.Tests.Trained;

/// <summary>Emitted C and HLS of the models in ../shared: every byte of every tensor equals the integer executor's, and TensorFlow Lite Micro's outputs.</summary>
public sealed class TrainedModelTests
{
    private static readonly string[] Vectors = ["-O3", "-march=native"];

    [ToolTheory("gcc", Shared = ["models/factorizenet", "data/cifar10"])]
    [InlineData("factorizenet_w025_f_init2")]
    [InlineData("resnet8")]
    public void CEqualsGolden(string model) => CheckC(TrainedModel.FactorizeNet(model, 2));

    [ToolTheory("gcc", Shared = ["models/factorizenet", "data/cifar10"])]
    [Trait("Category", "Nightly")]
    [InlineData("factorizenet_w025_regular_conv")]
    [InlineData("factorizenet_w025_f2")]
    [InlineData("factorizenet_w025_f4")]
    [InlineData("factorizenet_w025_dws_conv")]
    public void CEqualsGolden_Nightly(string model) => CheckC(TrainedModel.FactorizeNet(model, 4));

    [ToolTheory("g++", Shared = ["models/factorizenet", "data/cifar10"])]
    [InlineData("factorizenet_w025_dws_conv")]
    public void HlsEqualsGolden(string model) => CheckHls(TrainedModel.FactorizeNet(model, 1));

    [ToolTheory("g++", Shared = ["models/factorizenet", "data/cifar10"])]
    [Trait("Category", "Nightly")]
    [InlineData("factorizenet_w025_regular_conv")]
    [InlineData("factorizenet_w025_f2")]
    [InlineData("factorizenet_w025_f4")]
    [InlineData("factorizenet_w025_f_init2")]
    [InlineData("resnet8")]
    public void HlsEqualsGolden_Nightly(string model) => CheckHls(TrainedModel.FactorizeNet(model, 2));

    [ToolTheory("gcc", Shared = ["models/mlperf-tiny"])]
    [InlineData("ic")]
    [InlineData("kws")]
    [InlineData("vww")]
    [InlineData("ad")]
    public void CEqualsTensorFlowLiteMicro(string model)
    {
        var (graph, records) = TrainedModel.MlPerfTiny(model, 10);
        using var c = CompiledModel.C(graph, "gcc", Vectors);

        Assert.Equal(ReferenceOutputs(model), OutputsOf(c, graph, records));
    }

    [ToolTheory("gcc", Shared = ["models/mlperf-tiny"])]
    [InlineData("ic")]
    [InlineData("kws")]
    [InlineData("vww")]
    [InlineData("ad")]
    public void CEqualsGolden_InTfLiteArithmetic(string model) => CheckC(TrainedModel.MlPerfTiny(model, 2));

    [ToolTheory("g++", Shared = ["models/mlperf-tiny"])]
    [InlineData("ic")]
    [InlineData("kws")]
    public void HlsEqualsTensorFlowLiteMicro(string model) => CheckHlsOutputs(model);

    [ToolTheory("g++", Shared = ["models/mlperf-tiny"])]
    [Trait("Category", "Nightly")]
    [InlineData("vww")]
    [InlineData("ad")]
    public void HlsEqualsTensorFlowLiteMicro_Nightly(string model) => CheckHlsOutputs(model);

    private static void CheckHlsOutputs(string model)
    {
        var (graph, records) = TrainedModel.MlPerfTiny(model, 10);
        using var hls = CompiledModel.Hls(graph, AcceleratorConfiguration.Default, "-O2");

        Assert.Equal(ReferenceOutputs(model), OutputsOf(hls, graph, records));
    }

    private static byte[] ReferenceOutputs(string model) =>
        File.ReadAllBytes(SharedFolder.PathOf($"models/mlperf-tiny/{model}/outputs.bin"));

    private static byte[] OutputsOf(CompiledModel program, Graph graph, short[][] records) =>
        [.. program.Run(records).SelectMany(tensors => tensors[graph.Output]).Select(code => unchecked((byte)code))];

    private static void CheckC((Graph Graph, short[][] Records) model)
    {
        using var c = CompiledModel.C(model.Graph, "gcc", Vectors);

        Assert.Null(EmittedTensors.FirstDifference(model.Graph, c, model.Records));
    }

    private static void CheckHls((Graph Graph, short[][] Records) model)
    {
        using var hls = CompiledModel.Hls(model.Graph, AcceleratorConfiguration.Default, "-O2");

        Assert.Null(EmittedTensors.FirstDifference(model.Graph, hls, model.Records));
    }
}
