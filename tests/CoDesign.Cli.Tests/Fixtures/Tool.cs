// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text.Json;

namespace CoDesign.Cli.Tests.Fixtures;

/// <summary>The built command line as a process of its own, as a user runs it.</summary>
internal static class Tool
{
    private static readonly string Assembly = Path.Combine(AppContext.BaseDirectory, "CoDesign.Cli.dll");

    /// <summary>How it ended.</summary>
    public sealed record Result(int ExitCode, string Output, string Error)
    {
        /// <summary>The one JSON object that is all of standard output.</summary>
        public JsonElement Json => JsonDocument.Parse(Output).RootElement;

        /// <summary>The same result, after checking the exit code.</summary>
        public Result Exits(int code)
        {
            Assert.True(code == ExitCode, $"exit code {ExitCode}, expected {code}\n{Output}\n{Error}");
            return this;
        }
    }

    public static Result Run(params string[] arguments) => Run(null, arguments);

    /// <summary>Runs it with another search path where <paramref name="path"/> is given.</summary>
    public static Result Run(string? path, string[] arguments)
    {
        using var process = Start(path, arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Result(process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    public static Process Start(string? path, string[] arguments)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet"
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Assembly);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["XDG_CACHE_HOME"] = TestPaths.InRepository("artifacts", "test-cache");
        if (path is not null)
            start.Environment["PATH"] = path;
        return Process.Start(start) ?? throw new InvalidOperationException("dotnet does not start.");
    }
}
