// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.Onnx.Operators;
using CoDesign.Import.Onnx.Proto;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;
using Google.Protobuf;
using static CoDesign.Import.Onnx.Proto.AttributeProto.Types;

namespace CoDesign.Import.Onnx;

/// <summary>
/// Writes an integer graph as ONNX operators on uint8, opset 13: QLinearConv and, of ONNX Runtime's own domain, QGemm, QLinearAdd, QLinearAveragePool. Signed codes and
/// their zero points are carried as q + 128; a softmax at the end is left out. Scales stand there, not multipliers: a runtime's codes can differ by its rounding.
/// Input N x C x H x W, codes.
/// </summary>
public sealed class IntegerOnnxWriter
{
    private const int Opset = 13;
    private const int IrVersion = 7;

    private readonly IntegerOnnxTensors _tensors = new();
    private readonly Graph _source;
    private readonly HashSet<string> _matrices = new(StringComparer.Ordinal);

    private IntegerOnnxWriter(Graph source) => _source = source;

    private GraphProto Proto => _tensors.Graph;

    /// <summary>The file's bytes; the same graph gives the same bytes.</summary>
    /// <exception cref="NotSupportedException">The graph holds a node that has no such form.</exception>
    public static byte[] Write(Graph graph) => new IntegerOnnxWriter(graph).Run();

    private byte[] Run()
    {
        Proto.Name = _source.Name;
        foreach (var node in _source.Nodes)
            Add((QuantizedNode)node);
        var output = _source[_source.Output];
        output = output is QuantizedSoftmax ? _source[output.Inputs[0]] : output;
        Proto.Output.Add(IntegerOnnxTensors.Value(output.Name, output.Shape, _matrices.Contains(output.Name)));
        var model = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "codesign",
            Graph = Proto,
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Opset });
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = OperatorTable.MicrosoftDomain, Version = 1 });
        return model.ToByteArray();
    }

    private void Add(QuantizedNode node)
    {
        switch (node)
        {
            case QuantizedInput:
                Proto.Input.Add(IntegerOnnxTensors.Value(node.Name, node.Shape, isMatrix: false));
                break;
            case QuantizedConv2d { IsDense: true } dense:
                Dense(dense);
                break;
            case QuantizedConv2d conv:
                Convolution(conv);
                break;
            case QuantizedAdd add:
                Microsoft(
                    "QLinearAdd",
                    add,
                    add.Clamp,
                    [.. Linear(add.Inputs[0]), .. Linear(add.Inputs[1]), .. Parameters(add)]
                );
                break;
            case QuantizedMaxPool pool:
                WithWindow(Operator("MaxPool", pool, pool.Clamp, pool.Inputs[0]), pool.Window);
                break;
            case QuantizedAveragePool pool:
                AveragePool(pool);
                break;
            case QuantizedRescale rescale:
                Rescale(rescale);
                break;
            case QuantizedPad pad:
                var pads = _tensors.Integers($"{pad.Name}.pads", 0, 0, pad.Top, pad.Left, 0, 0, pad.Bottom, pad.Right);
                Operator(
                    "Pad",
                    pad,
                    null,
                    pad.Inputs[0],
                    pads,
                    _tensors.Code($"{pad.Name}.code", Carried(pad.Output.Type, pad.Code))
                );
                break;
            case QuantizedConcat concat:
                Operator("Concat", concat, null, [.. concat.Inputs])
                    .Attribute.Add(IntegerOnnxTensors.Attribute("axis", 1));
                break;
            case QuantizedSoftmax softmax when softmax.Name == _source.Output:
                break;
            default:
                throw new NotSupportedException($"No integer ONNX form of {node.GetType().Name} '{node.Name}'.");
        }
    }

    private void Convolution(QuantizedConv2d conv)
    {
        var window = conv.Window;
        var shape = new long[] { conv.Shape.Channels, conv.GroupInputs, window.KernelHeight, window.KernelWidth };
        var weights = WeightLayout.ToChannelsFirst(conv.Weights, conv.Shape.Channels, window.Taps, conv.GroupInputs);
        var node = Operator(
            "QLinearConv",
            conv,
            conv.Clamp,
            [.. Linear(conv.Inputs[0]), .. Weights(conv, weights, shape), .. Parameters(conv), Bias(conv)]
        );
        WithWindow(node, window);
        node.Attribute.Add(IntegerOnnxTensors.Attribute("dilations", window.DilationHeight, window.DilationWidth));
        node.Attribute.Add(
            new AttributeProto
            {
                Name = "group",
                Type = AttributeType.Int,
                I = conv.Groups,
            }
        );
    }

    private void Dense(QuantizedConv2d dense)
    {
        var shape = _source[dense.Inputs[0]].Shape;
        var source = dense.Inputs[0];
        if (!_matrices.Contains(source))
        {
            var flatten = new NodeProto { Name = $"{dense.Name}/flatten", OpType = "Flatten" };
            flatten.Input.Add(source);
            flatten.Output.Add(source = flatten.Name);
            Proto.Node.Add(flatten);
        }

        var weights = WeightLayout.ToChannelsFirst(dense.Weights, dense.Shape.Channels, shape.Pixels, shape.Channels);
        var x = Linear(dense.Inputs[0]);
        _matrices.Add(dense.Name);
        Microsoft(
            "QGemm",
            dense,
            dense.Clamp,
            [
                source,
                .. x[1..],
                .. Weights(dense, weights, [dense.Shape.Channels, shape.Elements]),
                Bias(dense),
                .. Parameters(dense),
            ]
        )
            .Attribute.Add(
                new AttributeProto
                {
                    Name = "transB",
                    Type = AttributeType.Int,
                    I = 1,
                }
            );
    }

    private void AveragePool(QuantizedAveragePool pool)
    {
        var node = Microsoft("QLinearAveragePool", pool, pool.Clamp, [.. Linear(pool.Inputs[0]), .. Parameters(pool)]);
        WithWindow(node, pool.Window);
        node.Attribute.Add(
            new AttributeProto
            {
                Name = "count_include_pad",
                Type = AttributeType.Int,
                I = pool.CountPadding ? 1 : 0,
            }
        );
    }

    private void Rescale(QuantizedRescale rescale)
    {
        var real = new NodeProto { Name = $"{rescale.Name}/real", OpType = "DequantizeLinear" };
        real.Input.AddRange(Linear(rescale.Inputs[0]));
        real.Output.Add(real.Name);
        Proto.Node.Add(real);
        Operator("QuantizeLinear", rescale, rescale.Clamp, [real.Name, .. Parameters(rescale)]);
    }

    private string[] Linear(string value) => [value, .. Parameters((QuantizedNode)_source[value])];

    private string[] Parameters(QuantizedNode node) =>
        [
            _tensors.Real($"{node.Name}.scale", [node.Output.Scale]),
            _tensors.Code($"{node.Name}.zero", Carried(node.Output.Type, node.Output.ZeroPoint)),
        ];

    private string[] Weights(QuantizedConv2d conv, short[] weights, long[] shape)
    {
        var type = conv.WeightQuantization.Type;
        var zeros = Enumerable.Repeat(
            Carried(type, conv.WeightQuantization.ZeroPoint),
            conv.WeightQuantization.Scales.Length
        );
        return
        [
            _tensors.Codes($"{conv.Name}.weight", [.. weights.Select(w => Carried(type, w))], shape),
            _tensors.Real($"{conv.Name}.weight.scale", [.. conv.WeightQuantization.Scales]),
            _tensors.Codes(
                $"{conv.Name}.weight.zero",
                [.. zeros],
                conv.WeightQuantization.IsPerChannel ? [conv.Shape.Channels] : []
            ),
        ];
    }

    private string Bias(QuantizedConv2d conv) => _tensors.Accumulators($"{conv.Name}.bias", [.. conv.Bias]);

    private static byte Carried(CodeType type, int code) => checked((byte)(type.Signed ? code + 128 : code));

    private static void WithWindow(NodeProto node, Window2d window)
    {
        node.Attribute.Add(IntegerOnnxTensors.Attribute("kernel_shape", window.KernelHeight, window.KernelWidth));
        node.Attribute.Add(IntegerOnnxTensors.Attribute("strides", window.StrideHeight, window.StrideWidth));
        node.Attribute.Add(
            IntegerOnnxTensors.Attribute("pads", window.PadTop, window.PadLeft, window.PadBottom, window.PadRight)
        );
    }

    private NodeProto Microsoft(string type, QuantizedNode node, CodeClamp clamp, string[] inputs)
    {
        var proto = Operator(type, node, clamp, inputs);
        proto.Domain = OperatorTable.MicrosoftDomain;
        return proto;
    }

    /// <summary>An operator and, where its activation is more than the end of the codes, a Clip behind it.</summary>
    private NodeProto Operator(string type, QuantizedNode node, CodeClamp? clamp, params string[] inputs)
    {
        var proto = new NodeProto { Name = node.Name, OpType = type };
        proto.Input.AddRange(inputs);
        Proto.Node.Add(proto);
        var codes = node.Output.Type;
        if (
            clamp is not { } bounds
            || (Carried(codes, bounds.Low) == 0 && Carried(codes, bounds.High) == byte.MaxValue)
        )
        {
            proto.Output.Add(node.Name);
            return proto;
        }

        proto.Output.Add($"{node.Name}/raw");
        var clip = new NodeProto { Name = $"{node.Name}/clip", OpType = "Clip" };
        clip.Input.AddRange([
            proto.Output[0],
            _tensors.Code($"{node.Name}.low", Carried(codes, bounds.Low)),
            _tensors.Code($"{node.Name}.high", Carried(codes, bounds.High)),
        ]);
        clip.Output.Add(node.Name);
        Proto.Node.Add(clip);
        return proto;
    }
}
