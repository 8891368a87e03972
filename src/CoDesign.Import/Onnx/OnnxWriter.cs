// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Runtime.InteropServices;
using CoDesign.Import.Onnx.Proto;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;
using Google.Protobuf;

namespace CoDesign.Import.Onnx;

/// <summary>
/// Writes a float graph at stage Imported as ONNX, opset 13, N x C x H x W, 32-bit floats: Conv, BatchNormalization, Relu and Clip, Flatten and Gemm. <see cref="OnnxReader"/> reads
/// the same graph back, up to names of values.
/// </summary>
public sealed class OnnxWriter
{
    private const int Opset = 13;
    private const int IrVersion = 7;
    private const int Float = 1;
    private const string Batch = "N";

    private readonly GraphProto _graph = new();
    private readonly Graph _source;

    private OnnxWriter(Graph source) => _source = source;

    /// <summary>The file's bytes; the same graph gives the same bytes.</summary>
    /// <exception cref="NotSupportedException">The graph holds an operator that is not among those above.</exception>
    public static byte[] Write(Graph graph) => new OnnxWriter(graph).Run();

    private byte[] Run()
    {
        _graph.Name = _source.Name;
        foreach (var node in _source.Nodes)
            Add(node);
        _graph.Output.Add(
            Value(
                _source.Output,
                _source[_source.Output].Shape,
                isMatrix: _source[_source.Output] is Conv2d { IsDense: true }
            )
        );
        var model = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "codesign",
            Graph = _graph,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Opset });
        return model.ToByteArray();
    }

    private void Add(Node node)
    {
        switch (node)
        {
            case Input:
                _graph.Input.Add(Value(node.Name, node.Shape, isMatrix: false));
                break;
            case Conv2d { IsDense: true } dense:
                Dense(dense);
                break;
            case Conv2d conv:
                Convolution(conv);
                break;
            case BatchNorm norm:
                Operator(
                    "BatchNormalization",
                    norm,
                    norm.Inputs[0],
                    Constant(norm, "gamma", norm.Gamma),
                    Constant(norm, "beta", norm.Beta),
                    Constant(norm, "mean", norm.Mean),
                    Constant(norm, "variance", norm.Variance)
                )
                    .Attribute.Add(
                        new AttributeProto
                        {
                            Name = "epsilon",
                            Type = AttributeProto.Types.AttributeType.Float,
                            F = (float)norm.Epsilon,
                        }
                    );
                break;
            case Activation { Clamp: { Low: 0, High: double.PositiveInfinity } } relu:
                Operator("Relu", relu, relu.Inputs[0]);
                break;
            case Activation clip:
                Operator(
                    "Clip",
                    clip,
                    clip.Inputs[0],
                    Bound(clip, "low", clip.Clamp.Low),
                    Bound(clip, "high", clip.Clamp.High)
                );
                break;
            default:
                throw new NotSupportedException($"No ONNX form of {node.GetType().Name}.");
        }
    }

    private void Convolution(Conv2d conv)
    {
        RequireNoClamp(conv);
        var window = conv.Window;
        var inputs = conv.GroupInputs;
        var weights = new float[conv.Weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            // [O, KH, KW, I] to [O, I, KH, KW].
            var (rest, channel) = Math.DivRem(i, inputs);
            var (o, tap) = Math.DivRem(rest, window.Taps);
            weights[(((o * inputs) + channel) * window.Taps) + tap] = (float)conv.Weights[i];
        }

        var name = Constant(
            $"{conv.Name}.weight",
            weights,
            conv.Shape.Channels,
            inputs,
            window.KernelHeight,
            window.KernelWidth
        );
        var node = conv.Bias.All(bias => bias == 0)
            ? Operator("Conv", conv, conv.Inputs[0], name)
            : Operator("Conv", conv, conv.Inputs[0], name, Constant(conv, "bias", conv.Bias));
        Integers(node, "kernel_shape", window.KernelHeight, window.KernelWidth);
        Integers(node, "strides", window.StrideHeight, window.StrideWidth);
        Integers(node, "dilations", window.DilationHeight, window.DilationWidth);
        Integers(node, "pads", window.PadTop, window.PadLeft, window.PadBottom, window.PadRight);
        node.Attribute.Add(
            new AttributeProto
            {
                Name = "group",
                Type = AttributeProto.Types.AttributeType.Int,
                I = conv.Groups,
            }
        );
    }

    private void Dense(Conv2d dense)
    {
        RequireNoClamp(dense);
        var shape = _source[dense.Inputs[0]].Shape;
        var source = dense.Inputs[0];
        if (!IsMatrix(_source[source]))
        {
            var flatten = new NodeProto { Name = $"{dense.Name}/flatten", OpType = "Flatten" };
            flatten.Input.Add(source);
            flatten.Output.Add(source = flatten.Name);
            flatten.Attribute.Add(
                new AttributeProto
                {
                    Name = "axis",
                    Type = AttributeProto.Types.AttributeType.Int,
                    I = 1,
                }
            );
            _graph.Node.Add(flatten);
        }

        var count = (int)shape.Elements;
        var weights = new float[dense.Weights.Length];
        for (var i = 0; i < weights.Length; i++)
        {
            // [O, H, W, C] to [O, C * H * W].
            var (o, element) = Math.DivRem(i, count);
            var (pixel, channel) = Math.DivRem(element, shape.Channels);
            weights[(o * count) + (channel * shape.Pixels) + pixel] = (float)dense.Weights[i];
        }

        var node = Operator(
            "Gemm",
            dense,
            source,
            Constant($"{dense.Name}.weight", weights, dense.Shape.Channels, count),
            Constant(dense, "bias", dense.Bias)
        );
        node.Attribute.Add(
            new AttributeProto
            {
                Name = "transB",
                Type = AttributeProto.Types.AttributeType.Int,
                I = 1,
            }
        );
    }

    /// <summary>True when the value is written as [N, C]: it comes from a matrix product.</summary>
    private bool IsMatrix(Node node) =>
        node is Conv2d { IsDense: true } || (node is Activation && IsMatrix(_source[node.Inputs[0]]));

    private NodeProto Operator(string type, Node node, params string[] inputs)
    {
        var proto = new NodeProto { Name = node.Name, OpType = type };
        proto.Input.AddRange(inputs);
        proto.Output.Add(node.Name);
        _graph.Node.Add(proto);
        return proto;
    }

    private string Constant(Node node, string role, IEnumerable<double> values)
    {
        var floats = values.Select(value => (float)value).ToArray();
        return Constant($"{node.Name}.{role}", floats, floats.Length);
    }

    private string Bound(Node node, string role, double value) =>
        double.IsInfinity(value) ? "" : Constant($"{node.Name}.{role}", [(float)value]);

    private string Constant(string name, float[] values, params long[] dims)
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = Float,
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values)),
        };
        tensor.Dims.AddRange(dims);
        _graph.Initializer.Add(tensor);
        return name;
    }

    private static void Integers(NodeProto node, string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(values);
        node.Attribute.Add(attribute);
    }

    private static ValueInfoProto Value(string name, TensorShape shape, bool isMatrix)
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
                TensorType = new TypeProto.Types.Tensor { ElemType = Float, Shape = dims },
            },
        };
    }

    private static void RequireNoClamp(Conv2d conv)
    {
        if (!conv.Clamp.IsNone)
            throw new NotSupportedException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Conv2d '{conv.Name}' has a fused activation; write the graph before the passes."
                )
            );
    }
}
