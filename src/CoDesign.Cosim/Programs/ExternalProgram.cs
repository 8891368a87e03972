// SPDX-License-Identifier: Apache-2.0
using System.ComponentModel;
using CoDesign.Ir.Diagnostics;
using Medallion.Shell;

namespace CoDesign.Cosim.Programs;

/// <summary>A program that this tool calls: its name on the search path and how it is installed.</summary>
/// <param name="Name">File name, such as <c>iverilog</c>.</param>
/// <param name="Purpose">What it is for, as a verb phrase.</param>
/// <param name="Package">Debian package.</param>
/// <param name="VersionOption">Option that prints the version.</param>
/// <param name="Required">False when only an option of a command needs it.</param>
public sealed record ExternalProgram(string Name, string Purpose, string Package, string VersionOption, bool Required)
{
    /// <summary>Compiles Verilog for Icarus.</summary>
    public static ExternalProgram Iverilog { get; } =
        new("iverilog", "compiles Verilog for verify and demo", "iverilog", "-V", Required: true);

    /// <summary>Runs what <see cref="Iverilog"/> compiled.</summary>
    public static ExternalProgram Vvp { get; } =
        new("vvp", "simulates Verilog for verify and demo", "iverilog", "-V", Required: true);

    /// <summary>Compiles Verilog to C++.</summary>
    public static ExternalProgram Verilator { get; } =
        new(
            "verilator",
            "compiles Verilog for verify --simulator verilator",
            "verilator",
            "--version",
            Required: false
        );

    /// <summary>Compiles what <see cref="Verilator"/> wrote, and the emitted HLS C++.</summary>
    public static ExternalProgram Compiler { get; } =
        new("g++", "compiles simulations of Verilator and the emitted HLS C++", "g++", "--version", Required: false);

    /// <summary>Compiles the emitted C.</summary>
    public static ExternalProgram CCompiler { get; } =
        new("gcc", "compiles the emitted C", "gcc", "--version", Required: false);

    /// <summary>Builds simulations of Verilator and the emitted C.</summary>
    public static ExternalProgram Make { get; } =
        new("make", "builds simulations of Verilator and the emitted C", "make", "--version", Required: false);

    /// <summary>Synthesis.</summary>
    public static ExternalProgram Yosys { get; } =
        new("yosys", "synthesizes Verilog for synth", "yosys", "-V", Required: false);

    /// <summary>Place and route.</summary>
    public static ExternalProgram Nextpnr { get; } =
        new(
            "nextpnr-ice40",
            "places and routes for synth --target ice40up5k",
            "nextpnr-ice40",
            "--version",
            Required: false
        );

    /// <summary>Draws the plots of a report.</summary>
    public static ExternalProgram Chromium { get; } =
        new("chromium", "draws the plots of a report for --plots", "chromium", "--version", Required: false);

    /// <summary>All programs, as <c>doctor</c> lists them.</summary>
    public static ImmutableArray<ExternalProgram> All { get; } =
    [Iverilog, Vvp, Verilator, Compiler, CCompiler, Make, Yosys, Nextpnr, Chromium];

    /// <summary>The command that installs it.</summary>
    public string Install => $"sudo apt-get install -y {Package}";

    /// <summary>The full path of the program, or null when it is not on the search path.</summary>
    public string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, Name))
            .FirstOrDefault(File.Exists);

    /// <summary>Adds the diagnostic and returns false when it is not there.</summary>
    public bool IsThere(DiagnosticBag diagnostics)
    {
        if (Find() is not null)
            return true;
        diagnostics.Add(SimulationDiagnostics.MissingProgram(Name, Purpose, Install));
        return false;
    }

    /// <summary>Its version, or null when it is missing or does not answer.</summary>
    public ProgramVersion Probe()
    {
        var run = Find() is null ? null : Run([VersionOption], ".", TimeSpan.FromSeconds(20));
        var version = run is null
            ? null
            : $"{run.Output}\n{run.Error}"
                .Split('\n')
                .Select(line => line.Trim())
                .FirstOrDefault(line => line.Length > 0);
        return new ProgramVersion(Name, Purpose, version, Install, Required);
    }

    /// <summary>
    /// Runs it and waits; standard output and standard error are read as they come. Null when it could not be started.
    /// </summary>
    /// <param name="arguments">Each its own, no shell.</param>
    /// <param name="folder">Working directory.</param>
    /// <param name="timeout">It is killed after this time.</param>
    public ProgramRun? Run(IEnumerable<string> arguments, string folder, TimeSpan timeout) =>
        RunFile(Name, arguments, folder, timeout, onLine: null);

    /// <summary>As <see cref="Run"/>, for a program given by its path; <paramref name="onLine"/> sees each line of standard output.</summary>
    public static ProgramRun? RunFile(
        string file,
        IEnumerable<string> arguments,
        string folder,
        TimeSpan timeout,
        Action<string>? onLine
    )
    {
        try
        {
            using var command = Command.Run(
                file,
                arguments,
                options => options.WorkingDirectory(folder).Timeout(timeout)
            );
            using var stop = new KillOnExit(command);
            var error = command.StandardError.ReadToEndAsync();
            var output = new System.Text.StringBuilder();
            while (command.StandardOutput.ReadLine() is { } line)
            {
                output.Append(line).Append('\n');
                onLine?.Invoke(line);
            }

            var errorText = error.GetAwaiter().GetResult();
            try
            {
                return new ProgramRun(command.Result.ExitCode, output.ToString(), errorText, TimedOut: false);
            }
            catch (AggregateException failure) when (failure.InnerException is TimeoutException)
            {
                return new ProgramRun(-1, output.ToString(), errorText, TimedOut: true);
            }
            catch (TimeoutException)
            {
                return new ProgramRun(-1, output.ToString(), errorText, TimedOut: true);
            }
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>A child must not outlive this process when that is interrupted.</summary>
    private sealed class KillOnExit : IDisposable
    {
        private readonly EventHandler _onExit;

        public KillOnExit(Command command)
        {
            _onExit = (_, _) => command.Kill();
            AppDomain.CurrentDomain.ProcessExit += _onExit;
        }

        public void Dispose() => AppDomain.CurrentDomain.ProcessExit -= _onExit;
    }
}

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">0 as a rule when all went well.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="TimedOut">True when it was killed after the given time.</param>
public sealed record ProgramRun(int ExitCode, string Output, string Error, bool TimedOut);

/// <summary>One line of <c>doctor</c>.</summary>
/// <param name="Name">Program.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="Version">First line of what it says of itself; null when missing.</param>
/// <param name="Install">Command that installs it.</param>
/// <param name="Required">False when only an option of a command needs it.</param>
public sealed record ProgramVersion(string Name, string Purpose, string? Version, string Install, bool Required);
