// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import;
using CoDesign.Import.Datasets;
using CoDesign.Transforms;

namespace CoDesign.Emit.Tests.Trained;

/// <summary>Models and inputs of ../shared as lowered graphs and codes.</summary>
internal static class TrainedModel
{
    private const int CalibrationImages = 32;

    private static readonly InputNormalization Normalization = new(1, [128, 128, 128], [64, 64, 64]);

    /// <summary>A float FactorizeNet model, quantized here, and test images.</summary>
    public static (Graph Graph, short[][] Records) FactorizeNet(string name, int images)
    {
        var diagnostics = new DiagnosticBag();
        var imported = ModelReader.Read(SharedFolder.PathOf($"models/factorizenet/{name}.onnx"), diagnostics);
        Assert.NotNull(imported);
        var calibration = Open("cifar10:" + SharedFolder.PathOf("data/cifar10/calib_1024.bin"), imported)
            .Take(CalibrationImages);
        var options = PipelineOptions.Default with { Normalization = Normalization };
        var graph = Pipeline.Run(imported, options, calibration.Select(sample => sample.Real), diagnostics);
        Assert.NotNull(graph);
        return (graph, Codes(Open("cifar10:" + SharedFolder.PathOf("data/cifar10/test_0000_1999.bin"), graph), images));
    }

    /// <summary>An int8 MLPerf Tiny model and its reference inputs.</summary>
    public static (Graph Graph, short[][] Records) MlPerfTiny(string name, int records)
    {
        var diagnostics = new DiagnosticBag();
        var imported = ModelReader.Read(
            SharedFolder.PathOf($"models/mlperf-tiny/{name}/model_int8.tflite"),
            diagnostics
        );
        Assert.NotNull(imported);
        var graph = Pipeline.Run(imported, PipelineOptions.Default, null, diagnostics);
        Assert.NotNull(graph);
        return (graph, Codes(Open(SharedFolder.PathOf($"models/mlperf-tiny/{name}/inputs.bin"), graph), records));
    }

    private static IEnumerable<Sample> Open(string spec, Graph graph)
    {
        var diagnostics = new DiagnosticBag();
        var data = Dataset.Open(
            spec,
            graph,
            graph.Normalization ?? (graph.Stage < GraphStage.Quantized ? Normalization : null),
            diagnostics
        );
        Assert.NotNull(data);
        return data.Samples;
    }

    private static short[][] Codes(IEnumerable<Sample> samples, int count) =>
        [.. samples.Take(count).Select(sample => sample.Codes ?? [])];
}
