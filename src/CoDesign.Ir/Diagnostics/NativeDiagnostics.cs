// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Ir.Diagnostics;

/// <summary>Emitted C and HLS C++ against the integer model, CD603x.</summary>
public static class NativeDiagnostics
{
    /// <summary>CD6030: a code of a layer differs from the integer model.</summary>
    public static Diagnostic LayerMismatch(
        string target,
        string layer,
        int image,
        (int Height, int Width, int Channel) index,
        int expected,
        int actual,
        long mismatches,
        long compared
    ) =>
        Diagnostic.Error(
            "CD6030",
            $"Layer '{layer}' of the emitted sources in {target}/, image {image}, index (h {index.Height}, w {index.Width}, c {index.Channel}): "
                + $"expected {expected}, actual {actual}. {mismatches} of {compared} compared bytes differ in all."
        );

    /// <summary>CD6031: the sources do not compile.</summary>
    public static Diagnostic BuildFailed(string program, string target, string output) =>
        Diagnostic.Error("CD6031", $"{program} cannot compile the sources in {target}/. It said: {output}");

    /// <summary>CD6032: the compiled program did not write a tensor of the network.</summary>
    public static Diagnostic MissingTensor(string target, string layer, int image) =>
        Diagnostic.Error(
            "CD6032",
            $"The sources in {target}/ do not compute layer '{layer}' of image {image} as the model has it. Sources and model do not belong together; compile the model again."
        );
}
