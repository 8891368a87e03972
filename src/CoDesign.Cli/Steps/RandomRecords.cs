// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;

namespace CoDesign.Cli.Steps;

/// <summary>Records without meaning, for work whose outcome does not depend on them.</summary>
internal static class RandomRecords
{
    private const ulong Seed = 1;

    /// <summary>Real values, uniform in [-1, 1).</summary>
    public static IEnumerable<double[]> Reals(TensorShape shape, int count)
    {
        var random = new RandomSequence(Seed);
        for (var record = 0; record < count; record++)
            yield return [.. Enumerable.Range(0, (int)shape.Elements).Select(_ => random.Centred())];
    }

    /// <summary>Codes, uniform over the input's type.</summary>
    public static IEnumerable<short[]> Codes(QuantizedNode input, int count)
    {
        var random = new RandomSequence(Seed);
        var type = input.Output.Type;
        for (var record = 0; record < count; record++)
            yield return
            [
                .. Enumerable
                    .Range(0, (int)input.Shape.Elements)
                    .Select(_ => (short)(type.Minimum + random.Below(type.Maximum - type.Minimum + 1))),
            ];
    }
}
