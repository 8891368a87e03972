// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;

namespace CoDesign.Analysis.Tests.Reference;

/// <summary>Python with NumPy as an independent calculator: the system's own interpreter, which Debian's python3-numpy belongs to.</summary>
internal static class NumPy
{
    private const string Interpreter = "/usr/bin/python3";

    /// <summary>Null when it is there, else the reason to skip.</summary>
    public static string? Missing { get; } =
        File.Exists(Interpreter) && Run(["-c", "import numpy"]).Code == 0
            ? null
            : "needs NumPy for /usr/bin/python3 (Debian package python3-numpy)";

    /// <summary>Runs a script; the exit code, what it printed and what it complained of.</summary>
    public static (int Code, string Output, string Error) Run(string[] arguments)
    {
        using var process =
            Process.Start(
                new ProcessStartInfo(Interpreter, arguments)
                {
                    UseShellExecute = false,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            ) ?? throw new InvalidOperationException($"{Interpreter} did not start.");
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }
}

/// <summary>A fact that is skipped, with its reason, without NumPy.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NumPyFactAttribute : FactAttribute
{
    public NumPyFactAttribute() => Skip = NumPy.Missing;
}

/// <summary>A theory that is skipped, with its reason, without NumPy or one of the named paths in <c>../shared</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NumPyTheoryAttribute : TheoryAttribute
{
    public NumPyTheoryAttribute(params string[] shared) => Skip = NumPy.Missing ?? Requirements.MissingShared(shared);
}
