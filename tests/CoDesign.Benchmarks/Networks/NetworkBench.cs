// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using CoDesign.Benchmarks.Executors;
using CoDesign.Import.Onnx;

namespace CoDesign.Benchmarks.Networks;

/// <summary>
/// Verb <c>networks</c>: whole networks on every executor, one thread, one record at a time. The executors take turns, round after round, and each keeps its least
/// time, so that a disturbance hits all alike.
/// </summary>
internal static class NetworkBench
{
    private const int Rounds = 12;
    private const double SliceMicroseconds = 15_000;

    /// <summary>words: <c>--models TEXT</c> takes the networks whose names hold the text, <c>--write FILE</c> also writes the table as Markdown.</summary>
    public static int Run(string[] words)
    {
        string? Option(string name) =>
            Array.IndexOf(words, name) is >= 0 and var at && at + 1 < words.Length ? words[at + 1] : null;
        var repository = Repository();
        var runtimeFolder = Path.Combine(repository, "artifacts", "onnxruntime");
        var missing = OnnxRuntime.Prepare(runtimeFolder);
        var scratch = Directory.CreateTempSubdirectory("codesign-bench-").FullName;
        var notes = new List<string>();
        if (missing is not null)
            notes.Add($"ONNX Runtime: {missing}.");
        var table = new NetworkTable();
        try
        {
            var models = new BenchModels(repository, scratch);
            foreach (
                var name in BenchModels.Names.Where(name =>
                    name.Contains(Option("--models") ?? "", StringComparison.Ordinal)
                )
            )
            {
                var (model, reason) = models.Open(name);
                if (model is null)
                {
                    notes.Add($"{name}: {reason}.");
                    continue;
                }

                table.Add(
                    model,
                    Measure(model, Path.Combine(scratch, name), missing is null ? runtimeFolder : null, notes)
                );
                Console.Error.WriteLine($"bench: {name} done");
            }
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }

        Console.Write(table.Text(notes));
        if (Option("--write") is { } path)
            File.WriteAllText(path, table.Markdown(notes));
        return 0;
    }

    private static Dictionary<string, double> Measure(
        BenchModel model,
        string scratch,
        string? runtimeFolder,
        List<string> notes
    )
    {
        Directory.CreateDirectory(scratch);
        using var runtime = new Closing();
        List<TimedExecutor> executors = [ManagedExecutors.Plain(model.Lowered), ManagedExecutors.Vector(model.Lowered)];
        var (emitted, reason) = EmittedC.Of(model.Lowered, Path.Combine(scratch, "c"));
        if (emitted is not null)
            executors.Add(emitted);
        else
            notes.Add($"{model.Name}, emitted C: {reason}.");
        if (runtimeFolder is not null)
            executors.AddRange(runtime.Open(runtimeFolder, Files(model, scratch), notes));

        var least = new Dictionary<string, double>(StringComparer.Ordinal);
        // A first look also lets the compiler of C# reach its last tier.
        foreach (var executor in executors)
            least[executor.Column] = executor.LeastMicroseconds(
                executor.Column == ManagedExecutors.PlainColumn ? 2 : 200
            );
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var executor in executors)
            {
                var runs = (int)Math.Clamp(SliceMicroseconds / least[executor.Column], 1, 400);
                least[executor.Column] = Math.Min(least[executor.Column], executor.LeastMicroseconds(runs));
            }
        }

        return least;
    }

    private static List<(string Column, string Path)> Files(BenchModel model, string scratch)
    {
        var files = new List<(string, string)>();
        if (model.FloatOnnx is { } real)
            files.Add((OnnxRuntime.FloatColumn, real));
        var integer = model.IntegerOnnx;
        if (integer is null)
        {
            integer = Path.Combine(scratch, "integer.onnx");
            File.WriteAllBytes(integer, IntegerOnnxWriter.Write(model.Lowered));
        }

        files.Add((OnnxRuntime.IntegerColumn, integer));
        return files;
    }

    private static string Repository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CoDesign.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("Not below the repository.");
    }

    /// <summary>Holds the runtime until all rounds are over.</summary>
    private sealed class Closing : IDisposable
    {
        private OnnxRuntime? _runtime;

        public IEnumerable<TimedExecutor> Open(
            string folder,
            List<(string Column, string Path)> files,
            List<string> notes
        )
        {
            (_runtime, var reason) = OnnxRuntime.Open(folder, [.. files.Select(file => file.Path)]);
            if (_runtime is { } runtime)
                return files.Select((file, index) => runtime.Executor(file.Column, index));
            notes.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Path.GetFileName(files[^1].Path)}: ONNX Runtime: {reason}"
                )
            );
            return [];
        }

        public void Dispose() => _runtime?.Dispose();
    }
}
