// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Mapping.Images;

/// <summary>Codes of a tensor as bytes in the banks: a signed code q is q + 128 (engine, section 1).</summary>
/// <param name="Type">The graph's codes.</param>
/// <param name="Offset">128 for signed codes, else 0.</param>
/// <param name="ZeroPoint">The zero point as a byte.</param>
/// <param name="Scale">Real value of one code step.</param>
internal sealed record BankCodes(CodeType Type, int Offset, int ZeroPoint, double Scale)
{
    /// <summary>Least byte.</summary>
    public int Least => Type.Minimum + Offset;

    /// <summary>Greatest byte.</summary>
    public int Greatest => Type.Maximum + Offset;

    /// <summary>The codes of the value that <paramref name="node"/> defines.</summary>
    public static BankCodes Of(QuantizedNode node)
    {
        var offset = node.Output.Type.Signed ? 128 : 0;
        return new BankCodes(node.Output.Type, offset, node.Output.ZeroPoint + offset, node.Output.Scale);
    }

    /// <summary>The byte of a code.</summary>
    public byte Byte(int code) => checked((byte)(code + Offset));
}
