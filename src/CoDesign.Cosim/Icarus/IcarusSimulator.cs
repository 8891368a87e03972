// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cosim.Networks;
using CoDesign.Cosim.Programs;
using CoDesign.Cosim.Simulators;
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Cosim.Icarus;

/// <summary>Icarus Verilog: four-state, slow, builds in seconds.</summary>
public sealed class IcarusSimulator : Simulator
{
    /// <inheritdoc/>
    public override string Name => "icarus";

    /// <inheritdoc/>
    public override ImmutableArray<ExternalProgram> Programs => [ExternalProgram.Iverilog, ExternalProgram.Vvp];

    /// <inheritdoc/>
    protected override ImmutableArray<string> Fingerprint => ["-g2012"];

    /// <inheritdoc/>
    protected override string Product => "bench.vvp";

    /// <inheritdoc/>
    protected override bool Compile(
        BenchSources sources,
        bool waveform,
        string folder,
        TimeSpan timeout,
        DiagnosticBag diagnostics
    )
    {
        string[] arguments =
        [
            .. Fingerprint,
            "-I",
            sources.SimFolder,
            "-s",
            BenchFolder.IcarusTop,
            "-o",
            Path.Combine(folder, Product),
            .. sources.Files,
            sources.InSim(BenchFolder.IcarusSource),
        ];
        var run = ExternalProgram.Iverilog.Run(arguments, sources.RtlFolder, timeout);
        return Check(run, ExternalProgram.Iverilog, timeout, diagnostics);
    }

    /// <inheritdoc/>
    protected override (string File, ImmutableArray<string> Arguments) CommandOf(string product) =>
        ("vvp", ["-n", product]);
}
