// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.Datasets;

/// <summary>
/// Images or records for a model, read one at a time:
/// <c>cifar10:FILE</c> (1 label byte and 3,072 bytes RGB planes), <c>png:DIR</c> (labels.txt, or one folder per class), both pixels that are normalized;
/// <c>npy:FILE</c> or <c>FILE.npy</c> (N first; float32 and float64 are real values, bytes are pixels or codes);
/// <c>raw:FILE</c> or <c>FILE.bin</c> (float32, or codes for a TensorFlow Lite model, in the order of the source framework).
/// Labels of npy and raw stand in <c>FILE.labels.txt</c> or, with as many lines as records, in <c>labels.txt</c> beside it.
/// </summary>
public sealed class Dataset
{
    private readonly SampleSource _source;
    private readonly DiagnosticBag _diagnostics;

    private Dataset(SampleSource source, DiagnosticBag diagnostics)
    {
        _source = source;
        _diagnostics = diagnostics;
    }

    /// <summary>Number of records.</summary>
    public long Count => _source.Count;

    /// <summary>True when every sample has a label.</summary>
    public bool HasLabels => _source.HasLabels;

    /// <summary>
    /// The samples, each time from the start, one in memory at a time. A file that turns out to be unreadable adds an error to the diagnostics
    /// given to <see cref="Open"/> and ends the sequence.
    /// </summary>
    public IEnumerable<Sample> Samples => _source.Read(_diagnostics);

    /// <summary>Opens and checks a data set for the input of <paramref name="graph"/>.</summary>
    /// <param name="spec">DATA or FILE of the command line.</param>
    /// <param name="graph">The model; at an integer stage samples carry codes.</param>
    /// <param name="normalization">From the configuration file; null = that of the graph.</param>
    /// <param name="diagnostics">Takes what is wrong.</param>
    /// <returns>Null after at least one error.</returns>
    public static Dataset? Open(string spec, Graph graph, InputNormalization? normalization, DiagnosticBag diagnostics)
    {
        normalization ??= graph.Normalization;
        var channels = graph.InputNode.Shape.Channels;
        if (normalization is not null && normalization.Mean.Length != channels)
        {
            diagnostics.Add(DatasetDiagnostics.NormalizationChannels(normalization.Mean.Length, channels));
            return null;
        }

        var conversion = new SampleConversion(graph, normalization);
        try
        {
            return OpenSource(spec, conversion, diagnostics) is { } source ? new Dataset(source, diagnostics) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var isAbsent = e is FileNotFoundException or DirectoryNotFoundException;
            diagnostics.Add(
                DatasetDiagnostics.CannotAccess(PathOf(spec), isAbsent ? "there is no such file or folder." : e.Message)
            );
            return null;
        }
    }

    private static SampleSource? OpenSource(string spec, SampleConversion conversion, DiagnosticBag diagnostics)
    {
        var path = PathOf(spec);
        var form = path.Length == spec.Length ? Path.GetExtension(spec) : spec[..^path.Length];
        switch (form)
        {
            case "cifar10:":
                return WarnOfPixels(spec, conversion, Cifar10File.Open(path, conversion, diagnostics), diagnostics);
            case "png:":
                return WarnOfPixels(spec, conversion, PngFolder.Open(path, conversion, diagnostics), diagnostics);
            case "npy:" or ".npy":
                return NpyFile.Open(path, conversion, diagnostics);
            case "raw:" or ".bin":
                return RawFile.Open(path, conversion, diagnostics);
            default:
                diagnostics.Add(DatasetDiagnostics.UnknownForm(spec));
                return null;
        }
    }

    private static SampleSource? WarnOfPixels(
        string spec,
        SampleConversion conversion,
        SampleSource? source,
        DiagnosticBag diagnostics
    )
    {
        if (source is not null && !conversion.HasNormalization && !conversion.RecordsAreCodes)
            diagnostics.Add(DatasetDiagnostics.NoNormalization(spec));
        return source;
    }

    private static string PathOf(string spec)
    {
        string[] forms = ["cifar10:", "png:", "npy:", "raw:"];
        var form = Array.Find(forms, f => spec.StartsWith(f, StringComparison.Ordinal)) ?? "";
        return spec[form.Length..];
    }
}
