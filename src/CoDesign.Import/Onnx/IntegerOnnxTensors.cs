// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using CoDesign.Import.Onnx.Proto;
using CoDesign.Ir.Nodes;
using Google.Protobuf;

namespace CoDesign.Import.Onnx;

/// <summary>Constants, attributes and value descriptions of <see cref="IntegerOnnxWriter"/>; a constant is written once and named by its node and role.</summary>
internal sealed class IntegerOnnxTensors
{
    private const int Float = 1;
    private const int UInt8 = 2;
    private const int Int32 = 6;
    private const int Int64 = 7;
    private const string Batch = "N";

    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    public GraphProto Graph { get; } = new();

    /// <summary>One value is a scalar, several are a vector.</summary>
    public string Real(string name, double[] values) =>
        Constant(
            name,
            Float,
            MemoryMarshal.AsBytes<float>(Array.ConvertAll(values, value => (float)value)),
            values.Length == 1 ? [] : [values.Length]
        );

    public string Code(string name, byte code) => Codes(name, [code], []);

    public string Codes(string name, byte[] codes, long[] dims) => Constant(name, UInt8, codes, dims);

    public string Accumulators(string name, int[] values) =>
        Constant(name, Int32, MemoryMarshal.AsBytes<int>(values), [values.Length]);

    public string Integers(string name, params long[] values) =>
        Constant(name, Int64, MemoryMarshal.AsBytes<long>(values), [values.Length]);

    public static AttributeProto Attribute(string name, params long[] values)
    {
        if (values is [var value])
            return new AttributeProto
            {
                Name = name,
                Type = AttributeProto.Types.AttributeType.Int,
                I = value,
            };
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    /// <summary>Codes [N, C, H, W], or [N, C].</summary>
    public static ValueInfoProto Value(string name, TensorShape shape, bool isMatrix)
    {
        var dims = new TensorShapeProto();
        dims.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = Batch });
        foreach (var extent in isMatrix ? (int[])[shape.Channels] : [shape.Channels, shape.Height, shape.Width])
            dims.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = extent });
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = UInt8, Shape = dims },
            },
        };
    }

    private string Constant(string name, int type, ReadOnlySpan<byte> bytes, long[] dims)
    {
        if (!_written.Add(name))
            return name;
        var tensor = new TensorProto
        {
            Name = name,
            DataType = type,
            RawData = ByteString.CopyFrom(bytes),
        };
        tensor.Dims.AddRange(dims);
        Graph.Initializer.Add(tensor);
        return name;
    }
}
