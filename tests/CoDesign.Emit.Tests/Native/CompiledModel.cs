// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;
using System.Diagnostics;
using CoDesign.Emit.C;
using CoDesign.Emit.Hls;
using CoDesign.Ir.Configuration;

namespace CoDesign.Emit.Tests.Native;

/// <summary>Emitted sources in a temporary folder, compiled, run on records, its tensors read back.</summary>
internal sealed class CompiledModel : IDisposable
{
    public static readonly string[] Warnings = ["-std=c99", "-Wall", "-Wextra", "-Wconversion", "-pedantic", "-Werror"];

    private static readonly string[] HlsWarnings =
    [
        "-std=c++14",
        "-Wall",
        "-Wextra",
        "-Wno-unknown-pragmas",
        "-Werror",
        "-x",
        "c++",
    ];

    private static readonly ConcurrentDictionary<string, Lazy<string>> FixedObjects = new(StringComparer.Ordinal);

    private readonly Graph _graph;

    private CompiledModel(Graph graph)
    {
        _graph = graph;
        Folder = Directory.CreateTempSubdirectory("codesign-c-").FullName;
    }

    public string Folder { get; }

    private string Program => Path.Combine(Folder, "program");

    /// <summary>Emits <paramref name="graph"/> as C and compiles it, every warning an error.</summary>
    public static CompiledModel C(Graph graph, string compiler, params string[] options)
    {
        var model = SourcesOnly(graph);
        model.Compile(
            compiler,
            [.. Warnings, .. options],
            ["cd_layers.c", "cd_conv2d.c", "cd_softmax.c"],
            ["main.c", "model.c", "weights.c"]
        );
        return model;
    }

    /// <summary>Emits <paramref name="graph"/> as C and compiles nothing.</summary>
    public static CompiledModel SourcesOnly(Graph graph)
    {
        var model = new CompiledModel(graph);
        var diagnostics = new DiagnosticBag();
        Assert.True(CEmitter.Emit(graph, model.Folder, diagnostics), string.Join('\n', diagnostics.Items));
        return model;
    }

    /// <summary>Emits <paramref name="graph"/> as C++ for synthesis and compiles it as it is.</summary>
    public static CompiledModel Hls(Graph graph, AcceleratorConfiguration accelerator, params string[] options)
    {
        var model = HlsSourcesOnly(graph, accelerator);
        string[] host = File.Exists(Path.Combine(model.Folder, "cd_softmax.c")) ? ["cd_softmax.c"] : [];
        model.Compile("g++", [.. HlsWarnings, .. options], host, ["testbench.cpp", "model.cpp", "model_host.cpp"]);
        return model;
    }

    /// <summary>Emits <paramref name="graph"/> as C++ for synthesis and compiles nothing.</summary>
    public static CompiledModel HlsSourcesOnly(Graph graph, AcceleratorConfiguration accelerator)
    {
        var model = new CompiledModel(graph);
        var diagnostics = new DiagnosticBag();
        Assert.True(
            HlsEmitter.Emit(graph, accelerator, model.Folder, diagnostics),
            string.Join('\n', diagnostics.Items)
        );
        return model;
    }

    /// <summary>Compiles the sources; files that are the same for every model once per compiler and options.</summary>
    private void Compile(string compiler, string[] options, string[] fixedFiles, string[] generatedFiles)
    {
        var objects = FixedObjects.GetOrAdd(
            string.Join(' ', [compiler, .. options, .. fixedFiles]),
            _ => new Lazy<string>(() =>
            {
                var folder = Directory.CreateTempSubdirectory("codesign-objects-").FullName;
                foreach (var file in fixedFiles)
                    Call(compiler, [.. options, "-c", "-o", Path.Combine(folder, file + ".o"), file]);
                return folder;
            })
        );
        Call(
            compiler,
            [
                .. options,
                "-o",
                Program,
                .. generatedFiles,
                "-x",
                "none",
                .. fixedFiles.Select(file => Path.Combine(objects.Value, file + ".o")),
                "-lm",
            ]
        );
    }

    /// <summary>All tensors of each record by name, [H, W, C].</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, short[]>> Run(
        IReadOnlyList<short[]> records,
        params string[] options
    )
    {
        var dump = Directory.CreateDirectory(Path.Combine(Folder, "dump")).FullName;
        var input = Path.Combine(Folder, "input.bin");
        File.WriteAllBytes(input, [.. records.SelectMany(record => record).Select(code => unchecked((byte)code))]);
        Call(Program, [.. options, "--codes", "--dump", dump, input, Path.Combine(Folder, "output.bin")]);
        return [.. records.Select((_, index) => Read(dump, index))];
    }

    public string Call(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Folder,
        };
        using var process = Process.Start(start) ?? throw new InvalidOperationException(program);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program}: exit {process.ExitCode}\n{error.Result}\n{output}");
        return output;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private Dictionary<string, short[]> Read(string dump, int record) =>
        _graph
            .Nodes.OfType<QuantizedNode>()
            .Select(
                (node, index) => (node, bytes: File.ReadAllBytes(Path.Combine(dump, $"{record:D6}_{index:D4}.bin")))
            )
            .ToDictionary(
                entry => entry.node.Name,
                entry =>
                    entry.bytes.Select(b => entry.node.Output.Type.Signed ? (short)unchecked((sbyte)b) : b).ToArray(),
                StringComparer.Ordinal
            );
}
