// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Import.Datasets;

/// <summary>A checked data set: its size is known, its samples are read one by one.</summary>
internal abstract class SampleSource(string path)
{
    /// <summary>File or folder.</summary>
    public string Path => path;

    /// <summary>Number of records.</summary>
    public abstract long Count { get; }

    /// <summary>True when each record has a label.</summary>
    public abstract bool HasLabels { get; }

    /// <summary>Reads from the start; a file that became unreadable is reported and ends the sequence.</summary>
    public abstract IEnumerable<Sample> Read(DiagnosticBag diagnostics);

    /// <summary>Reads records of <paramref name="recordBytes"/> bytes from <paramref name="start"/> on.</summary>
    protected IEnumerable<byte[]> Records(long start, int recordBytes, DiagnosticBag diagnostics)
    {
        using var file = TryOpen(diagnostics);
        if (file is null)
            yield break;
        file.Position = start;
        var record = new byte[recordBytes];
        for (var i = 0L; i < Count; i++)
        {
            if (!TryFill(file, record, diagnostics))
                yield break;
            yield return record;
        }
    }

    private FileStream? TryOpen(DiagnosticBag diagnostics)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            diagnostics.Add(DatasetDiagnostics.CannotAccess(path, e.Message));
            return null;
        }
    }

    private bool TryFill(FileStream file, byte[] record, DiagnosticBag diagnostics)
    {
        try
        {
            file.ReadExactly(record);
            return true;
        }
        catch (IOException e)
        {
            diagnostics.Add(DatasetDiagnostics.CannotAccess(path, e.Message));
            return false;
        }
    }
}
