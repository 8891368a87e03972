// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using System.Text;
using CoDesign.Cosim.Networks;
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Cosim.Simulators;

/// <summary>The Verilog of a compiled model, <c>rtl/</c> and <c>sim/</c>, as it stands on the disk.</summary>
/// <param name="RtlFolder">Full path of <c>rtl/</c>; memory images are read relative to it.</param>
/// <param name="SimFolder">Full path of <c>sim/</c>.</param>
/// <param name="Verilog">Files that <c>rtl/files.f</c> lists, relative to <c>rtl/</c>.</param>
public sealed record BenchSources(string RtlFolder, string SimFolder, ImmutableArray<string> Verilog)
{
    /// <summary>Reads <c>rtl/files.f</c> of a compiled model; null after a diagnostic.</summary>
    public static BenchSources? Open(string folder, DiagnosticBag diagnostics)
    {
        var rtl = Path.GetFullPath(Path.Combine(folder, "rtl"));
        var sim = Path.GetFullPath(Path.Combine(folder, "sim"));
        var list = Path.Combine(rtl, "files.f");
        if (!File.Exists(list))
        {
            diagnostics.Add(OutputDiagnostics.NotCompiled(folder, "rtl/files.f"));
            return null;
        }

        var verilog = File.ReadLines(list)
            .Select(line => line.Trim())
            .Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal))
            .ToImmutableArray();
        var needed = verilog
            .Select(file => Path.Combine("rtl", file))
            .Concat(BenchFolder.Sources.Append(BenchFolder.IcarusSource).Select(file => Path.Combine("sim", file)));
        foreach (var missing in needed.Where(file => !File.Exists(Path.Combine(folder, file))))
        {
            diagnostics.Add(OutputDiagnostics.NotCompiled(folder, missing));
            return null;
        }

        return new BenchSources(rtl, sim, verilog);
    }

    /// <summary>Paths that the compilers read, relative to <see cref="RtlFolder"/>.</summary>
    public IEnumerable<string> Files => Verilog.Concat(BenchFolder.Sources.Select(InSim));

    /// <summary>Path of a file of <c>sim/</c>.</summary>
    public string InSim(string file) => Path.Combine(SimFolder, file);

    /// <summary>SHA-256 over the contents of everything that is compiled, and over <paramref name="more"/>. Memory images are read at run time and do not count.</summary>
    public string Key(IEnumerable<string> more)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in more)
            hash.AppendData(Encoding.UTF8.GetBytes(text + "\0"));
        var all = Verilog
            .Select(file => Path.Combine(RtlFolder, file))
            .Concat(Directory.EnumerateFiles(SimFolder, "*.sv").Order(StringComparer.Ordinal))
            .Concat(Directory.EnumerateFiles(SimFolder, "*.svh").Order(StringComparer.Ordinal))
            .Append(InSim(BenchFolder.VerilatorMain));
        foreach (var file in all)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(file) + "\0"));
            hash.AppendData(File.ReadAllBytes(file));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }
}
