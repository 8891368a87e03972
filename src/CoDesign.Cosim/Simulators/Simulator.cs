// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cosim.Programs;
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Cosim.Simulators;

/// <summary>
/// A Verilog simulator. Each of its steps gives a result; what the external program says becomes a diagnostic, never an exception.
/// </summary>
public abstract class Simulator
{
    /// <summary>As <c>--simulator</c> takes it.</summary>
    public abstract string Name { get; }

    /// <summary>Programs that it needs.</summary>
    public abstract ImmutableArray<ExternalProgram> Programs { get; }

    /// <summary>All simulators.</summary>
    public static ImmutableArray<Simulator> All { get; } =
    [new Icarus.IcarusSimulator(), new Verilator.VerilatorSimulator()];

    /// <summary>The one of that name, or null.</summary>
    public static Simulator? Named(string name) => All.FirstOrDefault(s => s.Name == name);

    /// <summary>Adds a diagnostic for every program that is missing.</summary>
    public bool IsThere(DiagnosticBag diagnostics) =>
        Programs.Select(program => program.IsThere(diagnostics)).ToList().TrueForAll(there => there);

    /// <summary>
    /// Builds the bench, or takes the build of the same sources from the cache. Null after a diagnostic.
    /// </summary>
    /// <param name="sources">What to build.</param>
    /// <param name="waveform">True for a build that can write waveforms.</param>
    /// <param name="timeout">For the whole build.</param>
    /// <param name="diagnostics">Where findings go.</param>
    public SimulatorBuild? Build(BenchSources sources, bool waveform, TimeSpan timeout, DiagnosticBag diagnostics)
    {
        if (!IsThere(diagnostics))
            return null;
        var key = sources.Key([
            Name,
            .. Programs.Select(p => p.Probe().Version ?? ""),
            waveform ? "waveform" : "",
            .. Fingerprint,
        ]);
        return BuildCache.GetOrAdd(key, folder => Compile(sources, waveform, folder, timeout, diagnostics)) is { } built
            ? new SimulatorBuild(this, Path.Combine(built, Product))
            : null;
    }

    /// <summary>Runs a build in the folder of the memory images.</summary>
    public ProgramRun? Run(SimulatorBuild build, BenchSources sources, IEnumerable<string> plusargs, TimeSpan timeout)
    {
        var (file, arguments) = CommandOf(build.Product);
        return ExternalProgram.RunFile(file, [.. arguments, .. plusargs], sources.RtlFolder, timeout, onLine: null);
    }

    /// <summary>Options that change the product; they are part of the cache's key.</summary>
    protected abstract ImmutableArray<string> Fingerprint { get; }

    /// <summary>File that the build leaves in its folder.</summary>
    protected abstract string Product { get; }

    /// <summary>Compiles into <paramref name="folder"/>; false after a diagnostic.</summary>
    protected abstract bool Compile(
        BenchSources sources,
        bool waveform,
        string folder,
        TimeSpan timeout,
        DiagnosticBag diagnostics
    );

    /// <summary>Program and first arguments that run a product.</summary>
    protected abstract (string File, ImmutableArray<string> Arguments) CommandOf(string product);

    /// <summary>Turns how a compiler ended into a diagnostic; true when it went well.</summary>
    protected static bool Check(ProgramRun? run, ExternalProgram program, TimeSpan timeout, DiagnosticBag diagnostics)
    {
        if (run is { ExitCode: 0 })
            return true;
        diagnostics.Add(
            run switch
            {
                null => SimulationDiagnostics.MissingProgram(program.Name, program.Purpose, program.Install),
                { TimedOut: true } => SimulationDiagnostics.ProgramTimedOut(
                    program.Name,
                    timeout.TotalSeconds,
                    "build"
                ),
                _ => SimulationDiagnostics.BuildFailed(program.Name, ProgramText.Essence($"{run.Error}\n{run.Output}")),
            }
        );
        return false;
    }
}

/// <summary>A simulation that can be run.</summary>
/// <param name="Simulator">What built it.</param>
/// <param name="Product">Its file.</param>
public sealed record SimulatorBuild(Simulator Simulator, string Product);
