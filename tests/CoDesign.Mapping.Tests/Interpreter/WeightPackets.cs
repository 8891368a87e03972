// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Images;

namespace CoDesign.Mapping.Tests.Interpreter;

/// <summary>The bytes that the engine reads in order: of the stores, or of the packets of its weight stream (docs/engine.md, section 6).</summary>
internal sealed record WeightPackets(ImmutableArray<byte> Weights, ImmutableArray<byte> Parameters)
{
    public static WeightPackets Of(MemoryImages images, bool streams)
    {
        if (!streams)
            return new WeightPackets(images.Weights, images.Parameters);
        var weights = ImmutableArray.CreateBuilder<byte>();
        var parameters = ImmutableArray.CreateBuilder<byte>();
        var (weightWords, parameterWords) = (0, 0);
        foreach (var word in images.StreamWords())
        {
            if (parameterWords > 0)
            {
                parameters.AddRange(word);
                parameterWords--;
            }
            else if (weightWords > 0)
            {
                weights.AddRange(word);
                weightWords--;
            }
            else
            {
                weightWords = word[0] | (word[1] << 8);
                parameterWords = word[2] | (word[3] << 8);
            }
        }

        Assert.Equal((0, 0), (weightWords, parameterWords));
        return new WeightPackets(weights.ToImmutable(), parameters.ToImmutable());
    }
}
