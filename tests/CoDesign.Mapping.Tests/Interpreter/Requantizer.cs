// SPDX-License-Identifier: Apache-2.0

namespace CoDesign.Mapping.Tests.Interpreter;

/// <summary>The requantizers of one output block, from its parameter words (docs/engine.md, sections 3 and 5).</summary>
internal sealed class Requantizer
{
    private readonly EngineParameters _parameters;
    private readonly Descriptor _descriptor;
    private readonly int[] _bias;
    private readonly long[] _multiplier;
    private readonly int[] _shift;
    private readonly long[] _table = [];

    public Requantizer(
        EngineParameters parameters,
        ImmutableArray<byte> records,
        ImmutableArray<long> tables,
        Descriptor descriptor,
        int parameterWord,
        int table
    )
    {
        var lanes = parameters.Channels;
        _parameters = parameters;
        _descriptor = descriptor;
        _bias = new int[lanes];
        _multiplier = new long[lanes];
        _shift = new int[lanes];
        var multiplierBytes = parameters.Profile == RequantizeProfile.Exact ? 4 : 2;
        for (var lane = 0; lane < lanes; lane++)
        {
            for (var k = 0; k < 4; k++)
                _bias[lane] |= Byte(k, lane) << (8 * k);
            for (var k = 0; k < multiplierBytes; k++)
                _multiplier[lane] |= (long)Byte(4 + k, lane) << (8 * k);
            _shift[lane] = unchecked((sbyte)Byte(4 + multiplierBytes, lane));
        }

        if (descriptor.Table)
            _table = [.. tables.AsSpan().Slice(table * 256, 256)];

        byte Byte(int k, int lane) =>
            records[(parameterWord * lanes) + (parameters.IsSmall ? (lane * 8) + k : (k * lanes) + lane)];
    }

    /// <summary>The byte of an accumulator; unknown from unknown.</summary>
    public short Code(long? accumulator, int lane)
    {
        if (accumulator is not { } sum)
            return BankMemory.Unknown;
        // Two sums in one DSP48: what the carry counter of cd_mac_pair holds.
        if (_parameters.Multipliers is MacKind.Packed or MacKind.Quad)
            Assert.InRange(sum, -(1L << _parameters.AccBits), (1L << _parameters.AccBits) - 1);
        var lean = _parameters.Profile == RequantizeProfile.Lean;
        var exact = _parameters.Profile == RequantizeProfile.Exact;
        Assert.InRange(_multiplier[lane], 0, (1L << _parameters.MultiplierBits) - 1);
        long t;
        if (_descriptor.Table)
        {
            Assert.InRange(sum, 0, 65535);
            var entry = _table[sum & 255];
            Assert.InRange(entry, -(1L << (_parameters.TableBits - 1)), (1L << (_parameters.TableBits - 1)) - 1);
            if (exact)
            {
                // A lane without a channel has a left shift, which the table does not share: any byte.
                if (_shift[lane] > 0)
                    return (short)(sum & 255);
                return Clamped(DivideByPowerOf2((((sum >> 8) * _multiplier[lane]) + entry) >> 12, -_shift[lane]));
            }

            t = ((sum >> 8) << (lean ? 11 : 19)) + entry;
        }
        else
        {
            // The accumulator wraps at ACC_BITS.
            var unused = 64 - _parameters.AccBits;
            t = ((sum + _bias[lane]) << unused >> unused) >> _descriptor.Preshift;
        }

        var bits = lean ? 25 : 32;
        Assert.InRange(t, -(1L << (bits - 1)), (1L << (bits - 1)) - 1);
        if (!exact)
            return Clamped(HalfUp(t, _multiplier[lane], _shift[lane]));
        var shifted = t << Math.Max(_shift[lane], 0);
        bits = _parameters.AccBits <= 25 ? 25 : 32;
        Assert.InRange(shifted, -(1L << (bits - 1)), (1L << (bits - 1)) - 1);
        return Clamped(Exact(t, _multiplier[lane], _shift[lane]));
    }

    private short Clamped(long y) =>
        (short)Math.Clamp(y + _descriptor.ZeroOut, _descriptor.ClampLow, _descriptor.ClampHigh);

    private static long HalfUp(long t, long multiplier, int shift)
    {
        Assert.InRange(shift, 1, 47);
        return ((t * multiplier) + (1L << (shift - 1))) >> shift;
    }

    private static long Exact(long t, long multiplier, int exponent)
    {
        var product = (Int128)(t << Math.Max(exponent, 0)) * multiplier;
        var high = (long)((product + (product >= 0 ? 1 << 30 : 1 - (1 << 30))) / ((Int128)1 << 31));
        return DivideByPowerOf2(high, Math.Max(-exponent, 0));
    }

    private static long DivideByPowerOf2(long high, int right)
    {
        var half = right == 0 ? 0 : 1L << (right - 1);
        var magnitude = (Math.Abs(high) + half) >> right;
        return high < 0 ? -magnitude : magnitude;
    }
}
