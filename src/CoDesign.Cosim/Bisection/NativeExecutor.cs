// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using CoDesign.Cosim.Native;
using CoDesign.Cosim.Programs;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Cosim.Bisection;

/// <summary>The emitted C or HLS C++ as an <see cref="Executor"/>: one run a record, every tensor dumped and read back.</summary>
public static class NativeExecutor
{
    /// <summary>Builds the program; null after a diagnostic.</summary>
    public static Executor? Of(NativeSources sources, Graph lowered, TimeSpan timeout, DiagnosticBag diagnostics) =>
        sources.Build(timeout, diagnostics) is { } program
            ? new Executor(
                sources.Target,
                record => Run(sources.Target, program, lowered, record, timeout, diagnostics)
            )
            : null;

    private static IReadOnlyDictionary<string, short[]>? Run(
        string target,
        string program,
        Graph lowered,
        short[] record,
        TimeSpan timeout,
        DiagnosticBag diagnostics
    )
    {
        var folder = Directory.CreateTempSubdirectory("codesign-bisect-").FullName;
        try
        {
            var input = Path.Combine(folder, "input.bin");
            File.WriteAllBytes(input, Array.ConvertAll(record, code => unchecked((byte)code)));
            var run = ExternalProgram.RunFile(
                program,
                ["--codes", "--hashes", "--dump", folder, input, Path.Combine(folder, "output.bin")],
                folder,
                timeout,
                onLine: null
            );
            if (run is { ExitCode: 0 })
                return Values(run.Output, folder, lowered);
            diagnostics.Add(
                run is { TimedOut: true } or null
                    ? SimulationDiagnostics.ProgramTimedOut($"{target}/model", timeout.TotalSeconds, "run")
                    : SimulationDiagnostics.NativeRunFailed(
                        run.ExitCode,
                        ProgramText.Essence($"{run.Error}\n{run.Output}")
                    )
            );
            return null;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Lines "record tensor name hash" tell which file holds which value; a name may hold blanks.</summary>
    private static Dictionary<string, short[]> Values(string output, string folder, Graph lowered)
    {
        var values = new Dictionary<string, short[]>(StringComparer.Ordinal);
        foreach (var words in output.Split('\n').Select(line => line.Split(' ')).Where(words => words.Length >= 4))
        {
            var name = string.Join(' ', words[2..^1]);
            var index = int.Parse(words[1], CultureInfo.InvariantCulture);
            var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"000000_{index:d4}.bin"));
            var isSigned = ((QuantizedNode)lowered[name]).Output.Type.Signed;
            values[name] = Array.ConvertAll(
                File.ReadAllBytes(path),
                code => isSigned ? (short)unchecked((sbyte)code) : code
            );
        }

        return values;
    }
}
