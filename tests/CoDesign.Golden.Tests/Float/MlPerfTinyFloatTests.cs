// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using CoDesign.Golden.Float;
using CoDesign.Import;
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Golden.Tests.Float;

/// <summary>The float MLPerf Tiny networks against TensorFlow Lite Micro's float32 kernels; this executor computes in double.</summary>
public sealed class MlPerfTinyFloatTests
{
    private const string Folder = "models/mlperf-tiny";

    [SharedTheory(Folder)]
    [InlineData("ic", 1e-5)]
    [InlineData("vww", 1e-5)]
    [InlineData("ad", 1e-3)]
    public void OutputsAgree(string model, double tolerance)
    {
        var graph = Read(model);
        var executor = new FloatExecutor(graph);
        var expected = MemoryMarshal.Cast<byte, float>(Bytes(model, "outputs_float.bin")).ToArray();
        var outputs = expected.Length / 10;
        for (var k = 0; k < 10; k++)
        {
            var actual = executor.Run(Input(model, graph, k))[graph.Output];

            Assert.Equal(outputs, actual.Length);
            for (var i = 0; i < outputs; i++)
                Assert.InRange(
                    actual[i],
                    expected[(k * outputs) + i] - tolerance,
                    expected[(k * outputs) + i] + tolerance
                );
        }
    }

    /// <summary>kws has int8 weights with a scale in a float graph, and no float reference; its classes are those of the int8 network.</summary>
    [SharedFact(Folder)]
    public void HybridClassesAreThoseOfTheInt8Network()
    {
        var graph = Read("kws");
        var executor = new FloatExecutor(graph);
        var outputs = Bytes("kws", "outputs.bin");
        for (var k = 0; k < 10; k++)
        {
            var actual = executor.Run(Input("kws", graph, k))[graph.Output];
            var expected = outputs[(k * 12)..((k + 1) * 12)].Select(b => (sbyte)b).ToArray();

            Assert.Equal(Array.IndexOf(expected, expected.Max()), Array.IndexOf(actual, actual.Max()));
            for (var i = 0; i < 12; i++)
                Assert.InRange(actual[i], ((expected[i] + 128) / 256.0) - 0.2, ((expected[i] + 128) / 256.0) + 0.2);
        }
    }

    private static double[] Input(string model, Graph graph, int index)
    {
        var size = (int)graph.InputNode.Shape.Elements;
        if (model == "ad")
            return
            [
                .. MemoryMarshal
                    .Cast<byte, float>(Bytes("ad", "inputs_float.bin"))
                    .Slice(index * size, size)
                    .ToArray()
                    .Select(x => (double)x),
            ];
        var codes = Bytes(model, "inputs.bin").AsSpan(index * size, size).ToArray().Select(b => (int)(sbyte)b);
        return model switch
        {
            "ic" => [.. codes.Select(code => code + 128.0)],
            "vww" => [.. codes.Select(code => (code + 128) / 255.0)],
            _ => [.. codes.Select(code => 0.584702909 * (code - 83))],
        };
    }

    private static Graph Read(string model)
    {
        var diagnostics = new DiagnosticBag();
        var graph = ModelReader.Read(SharedFolder.PathOf($"{Folder}/{model}/model_float.tflite"), diagnostics);
        Assert.Empty(diagnostics.Items);
        Assert.NotNull(graph);
        Assert.Equal((GraphStage.Imported, RecordLayout.Nhwc), (graph.Stage, graph.Layout));
        return graph;
    }

    private static byte[] Bytes(string model, string file) =>
        File.ReadAllBytes(SharedFolder.PathOf($"{Folder}/{model}/{file}"));
}
