// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Ir.Numerics;

/// <summary>Integer codes of N bits (2 to 8): <c>quint</c> 0 .. 2^N - 1, or <c>qint</c> -2^(N-1) .. 2^(N-1) - 1 (arithmetic, section 1).</summary>
public readonly record struct CodeType(int Bits, bool Signed)
{
    /// <summary>8-bit unsigned, the thesis' quint8.</summary>
    public static CodeType Quint8 => new(8, false);

    /// <summary>8-bit signed, as in TFLite.</summary>
    public static CodeType Qint8 => new(8, true);

    /// <summary>Least code.</summary>
    public int Minimum => Signed ? -(1 << (Bits - 1)) : 0;

    /// <summary>Greatest code.</summary>
    public int Maximum => Minimum + (1 << Bits) - 1;

    /// <summary>True when <paramref name="code"/> is one of the codes.</summary>
    public bool Contains(int code) => code >= Minimum && code <= Maximum;

    /// <summary><c>quint8</c>, <c>qint8</c> and so on.</summary>
    public override string ToString() =>
        (Signed ? "qint" : "quint") + Bits.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
