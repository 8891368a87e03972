// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.Onnx.Proto;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;
using Google.Protobuf;

namespace CoDesign.Import.Onnx;

/// <summary>ONNX files, opsets 9 to 21 (and com.microsoft 1 for integer operators): see <see cref="OperatorTable"/> for what is converted.</summary>
public static class OnnxReader
{
    /// <summary>Least opset of the default domain.</summary>
    public const int LeastOpset = 9;

    /// <summary>Greatest opset of the default domain.</summary>
    public const int GreatestOpset = 21;

    /// <summary>The graph at stage Imported (Quantized for an integer model), or null after at least one error in <paramref name="diagnostics"/>.
    /// An integer model gets multipliers for <paramref name="arithmetic"/> (half_up; <see cref="Arithmetic.Default"/> when null).</summary>
    public static Graph? Read(string path, DiagnosticBag diagnostics, Arithmetic? arithmetic = null)
    {
        try
        {
            if (new FileInfo(path).Length <= int.MaxValue)
                return Read(File.ReadAllBytes(path), path, diagnostics, arithmetic);
            diagnostics.Add(
                ImportDiagnostics.CannotRead(path, "the file is larger than 2 GiB. Store its weights as external data.")
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            diagnostics.Add(
                ImportDiagnostics.CannotRead(
                    path,
                    e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file." : e.Message
                )
            );
        }

        return null;
    }

    /// <summary>As above, from the bytes of the file; <paramref name="path"/> names it and is where external data is looked for.</summary>
    public static Graph? Read(byte[] bytes, string path, DiagnosticBag diagnostics, Arithmetic? arithmetic = null) =>
        Read(bytes, path, diagnostics, arithmetic, change: null);

    /// <summary>As above; <paramref name="change"/> puts other weights into the graph, and returns false after a diagnostic.</summary>
    internal static Graph? Read(
        byte[] bytes,
        string path,
        DiagnosticBag diagnostics,
        Arithmetic? arithmetic,
        Func<GraphProto, bool>? change
    )
    {
        ModelProto model;
        try
        {
            model = ModelProto.Parser.WithDiscardUnknownFields(discardUnknownFields: true).ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            diagnostics.Add(ImportDiagnostics.NotOnnx(path, e.Message));
            return null;
        }

        if (model.Graph is null || model.Graph.Node.Count == 0)
        {
            diagnostics.Add(ImportDiagnostics.NoGraph(path));
            return null;
        }

        if (change is not null && !change(model.Graph))
            return null;
        return Opset(model, path, diagnostics) is { } opset
            ? GraphImport.Run(model.Graph, opset, path, arithmetic ?? Arithmetic.Default, diagnostics)
            : null;
    }

    private static long? Opset(ModelProto model, string path, DiagnosticBag diagnostics)
    {
        long? version = null;
        var supported = true;
        foreach (var import in model.OpsetImport)
        {
            var isDefault = import.Domain is "" or "ai.onnx";
            version = isDefault ? import.Version : version;
            var (least, greatest) = isDefault ? (LeastOpset, GreatestOpset) : (1, 1);
            var isKnown = isDefault || import.Domain == OperatorTable.MicrosoftDomain;
            if (!isKnown || (import.Version >= least && import.Version <= greatest))
                continue;
            supported = false;
            diagnostics.Add(
                ImportDiagnostics.OpsetOutOfRange(
                    path,
                    isDefault ? "ai.onnx" : import.Domain,
                    import.Version,
                    least,
                    greatest
                )
            );
        }

        if (version is null)
            diagnostics.Add(ImportDiagnostics.NoOpset(path));
        return supported ? version : null;
    }
}
