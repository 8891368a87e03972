// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.Onnx.Operators;
using CoDesign.Import.Onnx.Proto;
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

    /// <summary>Converts a node of any operator; an unknown operator or attribute is a diagnostic.</summary>
    public static void Convert(OnnxNode node, NodeProto proto)
    {
        if (proto.Domain is not ("" or "ai.onnx") || !Standard.TryGetValue(proto.OpType, out var found))
        {
            var domain = proto.Domain is "ai.onnx" ? "" : proto.Domain;
            node.Report(ImportDiagnostics.UnsupportedOperator(node.Where, domain, Rewrites.For(proto.OpType)));
            return;
        }

        foreach (var attribute in proto.Attribute.Where(a => !found.Attributes.Contains(a.Name)))
            node.Report(ImportDiagnostics.UnknownAttribute(node.Where, attribute.Name));
        node.RequireSingleOutput();
        if (proto.Output.Count > 0)
            found.Convert(node);
    }

    private sealed record Operator(Action<OnnxNode> Convert, params string[] Attributes);
}
