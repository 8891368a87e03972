// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Ir.Diagnostics;

/// <summary>CD1060 to CD1069: weights of a safetensors file in the network of an ONNX file.</summary>
public static class CheckpointDiagnostics
{
    /// <summary>CD1060: not a safetensors file, or damaged.</summary>
    public static Diagnostic Damaged(string path, string reason) =>
        Diagnostic.Error(
            "CD1060",
            $"'{path}': cannot be read as a checkpoint: {reason} Give a .safetensors file of F16, BF16, F32 or F64 tensors."
        );

    /// <summary>CD1061: weights of the network that the checkpoint does not have.</summary>
    public static Diagnostic Missing(string path, int count, IEnumerable<string> names) =>
        Diagnostic.Error(
            "CD1061",
            $"'{path}': {count} {(count == 1 ? "tensor" : "tensors")} of the architecture {(count == 1 ? "is" : "are")} missing ({string.Join(", ", names)}). "
                + "Save the checkpoint of the same network, and export the architecture without constant folding, so that names are kept."
        );

    /// <summary>CD1062: a tensor of another shape.</summary>
    public static Diagnostic OtherShape(
        string path,
        string name,
        IEnumerable<long> found,
        IEnumerable<long> expected
    ) =>
        Diagnostic.Error(
            "CD1062",
            $"'{path}': tensor '{name}' is of shape [{string.Join(", ", found)}], the architecture's of [{string.Join(", ", expected)}]. Give checkpoints of this architecture."
        );

    /// <summary>CD1063: weights without a network.</summary>
    public static Diagnostic NoArchitecture(string path) =>
        Diagnostic.Error(
            "CD1063",
            $"'{path}' holds weights only. Give the network that they belong to: --architecture MODEL.onnx."
        );

    /// <summary>CD1064: an architecture beside whole models.</summary>
    public static Diagnostic NotACheckpoint(string path) =>
        Diagnostic.Error(
            "CD1064",
            $"'{path}' is no .safetensors file. With --architecture, every MODEL holds weights only; without it, none."
        );
}
