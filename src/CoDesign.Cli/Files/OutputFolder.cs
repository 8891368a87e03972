// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Cli.Files;

/// <summary>
/// An output folder that appears whole or not at all: everything is written into a hidden folder beside the target, which is renamed when the work is done.
/// A target that holds anything that codesign does not write is refused before any work, and nothing is deleted.
/// </summary>
internal sealed class OutputFolder : IDisposable
{
    private readonly string _target;
    private readonly EventHandler _onExit;

    private OutputFolder(string target, string working)
    {
        _target = target;
        Working = working;
        _onExit = (_, _) => Remove(working);
        AppDomain.CurrentDomain.ProcessExit += _onExit;
    }

    /// <summary>Where to write.</summary>
    public string Working { get; }

    /// <summary>Opens it; null after a diagnostic.</summary>
    /// <param name="path">The target, which may be absent, empty, or an earlier output.</param>
    /// <param name="kind">What an earlier output may hold.</param>
    /// <param name="diagnostics">Where refusals go.</param>
    public static OutputFolder? Open(string path, OutputKind kind, DiagnosticBag diagnostics)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var parent = Path.GetDirectoryName(target);
        if (File.Exists(target) || parent is null)
        {
            diagnostics.Add(OutputDiagnostics.OutputIsFile(path));
            return null;
        }

        if (Directory.Exists(target) && kind.FirstForeign(target) is { } foreign)
        {
            diagnostics.Add(OutputDiagnostics.ForeignFolder(path, foreign));
            return null;
        }

        Directory.CreateDirectory(parent);
        RemoveAbandoned(parent, Path.GetFileName(target));
        var working = Path.Combine(parent, $".{Path.GetFileName(target)}.{Environment.ProcessId}.partial");
        Directory.CreateDirectory(working);
        return new OutputFolder(target, working);
    }

    /// <summary>Makes what was written the target.</summary>
    public void Commit()
    {
        var old = Working + ".old";
        if (Directory.Exists(_target))
            Directory.Move(_target, old);
        Directory.Move(Working, _target);
        Remove(old);
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= _onExit;
        Remove(Working);
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    /// <summary>What killed runs of the same target have left; a running one keeps its own.</summary>
    private static void RemoveAbandoned(string parent, string name)
    {
        foreach (var folder in Directory.EnumerateDirectories(parent, $".{name}.*.partial*"))
        {
            var process = Path.GetFileName(folder)[(name.Length + 2)..].Split('.')[0];
            if (int.TryParse(process, out var id) && !IsRunning(id))
                Remove(folder);
        }
    }

    private static bool IsRunning(int id)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(id);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
