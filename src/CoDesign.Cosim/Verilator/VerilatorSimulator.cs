// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cosim.Networks;
using CoDesign.Cosim.Programs;
using CoDesign.Cosim.Simulators;
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Cosim.Verilator;

/// <summary>Verilator: two-state, fast, compiles C++ first.</summary>
public sealed class VerilatorSimulator : Simulator
{
    private const string BuildFolder = "build";

    /// <inheritdoc/>
    public override string Name => "verilator";

    /// <inheritdoc/>
    public override ImmutableArray<ExternalProgram> Programs =>
        [ExternalProgram.Verilator, ExternalProgram.Compiler, ExternalProgram.Make];

    /// <inheritdoc/>
    protected override ImmutableArray<string> Fingerprint =>
        [
            "--cc",
            "--exe",
            "--build",
            "-j",
            "2",
            "-O3",
            "--x-assign",
            "unique",
            "-Wno-fatal",
            "-Wno-lint",
            "-Wno-style",
            "-CFLAGS",
            "-O1",
        ];

    /// <inheritdoc/>
    protected override string Product => "bench";

    /// <inheritdoc/>
    protected override bool Compile(
        BenchSources sources,
        bool waveform,
        string folder,
        TimeSpan timeout,
        DiagnosticBag diagnostics
    )
    {
        var objects = Path.Combine(folder, BuildFolder);
        string[] arguments =
        [
            .. Fingerprint,
            .. waveform ? ["--trace"] : Array.Empty<string>(),
            $"-I{sources.SimFolder}",
            "--top-module",
            BenchFolder.VerilatorTop,
            "--Mdir",
            objects,
            "-o",
            Product,
            .. sources.Files,
            sources.InSim(BenchFolder.VerilatorMain),
        ];
        var run = ExternalProgram.Verilator.Run(arguments, sources.RtlFolder, timeout);
        if (!Check(run, ExternalProgram.Verilator, timeout, diagnostics))
            return false;
        // Only the program is kept: the objects are many times its size.
        File.Move(Path.Combine(objects, Product), Path.Combine(folder, Product));
        Directory.Delete(objects, recursive: true);
        return true;
    }

    /// <inheritdoc/>
    protected override (string File, ImmutableArray<string> Arguments) CommandOf(string product) => (product, []);
}
