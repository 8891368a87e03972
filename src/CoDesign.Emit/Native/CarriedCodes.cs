// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Emit.Native;

/// <summary>
/// How emitted C and HLS hold codes: as uint8, a signed code q as <c>q + 128</c>, zero points and clamps likewise. Weights as int8:
/// an unsigned weight code w of N bits as <c>w - 2^(N-1)</c>, its zero point likewise.
/// </summary>
internal static class CarriedCodes
{
    /// <summary>What is added to a code of the graph: 128 when codes are signed.</summary>
    public static int SignOf(CodeType type) => type.Signed ? 128 : 0;

    /// <summary>What is subtracted from a weight code: 2^(N-1) when codes are unsigned.</summary>
    public static int WeightOffsetOf(CodeType type) => type.Signed ? 0 : 1 << (type.Bits - 1);

    /// <summary>The zero point of a value as it is carried.</summary>
    public static int ZeroPointOf(QuantizedNode node) => node.Output.ZeroPoint + SignOf(node.Output.Type);

    /// <summary>Bounds of a node's output as they are carried.</summary>
    public static CodeClamp Carried(QuantizedNode node, CodeClamp clamp)
    {
        var sign = SignOf(node.Output.Type);
        return new CodeClamp(clamp.Low + sign, clamp.High + sign);
    }
}
