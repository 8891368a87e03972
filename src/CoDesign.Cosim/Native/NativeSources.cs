// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using System.Text;
using CoDesign.Cosim.Programs;
using CoDesign.Cosim.Simulators;
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Cosim.Native;

/// <summary>The emitted C or HLS C++ of a compiled model: built by its own Makefile, apart from the folder, by the hash of its sources.</summary>
/// <param name="Target"><c>c</c> or <c>hls</c>.</param>
/// <param name="Folder">Full path of the sources.</param>
public sealed record NativeSources(string Target, string Folder)
{
    /// <summary>File that the Makefile builds.</summary>
    private const string Product = "model";

    private static readonly ImmutableArray<ExternalProgram> Programs = [ExternalProgram.Make, ExternalProgram.Compiler];

    /// <summary>The sources of a compiled model; null after a diagnostic.</summary>
    public static NativeSources? Open(string compiled, string target, DiagnosticBag diagnostics)
    {
        var folder = Path.GetFullPath(Path.Combine(compiled, target));
        if (File.Exists(Path.Combine(folder, "Makefile")))
            return new NativeSources(target, folder);
        diagnostics.Add(SimulationDiagnostics.NoTarget(target, compiled));
        return null;
    }

    /// <summary>The built program; null after a diagnostic.</summary>
    public string? Build(TimeSpan timeout, DiagnosticBag diagnostics)
    {
        if (!Programs.Select(program => program.IsThere(diagnostics)).ToList().TrueForAll(there => there))
            return null;
        var built = BuildCache.GetOrAdd(Key(), folder => Compile(folder, timeout, diagnostics));
        return built is null ? null : Path.Combine(built, Product);
    }

    private bool Compile(string folder, TimeSpan timeout, DiagnosticBag diagnostics)
    {
        foreach (var file in Directory.EnumerateFiles(Folder))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        var run = ExternalProgram.Make.Run(["-j2", "model"], folder, timeout);
        if (run is not { ExitCode: 0 })
        {
            diagnostics.Add(
                run is { TimedOut: true }
                    ? SimulationDiagnostics.ProgramTimedOut("make", timeout.TotalSeconds, "build")
                    : SimulationDiagnostics.NativeBuildFailed(
                        Target,
                        ProgramText.Essence($"{run?.Error}\n{run?.Output}")
                    )
            );
            return false;
        }

        foreach (var file in Directory.EnumerateFiles(folder).Where(file => Path.GetFileName(file) != Product))
            File.Delete(file);
        return true;
    }

    private string Key()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in Programs.Select(program => program.Probe().Version ?? "").Prepend(Target))
            hash.AppendData(Encoding.UTF8.GetBytes(text + "\0"));
        foreach (var file in Directory.EnumerateFiles(Folder).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(file) + "\0"));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }
}
