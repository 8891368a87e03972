// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Globalization;
using CoDesign.Cosim.Programs;

namespace CoDesign.Benchmarks.Executors;

/// <summary>ONNX Runtime in a child process of Node.js, one thread; the package is installed below artifacts/ on first use, without running its scripts.</summary>
internal sealed class OnnxRuntime : IDisposable
{
    public const string FloatColumn = "ORT fp32";
    public const string IntegerColumn = "ORT int8";
    public const string Version = "1.30.0";

    private static readonly ExternalProgram Node = new(
        "node",
        "runs ONNX Runtime for bench",
        "nodejs",
        "--version",
        Required: false
    );
    private static readonly ExternalProgram Npm = new(
        "npm",
        "installs ONNX Runtime for bench",
        "npm",
        "--version",
        Required: false
    );

    private readonly Process _process;

    private OnnxRuntime(Process process) => _process = process;

    /// <summary>Why it cannot run here; null when it can. Installs it where it is missing.</summary>
    public static string? Prepare(string folder)
    {
        if (File.Exists(Path.Combine(folder, "node_modules", "onnxruntime-node", "package.json")))
            return Node.Find() is null ? $"node is not there ({Node.Install})" : null;
        if (Node.Find() is null || Npm.Find() is null)
            return $"node and npm are not there ({Npm.Install})";
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "package.json"), "{ \"private\": true }\n");
        var install = Npm.Run(
            ["install", "--ignore-scripts", "--no-audit", "--no-fund", $"onnxruntime-node@{Version}"],
            folder,
            TimeSpan.FromMinutes(10)
        );
        return install is { ExitCode: 0 } ? null : $"npm install onnxruntime-node@{Version} failed";
    }

    /// <summary>Opens models; null with the reason when ONNX Runtime refuses one.</summary>
    public static (OnnxRuntime? Runtime, string? Reason) Open(string folder, IReadOnlyList<string> models)
    {
        var start = new ProcessStartInfo("node")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (
            var argument in models
                .Prepend(folder)
                .Prepend(Path.Combine(AppContext.BaseDirectory, "Programs", "onnx_runtime.js"))
        )
            start.ArgumentList.Add(argument);
        var process = Process.Start(start) ?? throw new InvalidOperationException("node did not start.");
        if (process.StandardOutput.ReadLine() is not null)
        {
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            return (new OnnxRuntime(process), null);
        }

        var error = process.StandardError.ReadToEnd();
        process.Dispose();
        return (
            null,
            error.Split('\n').FirstOrDefault(line => line.Contains("Error", StringComparison.Ordinal)) ?? "node failed"
        );
    }

    /// <summary>The executor of the model with this index.</summary>
    public TimedExecutor Executor(string column, int model) =>
        new(
            column,
            runs =>
            {
                _process.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{model} {runs}"));
                _process.StandardInput.Flush();
                return double.Parse(_process.StandardOutput.ReadLine() ?? "", CultureInfo.InvariantCulture);
            }
        );

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
