// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cosim.Comparison;
using CoDesign.Cosim.Networks;
using CoDesign.Cosim.Programs;
using CoDesign.Cosim.Simulators;
using CoDesign.Cosim.Vectors;
using CoDesign.Emit.Verilog;
using CoDesign.Golden.Integer;
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Cosim;

/// <summary>Choices of a verification run.</summary>
public sealed record CosimulationOptions
{
    /// <summary>What simulates.</summary>
    public required Simulator Simulator { get; init; }

    /// <summary>The first image with random stalls on every stream; those before it run without. 0 stalls all.</summary>
    public int StallFrom { get; init; } = 1;

    /// <summary>The first image with stalls when some have them: two without give latency and frame interval, but one of two must have some.</summary>
    public static int FirstStalled(int images) => images > 2 ? 2 : 1;

    /// <summary>Seed of the stalls.</summary>
    public uint Seed { get; init; } = 1;

    /// <summary>Number of the one layer that is compared; null for all, and the result stream.</summary>
    public int? OnlyLayer { get; init; }

    /// <summary>More plusargs of the bench, such as a fault of the memory (<c>cd_network_bench.sv</c>).</summary>
    public ImmutableArray<string> Plusargs { get; init; } = [];

    /// <summary>The build and each run are stopped after this time.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(60);
}

/// <summary>How a verification ended.</summary>
/// <param name="Images">Records simulated.</param>
/// <param name="Outcome">What the bench said.</param>
/// <param name="Waveform">Waveform around the first failure; null when there was none.</param>
/// <param name="Output">What the bench printed.</param>
public sealed record CosimulationResult(int Images, BenchOutcome Outcome, string? Waveform, string Output);

/// <summary>
/// Generates vectors from the integer model, builds and runs the emitted Verilog as it stands in the folder, and compares every word of every layer.
/// On a failure it runs again with a waveform window around the first one.
/// </summary>
public static class Cosimulation
{
    private const int CyclesBefore = 400;
    private const int CyclesAfter = 20;

    /// <summary>Verifies a compiled model; null when something outside the comparison failed. Failures of either kind are diagnostics.</summary>
    /// <param name="folder">Compiled model.</param>
    /// <param name="network">Its <c>sim/network.json</c>.</param>
    /// <param name="golden">Integer model of its lowered graph.</param>
    /// <param name="records">Input codes [H, W, C].</param>
    /// <param name="options">Choices.</param>
    /// <param name="diagnostics">Where failures go.</param>
    public static CosimulationResult? Run(
        string folder,
        BenchNetwork network,
        IntegerExecutor golden,
        IEnumerable<short[]> records,
        CosimulationOptions options,
        DiagnosticBag diagnostics
    ) => Run(folder, network, record => golden.Run(record), records, options, diagnostics);

    /// <summary>As the other, with expected values from anything that computes them.</summary>
    public static CosimulationResult? Run(
        string folder,
        BenchNetwork network,
        Func<short[], IReadOnlyDictionary<string, short[]>> golden,
        IEnumerable<short[]> records,
        CosimulationOptions options,
        DiagnosticBag diagnostics
    )
    {
        if (!options.Simulator.IsThere(diagnostics) || BenchSources.Open(folder, diagnostics) is not { } sources)
            return null;
        var vectors = Directory.CreateTempSubdirectory("codesign-vectors-").FullName;
        try
        {
            var images = VectorFolder.Write(vectors, network, golden, records);
            if (images == 0)
            {
                diagnostics.Add(SimulationDiagnostics.NoInput(folder));
                return null;
            }

            CopyWeightStream(sources, vectors);
            if (options.Simulator.Build(sources, waveform: false, options.Timeout, diagnostics) is not { } build)
                return null;
            var plusargs = Plusargs(vectors, images, options);
            if (RunOnce(build, sources, plusargs, options, diagnostics) is not { } run)
                return null;
            var outcome = BenchOutcome.Read(run, network, images, options.OnlyLayer, diagnostics);
            var waveform = outcome.FailureCycle is { } cycle ? KeepWaveform(sources, plusargs, cycle, options) : null;
            return new CosimulationResult(images, outcome, waveform, run.Output);
        }
        finally
        {
            Directory.Delete(vectors, recursive: true);
        }
    }

    private static ImmutableArray<string> Plusargs(string vectors, int images, CosimulationOptions options)
    {
        ImmutableArray<string> plusargs =
        [
            $"+vectors={vectors}",
            $"+images={images}",
            $"+stall_from={Math.Min(options.StallFrom, images)}",
            $"+seed={options.Seed}",
            $"+memory={WeightMemory.Hex}",
            .. options.Plusargs,
        ];
        return options.OnlyLayer is { } layer ? plusargs.Add($"+only_layer={layer}") : plusargs;
    }

    // The words of the weight stream are part of the product, not of the expectation.
    private static void CopyWeightStream(BenchSources sources, string vectors)
    {
        var stream = sources.InSim(Path.Combine(BenchFolder.Vectors, BenchFolder.WeightStream));
        if (File.Exists(stream))
            File.Copy(stream, Path.Combine(vectors, BenchFolder.WeightStream));
    }

    private static ProgramRun? RunOnce(
        SimulatorBuild build,
        BenchSources sources,
        ImmutableArray<string> plusargs,
        CosimulationOptions options,
        DiagnosticBag diagnostics
    )
    {
        var run = build.Simulator.Run(build, sources, plusargs, options.Timeout);
        var program = build.Simulator.Programs[^1];
        if (run is null)
            diagnostics.Add(SimulationDiagnostics.MissingProgram(program.Name, program.Purpose, program.Install));
        else if (run.TimedOut)
            diagnostics.Add(
                SimulationDiagnostics.ProgramTimedOut(build.Simulator.Name, options.Timeout.TotalSeconds, "run")
            );
        else
            return run;
        return null;
    }

    /// <summary>The waveform is a help, not a result: when it cannot be made, its own diagnostics are dropped.</summary>
    private static string? KeepWaveform(
        BenchSources sources,
        ImmutableArray<string> plusargs,
        long cycle,
        CosimulationOptions options
    )
    {
        var path = sources.InSim("waveform.vcd");
        var build = options.Simulator.Build(sources, waveform: true, options.Timeout, new DiagnosticBag());
        build?.Simulator.Run(
            build,
            sources,
            [
                .. plusargs,
                $"+wave={path}",
                $"+wave_first={Math.Max(0, cycle - CyclesBefore)}",
                $"+wave_last={cycle + CyclesAfter}",
            ],
            options.Timeout
        );
        return File.Exists(path) ? path : null;
    }
}
