// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using CoDesign.Cosim.Networks;

namespace CoDesign.Cosim.Comparison;

/// <summary>One code that differs from the integer model.</summary>
/// <param name="Layer">Layer that wrote it, or <c>result stream</c>.</param>
/// <param name="Image">Record, from 0.</param>
/// <param name="Height">h.</param>
/// <param name="Width">w.</param>
/// <param name="Channel">c.</param>
/// <param name="Expected">Code of the integer model.</param>
/// <param name="Actual">Code of the hardware; null when it has undefined bits.</param>
/// <param name="Cycle">When it was written.</param>
public sealed record Mismatch(
    string Layer,
    int Image,
    int Height,
    int Width,
    int Channel,
    int Expected,
    int? Actual,
    long Cycle
)
{
    /// <summary>Name of the result stream in messages.</summary>
    public const string ResultStream = "result stream";

    /// <summary>The codes of one differing word, lane by lane.</summary>
    internal static IEnumerable<Mismatch> Of(BenchEvent line, BenchNetwork network)
    {
        var index = (int)line["layer"];
        if (index >= network.Layers.Length)
            yield break;
        var (name, tensor) =
            index < 0 ? (ResultStream, network.Result) : (network.Layers[index].Name, network.Layers[index].Output);
        var block = (int)line["block"];
        var pixel = (int)line["pixel"];
        for (var lane = 0; lane < tensor.Lanes; lane++)
        {
            var expected = Byte(line.Text("expected"), lane);
            var actual = Byte(line.Text("actual"), lane);
            if (expected is null || expected == actual || block >= tensor.Blocks || pixel >= tensor.Pixels)
                continue;
            var (h, w, c) = tensor.IndexOf(pixel, block, lane);
            if (c >= 0)
                yield return new Mismatch(
                    name,
                    (int)line["image"],
                    h,
                    w,
                    c,
                    Code(expected.Value, tensor, network),
                    Code(actual, tensor, network),
                    line["cycle"]
                );
        }
    }

    private static int? Code(int? value, BenchTensor tensor, BenchNetwork network) =>
        value is { } code ? Code(code, tensor, network) : null;

    // Inside the engine the offset says whether codes are signed; on the result stream the sign bit is as in the model, so the last layer tells.
    private static int Code(int value, BenchTensor tensor, BenchNetwork network) =>
        ReferenceEquals(tensor, network.Result) && network.Layers[^1].Output.CodeOffset != 0
            ? unchecked((sbyte)value)
            : value - tensor.CodeOffset;

    private static int? Byte(string word, int lane)
    {
        var at = word.Length - (2 * (lane + 1));
        return
            at >= 0
            && int.TryParse(word.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
    }
}
