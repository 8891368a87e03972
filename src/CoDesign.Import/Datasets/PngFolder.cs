// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.Datasets;

/// <summary>
/// The .png files of a folder in order of their names. Labels: <c>labels.txt</c> in it (class number, space, file name; or class numbers alone, in order),
/// or one folder below it per class, numbered by its name when all names are numbers, else in order of the names.
/// </summary>
internal sealed class PngFolder : SampleSource
{
    private readonly IReadOnlyList<(string File, int? Label)> _images;
    private readonly SampleConversion _conversion;

    private PngFolder(string path, IReadOnlyList<(string File, int? Label)> images, SampleConversion conversion)
        : base(path)
    {
        _images = images;
        _conversion = conversion;
    }

    public override long Count => _images.Count;

    public override bool HasLabels => _images[0].Label is not null;

    public static PngFolder? Open(string path, SampleConversion conversion, DiagnosticBag diagnostics)
    {
        var images = Find(path, diagnostics);
        if (images is null)
            return null;
        var isValid = images.Count > 0;
        if (!isValid)
            diagnostics.Add(DatasetDiagnostics.NoImages(path));
        var start = new byte[33];
        foreach (var (file, _) in images)
        {
            using var stream = File.OpenRead(file);
            var count = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            var (header, problem) = PngImage.ReadHeader(start.AsSpan(0, count));
            var fits = header is not null && Fits(header, conversion.Shape);
            isValid &= fits;
            if (header is null)
                diagnostics.Add(DatasetDiagnostics.NotPng(file, problem));
            else if (!fits)
                diagnostics.Add(
                    DatasetDiagnostics.WrongShape(
                        file,
                        $"{header.Height}x{header.Width}x{header.Channels}",
                        $"{conversion.Shape}"
                    )
                );
        }

        return isValid ? new PngFolder(path, images, conversion) : null;
    }

    public override IEnumerable<Sample> Read(DiagnosticBag diagnostics)
    {
        foreach (var (file, label) in _images)
        {
            if (Pixels(file, diagnostics) is not { } pixels)
                yield break;
            yield return _conversion.FromPixels(pixels, RecordLayout.Nhwc, label);
        }
    }

    private byte[]? Pixels(string file, DiagnosticBag diagnostics)
    {
        try
        {
            var bytes = File.ReadAllBytes(file);
            var (header, problem) = PngImage.ReadHeader(bytes);
            byte[]? pixels = null;
            if (header is not null && Fits(header, _conversion.Shape))
                (pixels, problem) = PngImage.Decode(bytes);
            if (pixels is null)
                diagnostics.Add(DatasetDiagnostics.NotPng(file, problem));
            else if (pixels.Length < _conversion.Elements)
                return [.. pixels.SelectMany(p => Enumerable.Repeat(p, _conversion.Shape.Channels))];
            return pixels;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            diagnostics.Add(DatasetDiagnostics.CannotAccess(file, e.Message));
            return null;
        }
    }

    /// <summary>Gray images also serve a model that takes three channels.</summary>
    private static bool Fits(PngHeader header, TensorShape shape) =>
        (header.Height, header.Width) == (shape.Height, shape.Width)
        && (header.Channels == shape.Channels || (header.Channels == 1 && shape.Channels == 3));

    private static IReadOnlyList<(string File, int? Label)>? Find(string path, DiagnosticBag diagnostics)
    {
        var files = Images(path);
        var labels = System.IO.Path.Combine(path, "labels.txt");
        if (files.Length > 0)
            return File.Exists(labels)
                ? WithLabels(files, labels, diagnostics)
                : [.. files.Select(f => (f, (int?)null))];
        var folders = Directory.GetDirectories(path).Order(StringComparer.Ordinal).ToArray();
        var numbers = folders
            .Select(f =>
                int.TryParse(System.IO.Path.GetFileName(f), NumberStyles.None, CultureInfo.InvariantCulture, out var n)
                    ? n
                    : -1
            )
            .ToArray();
        var isNumbered = Array.TrueForAll(numbers, n => n >= 0);
        return
        [
            .. folders.SelectMany((folder, i) => Images(folder).Select(f => (f, (int?)(isNumbered ? numbers[i] : i)))),
        ];
    }

    private static string[] Images(string path) =>
        [
            .. Directory
                .GetFiles(path)
                .Where(f => f.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal),
        ];

    private static IReadOnlyList<(string File, int? Label)>? WithLabels(
        string[] files,
        string labels,
        DiagnosticBag diagnostics
    )
    {
        var lines = LabelFile.Read(labels, diagnostics);
        if (lines is null)
            return null;
        if (lines.Count == files.Length && lines.All(l => l.Name.Length == 0))
            return [.. files.Select((f, i) => (f, (int?)lines[i].Label))];
        var byName = lines
            .GroupBy(l => l.Name, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.First().Label, StringComparer.Ordinal);
        var result = new List<(string, int?)>();
        foreach (var file in files)
        {
            if (byName.TryGetValue(System.IO.Path.GetFileName(file), out var label))
            {
                result.Add((file, label));
                continue;
            }

            diagnostics.Add(DatasetDiagnostics.MissingLabel(labels, System.IO.Path.GetFileName(file)));
            return null;
        }

        return result;
    }
}
