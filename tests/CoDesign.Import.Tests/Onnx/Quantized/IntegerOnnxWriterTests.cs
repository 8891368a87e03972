// SPDX-License-Identifier: Apache-2.0
using CoDesign.Golden.Integer;
using CoDesign.Import.Onnx;
using CoDesign.Import.Onnx.Proto;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using Google.Protobuf;

namespace CoDesign.Import.Tests.Onnx.Quantized;

public sealed class IntegerOnnxWriterTests
{
    private const string Folder = "models/factorizenet";

    /// <summary>An integer graph, written and read back, has the same numbers: every value of a record of noise is the same.</summary>
    [SharedTheory(Folder)]
    [InlineData("factorizenet_w025_f_init2_qop_u8u8")]
    [InlineData("factorizenet_w025_dws_conv_qop_u8u8")]
    [InlineData("resnet8_qop_u8u8")]
    public void WritesWhatTheReaderReads(string model)
    {
        var graph = Read(File.ReadAllBytes(SharedFolder.PathOf($"{Folder}/{model}.onnx")), model);

        var again = Read(BetweenReals(IntegerOnnxWriter.Write(graph)), model);

        var random = new Random(3);
        short[] codes =
        [
            .. Enumerable.Range(0, (int)graph.InputNode.Shape.Elements).Select(_ => (short)random.Next(256)),
        ];
        var expected = new IntegerExecutor(graph).Run(codes);
        var found = new IntegerExecutor(again).Run(codes);
        var layers = graph
            .Nodes.Where(node => node is QuantizedConv2d or QuantizedAdd)
            .Select(node => expected[node.Name])
            .ToList();
        Assert.NotEmpty(layers);
        Assert.Equal(
            layers,
            again.Nodes.Where(node => node is QuantizedConv2d or QuantizedAdd).Select(node => found[node.Name])
        );
    }

    [SharedFact(Folder)]
    public void GivesTheSameBytes_ForTheSameGraph()
    {
        const string model = "factorizenet_w025_dws_conv_qop_u8u8";
        var graph = Read(File.ReadAllBytes(SharedFolder.PathOf($"{Folder}/{model}.onnx")), model);

        Assert.Equal(IntegerOnnxWriter.Write(graph), IntegerOnnxWriter.Write(graph));
    }

    /// <summary>The reader takes files whose input and output are real: a quantization before and a dequantization behind.</summary>
    private static byte[] BetweenReals(byte[] bytes)
    {
        const int real = 1;
        var file = ModelProto.Parser.ParseFrom(bytes);
        var (input, output) = (file.Graph.Input[0], file.Graph.Output[0]);
        var quantize = new NodeProto { Name = "quantize", OpType = "QuantizeLinear" };
        quantize.Input.AddRange(["real_input", $"{input.Name}.scale", $"{input.Name}.zero"]);
        quantize.Output.Add(input.Name);
        file.Graph.Node.Insert(0, quantize);
        var dequantize = new NodeProto { Name = "dequantize", OpType = "DequantizeLinear" };
        dequantize.Input.AddRange([output.Name, $"{output.Name}.scale", $"{output.Name}.zero"]);
        dequantize.Output.Add("real_output");
        file.Graph.Node.Add(dequantize);
        (input.Name, output.Name) = ("real_input", "real_output");
        (input.Type.TensorType.ElemType, output.Type.TensorType.ElemType) = (real, real);
        return file.ToByteArray();
    }

    private static Graph Read(byte[] bytes, string name)
    {
        var bag = new DiagnosticBag();
        var graph = OnnxReader.Read(bytes, name + ".onnx", bag);
        Assert.Empty(bag.Items.Select(item => item.ToString()));
        return graph!;
    }
}
