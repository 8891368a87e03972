// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using CoDesign.Golden.Integer;
using CoDesign.Import;
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Golden.Tests.Integer;

/// <summary>The MLPerf Tiny int8 networks against TensorFlow Lite Micro's reference kernels: zero differing bytes.</summary>
public sealed class MlPerfTinyTests
{
    private const string Folder = "models/mlperf-tiny";

    [SharedTheory(Folder)]
    [InlineData("ic", "")]
    [InlineData("ic", "stress_")]
    [InlineData("kws", "")]
    [InlineData("kws", "stress_")]
    [InlineData("vww", "")]
    [InlineData("vww", "stress_")]
    [InlineData("ad", "")]
    [InlineData("ad", "stress_")]
    public void LogitsAndOutputsEqual_ForEveryInput(string model, string set)
    {
        var graph = Read(model);
        var executor = new IntegerExecutor(graph);
        var inputs = Bytes(model, $"{set}inputs.bin");
        var outputs = Bytes(model, $"{set}outputs.bin");
        var logits = graph[graph.Output] is QuantizedSoftmax softmax ? softmax.Inputs[0] : null;
        var expectedLogits = logits is null ? [] : Bytes(model, $"{set}logits.bin");
        var size = (int)graph.InputNode.Shape.Elements;
        var records = inputs.Length / size;

        Assert.Equal(set.Length == 0 ? 10 : 8, records);
        for (var k = 0; k < records; k++)
        {
            var values = executor.Run(Codes(inputs.AsSpan(k * size, size)));

            AssertSame($"{model} {set}output {k}", Record(outputs, k, records), values[graph.Output]);
            if (logits is not null)
                AssertSame($"{model} {set}logits {k}", Record(expectedLogits, k, records), values[logits]);
        }
    }

    [SharedTheory(Folder)]
    [InlineData("ic", 17)]
    [InlineData("kws", 14)]
    [InlineData("vww", 32)]
    [InlineData("ad", 11)]
    public void EveryIntermediateTensorEquals_ForTheFirstInput(string model, int tensors)
    {
        var graph = Read(model);
        var nodes = graph.Nodes.ToDictionary(node => node.SourceName, StringComparer.Ordinal);
        var values = new IntegerExecutor(graph).Run(Codes(Record(Bytes(model, "inputs.bin"), 0, 10)));
        using var index = JsonDocument.Parse(
            File.ReadAllText(SharedFolder.PathOf($"{Folder}/{model}/intermediates/index.json"))
        );
        var compared = 0;
        var last = graph.InputNode;
        foreach (var tensor in index.RootElement.GetProperty("tensors").EnumerateArray())
        {
            var operation = tensor.GetProperty("producer_op_index").GetInt32();
            if (operation >= 0 && tensor.GetProperty("producer_op").GetString() != "RESHAPE")
                last = nodes[$"operator {operation}"];
            var file = tensor.GetProperty("file").GetString() ?? "";

            AssertSame($"{model} {file}", Bytes(model, $"intermediates/{file}"), values[last.Name]);
            compared++;
        }

        Assert.Equal(tensors, compared);
    }

    private static Graph Read(string model)
    {
        var diagnostics = new DiagnosticBag();
        var graph = ModelReader.Read(SharedFolder.PathOf($"{Folder}/{model}/model_int8.tflite"), diagnostics);
        Assert.Empty(diagnostics.Items);
        Assert.NotNull(graph);
        Assert.Equal(Arithmetic.TfLite, graph.Arithmetic);
        return graph;
    }

    private static byte[] Bytes(string model, string file) =>
        File.ReadAllBytes(SharedFolder.PathOf($"{Folder}/{model}/{file}"));

    private static byte[] Record(byte[] records, int index, int count)
    {
        var size = records.Length / count;
        return records[(index * size)..((index + 1) * size)];
    }

    private static short[] Codes(ReadOnlySpan<byte> bytes)
    {
        var codes = new short[bytes.Length];
        for (var i = 0; i < codes.Length; i++)
            codes[i] = (sbyte)bytes[i];
        return codes;
    }

    private static void AssertSame(string what, byte[] expected, short[] actual)
    {
        var codes = Codes(expected);
        Assert.Equal(codes.Length, actual.Length);
        var differing = Enumerable.Range(0, codes.Length).Where(i => codes[i] != actual[i]).ToArray();
        Assert.True(
            differing.Length == 0,
            differing.Length == 0
                ? ""
                : $"{what}: {differing.Length} of {codes.Length} bytes differ, first at {differing[0]}: expected {codes[differing[0]]}, got {actual[differing[0]]}"
        );
    }
}
