// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using CoDesign.Import.Onnx;
using CoDesign.Import.Onnx.Proto;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Printing;
using Google.Protobuf;
using AttributeType = CoDesign.Import.Onnx.Proto.AttributeProto.Types.AttributeType;

namespace CoDesign.Import.Tests.Onnx;

/// <summary>Writes small ONNX models. Value <c>x</c> is the input unless the test says otherwise.</summary>
internal sealed class ModelBuilder
{
    private readonly ModelProto _model = new()
    {
        IrVersion = 7,
        Graph = new GraphProto { Name = "test" },
    };

    public ModelBuilder(long opset = 13, params object[] inputDims)
    {
        _model.OpsetImport.Add(new OperatorSetIdProto { Version = opset });
        if (inputDims.Length > 0)
            Input("x", inputDims);
    }

    public ModelProto Proto => _model;

    /// <summary>Dimensions are numbers, or strings for symbolic ones.</summary>
    public ModelBuilder Input(string name, object[] dims, int type = 1)
    {
        var shape = new TensorShapeProto();
        foreach (var dim in dims)
            shape.Dim.Add(
                dim is string s
                    ? new TensorShapeProto.Types.Dimension { DimParam = s }
                    : new TensorShapeProto.Types.Dimension { DimValue = Convert.ToInt64(dim) }
            );
        _model.Graph.Input.Add(
            new ValueInfoProto
            {
                Name = name,
                Type = new TypeProto
                {
                    TensorType = new TypeProto.Types.Tensor { ElemType = type, Shape = shape },
                },
            }
        );
        return this;
    }

    public ModelBuilder Output(string name)
    {
        _model.Graph.Output.Add(new ValueInfoProto { Name = name });
        return this;
    }

    public ModelBuilder Floats(string name, long[] dims, params float[] values)
    {
        _model.Graph.Initializer.Add(FloatTensor(name, dims, values));
        return this;
    }

    /// <summary>0, 1, 2, ... as weights, so that each has its own value.</summary>
    public ModelBuilder Ramp(string name, params long[] dims) =>
        Floats(name, dims, [.. Enumerable.Range(0, (int)dims.Aggregate(1L, (a, b) => a * b)).Select(i => (float)i)]);

    public ModelBuilder Integers(string name, params long[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = 7 };
        tensor.Dims.Add(values.Length);
        tensor.Int64Data.AddRange(values);
        _model.Graph.Initializer.Add(tensor);
        return this;
    }

    public ModelBuilder Bytes(string name, int type, long[] dims, params byte[] values)
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = type,
            RawData = ByteString.CopyFrom(values),
        };
        tensor.Dims.AddRange(dims);
        _model.Graph.Initializer.Add(tensor);
        return this;
    }

    /// <summary>Scalar constants NAME_s (scale) and NAME_z (zero point, uint8).</summary>
    public ModelBuilder Codes(string name, float scale, byte zeroPoint) =>
        Floats($"{name}_s", [], scale).Bytes($"{name}_z", 2, [], zeroPoint);

    /// <summary>QuantizeLinear of <paramref name="input"/> to NAME_q with the constants of <see cref="Codes"/>, and DequantizeLinear of that to NAME.</summary>
    public ModelBuilder QuantizeDequantize(string input, string name) =>
        Node("QuantizeLinear", [input, $"{name}_s", $"{name}_z"], $"{name}_q")
            .Node("DequantizeLinear", [$"{name}_q", $"{name}_s", $"{name}_z"], name);

    public ModelBuilder Int32s(string name, long[] dims, params int[] values) =>
        Bytes(name, 6, dims, MemoryMarshal.AsBytes<int>(values).ToArray());

    /// <summary>A node named after its operator in lower case, or <paramref name="name"/>; attribute values are long, float, string, long[], TensorProto.</summary>
    public ModelBuilder Node(
        string op,
        string[] inputs,
        string output,
        params (string Name, object Value)[] attributes
    ) => Node(op, inputs, [output], attributes);

    public ModelBuilder Node(
        string op,
        string[] inputs,
        string[] outputs,
        params (string Name, object Value)[] attributes
    )
    {
        var node = new NodeProto { OpType = op, Name = "n_" + outputs[0] };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        foreach (var (name, value) in attributes)
            node.Attribute.Add(Attribute(name, value));
        _model.Graph.Node.Add(node);
        return this;
    }

    public byte[] ToBytes() => _model.ToByteArray();

    /// <summary>The graph; fails the test when there are diagnostics.</summary>
    public Graph Read()
    {
        var diagnostics = new DiagnosticBag();
        var graph = OnnxReader.Read(ToBytes(), "model.onnx", diagnostics);
        Assert.Empty(diagnostics.Items.Select(d => d.ToString()));
        return graph!;
    }

    /// <summary>The lines of the graph's text form, without the first (the graph) and, unless it is all there is, the second (the input).</summary>
    public string[] Lines()
    {
        var lines = GraphText.Of(Read()).TrimEnd('\n').Split('\n');
        return [.. lines.Skip(Math.Min(lines.Length - 1, 2)).Select(l => l.Trim())];
    }

    /// <summary>The texts of all diagnostics; fails the test when a graph is returned beside an error.</summary>
    public string[] Errors(string path = "model.onnx")
    {
        var diagnostics = new DiagnosticBag();
        Assert.Null(OnnxReader.Read(ToBytes(), path, diagnostics));
        return [.. diagnostics.Items.Select(d => d.ToString())];
    }

    public static TensorProto FloatTensor(string name, long[] dims, float[] values)
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = 1,
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values)),
        };
        tensor.Dims.AddRange(dims);
        return tensor;
    }

    private static AttributeProto Attribute(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case int i:
                (attribute.Type, attribute.I) = (AttributeType.Int, i);
                break;
            case float f:
                (attribute.Type, attribute.F) = (AttributeType.Float, f);
                break;
            case string s:
                (attribute.Type, attribute.S) = (AttributeType.String, ByteString.CopyFromUtf8(s));
                break;
            case long[] list:
                attribute.Type = AttributeType.Ints;
                attribute.Ints.AddRange(list);
                break;
            case TensorProto tensor:
                (attribute.Type, attribute.T) = (AttributeType.Tensor, tensor);
                break;
            default:
                throw new ArgumentException($"No attribute type for {value.GetType()}.", nameof(value));
        }

        return attribute;
    }
}
