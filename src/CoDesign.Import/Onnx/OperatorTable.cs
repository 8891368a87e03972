// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.Onnx.Operators;
using CoDesign.Import.Onnx.Proto;
using CoDesign.Import.Onnx.Quantized;
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Import.Onnx;

/// <summary>Every operator that is converted, with the attributes that it takes.</summary>
internal static class OperatorTable
{
    /// <summary>Domain of ONNX Runtime's own operators.</summary>
    public const string MicrosoftDomain = "com.microsoft";

    private static readonly string[] Window = ["kernel_shape", "strides", "pads", "dilations", "auto_pad"];

    private static readonly Dictionary<string, Operator> Standard = new(StringComparer.Ordinal)
    {
        ["Add"] = new(Sum.Add),
        ["AveragePool"] = new(Pooling.Average, [.. Window, "count_include_pad", "ceil_mode"]),
        ["BatchNormalization"] = new(Normalization.BatchNormalization, "epsilon", "momentum", "training_mode"),
        ["Cast"] = new(Constants.Cast, "to", "saturate"),
        ["Clip"] = new(Activations.Clip, "min", "max"),
        ["Concat"] = new(Concatenation.Concat, "axis"),
        ["Constant"] = new(Constants.Constant, "value", "value_float", "value_floats", "value_int", "value_ints"),
        ["Conv"] = new(Convolution.Conv, [.. Window, "group"]),
        ["DequantizeLinear"] = new(Linear.Dequantize, "axis", "block_size", "output_dtype"),
        ["Dropout"] = new(PassThrough.Dropout, "ratio", "seed"),
        ["Flatten"] = new(Reshaping.Flatten, "axis"),
        ["Gather"] = new(Constants.Gather, "axis"),
        ["Gemm"] = new(Dense.Gemm, "alpha", "beta", "transA", "transB"),
        ["GlobalAveragePool"] = new(Pooling.GlobalAverage),
        ["GlobalMaxPool"] = new(Pooling.GlobalMax),
        ["Identity"] = new(PassThrough.Identity),
        ["MatMul"] = new(Dense.MatMul),
        ["MaxPool"] = new(Pooling.Max, [.. Window, "ceil_mode", "storage_order"]),
        ["Mul"] = new(Constants.Mul),
        ["Pad"] = new(Padding.Pad, "mode", "pads", "value"),
        ["QuantizeLinear"] = new(Linear.Quantize, "axis", "block_size", "output_dtype", "saturate", "precision"),
        ["ReduceMean"] = new(Pooling.ReduceMean, "axes", "keepdims", "noop_with_empty_axes"),
        ["Relu"] = new(Activations.Relu),
        ["Reshape"] = new(Reshaping.Reshape, "allowzero"),
        ["Shape"] = new(Constants.Shape, "start", "end"),
        ["Slice"] = new(Constants.Slice, "axes", "starts", "ends"),
        ["Softmax"] = new(Normalization.Softmax, "axis"),
        ["Squeeze"] = new(Reshaping.Squeeze, "axes"),
        ["Transpose"] = new(Reshaping.Transpose, "perm"),
        ["Unsqueeze"] = new(Reshaping.Unsqueeze, "axes"),
    };

    /// <summary>What an integer model's operators become; those missing here are converted as in a float model if they only move elements.</summary>
    private static readonly Dictionary<string, Operator> Integer = new(StringComparer.Ordinal)
    {
        ["Add"] = new(IntegerOperators.Add),
        ["AveragePool"] = new(IntegerPools.AveragePool, [.. Window, "count_include_pad", "ceil_mode"]),
        ["Clip"] = new(IntegerOperators.Clip, "min", "max"),
        ["Concat"] = new(IntegerOperators.Concat, "axis"),
        ["Conv"] = new(IntegerLayers.Conv, [.. Window, "group"]),
        ["Gemm"] = new(IntegerLayers.Gemm, "alpha", "beta", "transA", "transB"),
        ["GlobalAveragePool"] = new(IntegerPools.GlobalAveragePool),
        ["GlobalMaxPool"] = new(IntegerPools.GlobalMaxPool),
        ["MatMul"] = new(IntegerLayers.MatMul),
        ["MaxPool"] = new(IntegerPools.MaxPool, [.. Window, "ceil_mode", "storage_order"]),
        ["Pad"] = new(IntegerOperators.Pad, "mode", "pads", "value"),
        ["QLinearConv"] = new(IntegerLayers.QLinearConv, [.. Window, "group"]),
        ["QLinearMatMul"] = new(IntegerLayers.QLinearMatMul),
        ["ReduceMean"] = new(IntegerPools.ReduceMean, "axes", "keepdims", "noop_with_empty_axes"),
        ["Relu"] = new(IntegerOperators.Relu),
        ["Softmax"] = new(IntegerOperators.Softmax, "axis"),
    };

    private static readonly Dictionary<string, Operator> Microsoft = new(StringComparer.Ordinal)
    {
        ["DequantizeLinear"] = new(Linear.Dequantize, "axis"),
        ["QGemm"] = new(IntegerLayers.QGemm, "alpha", "transA", "transB"),
        ["QLinearAdd"] = new(IntegerOperators.QLinearAdd),
        ["QLinearAveragePool"] = new(
            IntegerPools.QLinearAveragePool,
            [.. Window, "count_include_pad", "ceil_mode", "channels_last"]
        ),
        ["QLinearGlobalAveragePool"] = new(IntegerPools.QLinearGlobalAveragePool, "channels_last"),
        ["QuantizeLinear"] = new(Linear.Quantize, "axis"),
    };

    /// <summary>Converts a node of any operator; an unknown operator or attribute is a diagnostic.</summary>
    public static void Convert(OnnxNode node, NodeProto proto)
    {
        var found = Find(proto, node.Import.IsInteger);
        if (found is null)
        {
            var domain = proto.Domain is "ai.onnx" ? "" : proto.Domain;
            var rewrite = Rewrites.For(proto.OpType, node.Import.IsInteger);
            node.Report(ImportDiagnostics.UnsupportedOperator(node.Where, domain, rewrite));
            return;
        }

        foreach (var attribute in proto.Attribute.Where(a => !found.Attributes.Contains(a.Name)))
            node.Report(ImportDiagnostics.UnknownAttribute(node.Where, attribute.Name));
        node.RequireSingleOutput();
        if (proto.Output.Count > 0)
            found.Convert(node);
    }

    private static Operator? Find(NodeProto proto, bool isInteger)
    {
        if (proto.Domain == MicrosoftDomain)
            return Microsoft.GetValueOrDefault(proto.OpType);
        if (proto.Domain is not ("" or "ai.onnx"))
            return null;
        if (isInteger && Integer.TryGetValue(proto.OpType, out var found))
            return found;
        return isInteger && proto.OpType == "BatchNormalization" ? null : Standard.GetValueOrDefault(proto.OpType);
    }

    private sealed record Operator(Action<OnnxNode> Convert, params string[] Attributes);
}
