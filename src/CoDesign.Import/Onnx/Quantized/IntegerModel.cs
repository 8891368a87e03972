// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.Onnx.Proto;

namespace CoDesign.Import.Onnx.Quantized;

/// <summary>Tells integer models (QDQ or QOperator) from float ones, also from those that only store their weights as integers.</summary>
internal static class IntegerModel
{
    /// <summary>True when a value that depends on <paramref name="input"/> is quantized, or an operator computes on integers.</summary>
    public static bool Is(IEnumerable<NodeProto> live, string input)
    {
        var dependent = new HashSet<string>(StringComparer.Ordinal) { input };
        foreach (var node in live)
        {
            if (node.OpType.StartsWith("QLinear", StringComparison.Ordinal) || node.OpType == "QGemm")
                return true;
            if (!node.Input.Any(dependent.Contains))
                continue;
            if (node.OpType == "QuantizeLinear")
                return true;
            dependent.UnionWith(node.Output);
        }

        return false;
    }
}
