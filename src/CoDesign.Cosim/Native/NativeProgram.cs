// SPDX-License-Identifier: Apache-2.0
using System.Security.Cryptography;
using System.Text;
using CoDesign.Cosim.Programs;
using CoDesign.Cosim.Simulators;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Cosim.Native;

/// <summary>Emitted C or HLS C++, compiled. Runs records and returns every tensor.</summary>
public sealed class NativeProgram
{
    private const string Product = "model";

    private readonly string _program;

    private NativeProgram(NativeTarget target, string program)
    {
        Target = target;
        _program = program;
    }

    /// <summary>What was compiled.</summary>
    public NativeTarget Target { get; }

    /// <summary>Compiles the sources as they stand, or takes the build of the same sources from the cache. Null after a diagnostic.</summary>
    /// <param name="target">Which sources.</param>
    /// <param name="folder">Compiled model; the sources are in its folder of the target's name.</param>
    /// <param name="timeout">For the build.</param>
    /// <param name="diagnostics">Where findings go.</param>
    public static NativeProgram? Build(NativeTarget target, string folder, TimeSpan timeout, DiagnosticBag diagnostics)
    {
        var sources = Path.GetFullPath(Path.Combine(folder, target.Name));
        if (!Directory.Exists(sources))
        {
            diagnostics.Add(SimulationDiagnostics.NoTarget(target.Name, folder));
            return null;
        }

        if (!target.Compiler.IsThere(diagnostics))
            return null;
        var key = Key(target, sources);
        return BuildCache.GetOrAdd(key, output => Compile(target, sources, output, timeout, diagnostics)) is { } built
            ? new NativeProgram(target, Path.Combine(built, Product))
            : null;
    }

    /// <summary>Every tensor of every record, one dictionary per record; null after a diagnostic.</summary>
    /// <param name="graph">The lowered graph that the sources were emitted from.</param>
    /// <param name="records">Input codes [H, W, C].</param>
    /// <param name="timeout">For the run.</param>
    /// <param name="diagnostics">Where findings go.</param>
    public IReadOnlyList<IReadOnlyDictionary<string, short[]>>? Run(
        Graph graph,
        IReadOnlyList<short[]> records,
        TimeSpan timeout,
        DiagnosticBag diagnostics
    )
    {
        var work = Directory.CreateTempSubdirectory("codesign-native-").FullName;
        try
        {
            var input = Path.Combine(work, "input.bin");
            File.WriteAllBytes(input, [.. records.SelectMany(record => record).Select(code => unchecked((byte)code))]);
            string[] arguments = ["--codes", "--dump", work, input, Path.Combine(work, "output.bin")];
            var run = ExternalProgram.RunFile(_program, arguments, work, timeout, onLine: null);
            if (run is not { ExitCode: 0 })
            {
                diagnostics.Add(
                    run switch
                    {
                        { TimedOut: true } => SimulationDiagnostics.ProgramTimedOut(Product, timeout.TotalSeconds, "run"),
                        _ => SimulationDiagnostics.ProgramFailed(Product, run?.ExitCode ?? -1, "run", ProgramText.Essence($"{run?.Error}")),
                    }
                );
                return null;
            }

            return [.. records.Select((_, image) => Read(graph, work, image))];
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static Dictionary<string, short[]> Read(Graph graph, string folder, int image)
    {
        var values = new Dictionary<string, short[]>(StringComparer.Ordinal);
        for (var index = 0; index < graph.Nodes.Length; index++)
        {
            var file = Path.Combine(folder, $"{image:D6}_{index:D4}.bin");
            if (File.Exists(file) && graph.Nodes[index] is QuantizedNode node)
            {
                var signed = node.Output.Type.Signed;
                values[node.Name] = [.. File.ReadAllBytes(file).Select(b => signed ? (short)unchecked((sbyte)b) : b)];
            }
        }

        return values;
    }

    private static bool Compile(NativeTarget target, string sources, string output, TimeSpan timeout, DiagnosticBag diagnostics)
    {
        var compiler = target.Compiler;
        string[] arguments = [.. target.Options, "-o", Path.Combine(output, Product), .. Files(target.Pattern, sources).Select(file => Path.GetFileName(file)), "-lm"];
        var run = compiler.Run(arguments, sources, timeout);
        if (run is { ExitCode: 0 })
            return true;
        diagnostics.Add(
            run switch
            {
                null => SimulationDiagnostics.MissingProgram(compiler.Name, compiler.Purpose, compiler.Install),
                { TimedOut: true } => SimulationDiagnostics.ProgramTimedOut(compiler.Name, timeout.TotalSeconds, "build"),
                _ => NativeDiagnostics.BuildFailed(compiler.Name, target.Name, ProgramText.Essence($"{run.Error}\n{run.Output}")),
            }
        );
        return false;
    }

    private static string Key(NativeTarget target, string sources)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string[] words = [target.Name, target.Compiler.Probe().Version ?? "", .. target.Options];
        hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\n', words)));
        foreach (var file in Files(["*.c", "*.h", "*.cpp", "*.hpp"], sources))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"\n{Path.GetFileName(file)}\n"));
            hash.AppendData(File.ReadAllBytes(file));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static IEnumerable<string> Files(IEnumerable<string> patterns, string folder) =>
        patterns.SelectMany(pattern => Directory.GetFiles(folder, pattern)).Order(StringComparer.Ordinal);
}
