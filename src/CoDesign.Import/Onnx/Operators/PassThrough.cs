// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Import.Onnx.Operators;

/// <summary>Operators that vanish: Identity (also of an initializer) and Dropout, which does nothing at inference.</summary>
internal static class PassThrough
{
    public static void Identity(OnnxNode node)
    {
        node.RequireInputs(1, "X");
        if (node.Input(0) is { } value && !node.Failed)
            node.Define(value);
    }

    public static void Dropout(OnnxNode node)
    {
        node.RequireInputs(1, "X");
        if (node.HasInput(2) && node.Constant(2, "training_mode") is { } mode && mode.Values.Any(v => v != 0))
            node.Report(
                ImportDiagnostics.AttributeValue(
                    node.Where,
                    "training_mode",
                    "1",
                    "0; export the model in evaluation mode"
                )
            );
        if (node.Input(0) is { } value && !node.Failed)
            node.Define(value);
    }
}
