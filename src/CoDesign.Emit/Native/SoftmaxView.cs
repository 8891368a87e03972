// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Emit.Native;

/// <summary>Parameters of a softmax on the host, in both arithmetics.</summary>
internal sealed record SoftmaxView(
    string InputScale,
    string OutputScale,
    int DifferenceMultiplier,
    int DifferenceShift,
    int LeastDifference,
    int Low,
    int High
)
{
    /// <summary>Parameters of <paramref name="softmax"/> over <paramref name="source"/>.</summary>
    public static SoftmaxView Of(QuantizedSoftmax softmax, QuantizedNode source)
    {
        var difference = SoftmaxDifference.FromScale(source.Output.Scale);
        var type = softmax.Output.Type;
        var clamp = CarriedCodes.Carried(softmax, new CodeClamp(type.Minimum, type.Maximum));
        return new SoftmaxView(
            NativeText.Real(source.Output.Scale),
            NativeText.Real(softmax.Output.Scale),
            difference.Multiplier,
            difference.Shift,
            difference.Least,
            clamp.Low,
            clamp.High
        );
    }
}
