// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Mapping.Images;

/// <summary>
/// Add in table mode (engine, section 3): <c>t = (xL &lt;&lt; tableShift) + table[xS]</c> is the sum of the two rescaled operands. L is an operand whose factor is exactly
/// 1/2 (the larger scale's is), so its rescale is <c>(xL - zL) &lt;&lt; 19</c>; the table holds the other's, with zL's share. In the exact profile the table is already multiplied:
/// <c>h = (xL * multiplier + table[xS]) >> 12</c> with <c>table = (t * multiplier + 2^30) >> 19</c>, which drops no bit that counts, as the other summand is a multiple of 2^19.
/// </summary>
internal static class AddTable
{
    private const int OperandShift = 20;
    private const int HalfShift = OperandShift - 1;

    /// <summary>The half that rounds the doubling high multiplication.</summary>
    private const long FirstHalf = 1L << 30;

    /// <summary>Weights of the tile: the word of S once, the word of L 128 + 128 times: acc = xS + 256 * xL.</summary>
    private static readonly ImmutableArray<byte> Weights = [1, 128, 128];

    /// <summary>The constants of <paramref name="add"/>, or null after a diagnostic.</summary>
    public static LayerConstants? Build(
        QuantizedAdd add,
        BankCodes first,
        BankCodes second,
        Arithmetic arithmetic,
        DiagnosticBag diagnostics
    )
    {
        var preshift = arithmetic.Profile == RequantizeProfile.Lean ? HalfUpFactor.LeanPreshift : 0;
        if (add.Sum.Preshift != preshift)
        {
            diagnostics.Add(MappingDiagnostics.AddPreshift(add, preshift));
            return null;
        }

        var exact = arithmetic.Profile == RequantizeProfile.Exact;
        if (exact && add.Sum[0].Shift > 0)
        {
            diagnostics.Add(MappingDiagnostics.AddFactor(add, add.Sum[0].Shift));
            return null;
        }

        bool swap;
        if (IsHalf(add.Second, second, arithmetic))
            swap = false;
        else if (IsHalf(add.First, first, arithmetic))
            swap = true;
        else
        {
            diagnostics.Add(MappingDiagnostics.AddWithoutHalf(add));
            return null;
        }

        var (small, rescale, large) = swap ? (second, add.Second, first) : (first, add.First, second);
        var output = BankCodes.Of(add);
        return new LayerConstants
        {
            TileWeights = Weights,
            Requantization = add.Sum with { Preshift = 0 },
            ZeroPoint = (byte)output.ZeroPoint,
            Low = output.Byte(add.Clamp.Low),
            High = output.Byte(add.Clamp.High),
            Table = [.. Enumerable.Range(0, 256).Select(code => Entry(Math.Clamp(code, small.Least, small.Greatest)))],
            SwapsOperands = swap,
            GreatestSum = ushort.MaxValue,
        };

        long Entry(int code)
        {
            var value =
                (Rescale(code - small.ZeroPoint, rescale, arithmetic) >> preshift)
                - ((long)large.ZeroPoint << (HalfShift - preshift));
            return exact ? ((value * add.Sum[0].Value) + FirstHalf) >> HalfShift : value;
        }
    }

    /// <summary>Bits of a table entry, signed.</summary>
    public static int EntryBits(RequantizeProfile profile) =>
        profile switch
        {
            RequantizeProfile.Lean => 21,
            RequantizeProfile.Wide => 29,
            RequantizeProfile.Exact => 41,
            _ => throw new ArgumentOutOfRangeException(nameof(profile), profile, "unknown profile"),
        };

    private static bool IsHalf(Requantization rescale, BankCodes codes, Arithmetic arithmetic)
    {
        for (var code = codes.Least; code <= codes.Greatest; code++)
        {
            if (Rescale(code - codes.ZeroPoint, rescale, arithmetic) != (long)(code - codes.ZeroPoint) << HalfShift)
                return false;
        }

        return true;
    }

    private static long Rescale(int difference, Requantization rescale, Arithmetic arithmetic) =>
        RequantizeEquation.Apply(arithmetic.Mode, (long)difference << OperandShift, rescale[0], rescale.Preshift);
}
