// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Cli.Steps;

/// <summary>SplitMix64 (Steele, Lea, Flood 2014): the same numbers on every machine and with every version of .NET.</summary>
internal sealed class RandomSequence(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A whole number from 0 to below <paramref name="bound"/>.</summary>
    public int Below(int bound) => (int)((Next() >> 32) % (ulong)bound);

    /// <summary>A number in [-1, 1).</summary>
    public double Centred() => Math.ScaleB(Next() >> 11, -52) - 1;

    private ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
