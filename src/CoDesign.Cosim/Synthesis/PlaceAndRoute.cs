// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cosim.Programs;
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Cosim.Synthesis;

/// <summary>A resource of a device.</summary>
/// <param name="Name">As <see cref="NextpnrText"/> names it.</param>
/// <param name="Used">Needed by the design.</param>
/// <param name="Available">There are.</param>
public sealed record DeviceResource(string Name, int Used, int Available);

/// <summary>What place and route found.</summary>
/// <param name="Device">Device and package.</param>
/// <param name="Tool">Name and version of the program.</param>
/// <param name="Seed">Seed of the placement.</param>
/// <param name="Resources">Use of the device.</param>
/// <param name="FmaxMhz">Greatest clock frequency over process, voltage and temperature as the program models them; null when the design was not routed.</param>
public sealed record PlacementResult(
    string Device,
    string Tool,
    int Seed,
    ImmutableArray<DeviceResource> Resources,
    double? FmaxMhz
);

/// <summary>Runs nextpnr for the iCE40 UltraPlus 5K in the package sg48, with free choice of pins.</summary>
public static class PlaceAndRoute
{
    /// <summary>The device.</summary>
    public const string Device = "iCE40UP5K-SG48";

    /// <summary>The netlist of this file is in <c>work</c>, see <see cref="SynthesisScript.NetlistJson"/>.</summary>
    private const string Report = "nextpnr.json";

    private const string Bitmap = "design.asc";

    /// <summary>Places and routes the netlist in <paramref name="work"/>; null when the program is missing or fails. A design that does not fit is a diagnostic beside the numbers.</summary>
    /// <param name="work">Working folder of the synthesis.</param>
    /// <param name="clockMhz">Clock to aim at.</param>
    /// <param name="seed">Seed of the placement.</param>
    /// <param name="timeout">For the run.</param>
    /// <param name="diagnostics">Where findings go.</param>
    public static PlacementResult? Run(
        string work,
        double clockMhz,
        int seed,
        TimeSpan timeout,
        DiagnosticBag diagnostics
    )
    {
        var program = ExternalProgram.Nextpnr;
        if (!program.IsThere(diagnostics))
            return null;
        var clock = clockMhz.ToString(System.Globalization.CultureInfo.InvariantCulture);
        string[] arguments =
        [
            "--up5k",
            "--package",
            "sg48",
            "--json",
            SynthesisScript.NetlistJson,
            "--asc",
            Bitmap,
            "--report",
            Report,
            "--freq",
            clock,
            "--seed",
            $"{seed}",
            "--timing-allow-fail",
        ];
        var run = program.Run(arguments, work, timeout);
        if (run is null)
        {
            diagnostics.Add(SimulationDiagnostics.MissingProgram(program.Name, program.Purpose, program.Install));
            return null;
        }

        if (run.TimedOut)
        {
            diagnostics.Add(SynthesisDiagnostics.TimedOut(program.Name, timeout.TotalSeconds));
            return null;
        }

        var log = $"{run.Output}\n{run.Error}";
        var resources = NextpnrText.Utilisation(log);
        var report = Path.Combine(work, Report);
        var fmax = run.ExitCode == 0 && File.Exists(report) ? NextpnrText.Fmax(File.ReadAllText(report)) : null;
        var over = resources.Where(r => r.Used > r.Available).ToList();
        if (over.Count > 0)
            diagnostics.Add(SynthesisDiagnostics.DoesNotFit(Device, over.Select(r => (r.Name, r.Used, r.Available))));
        else if (fmax is null)
            diagnostics.Add(SynthesisDiagnostics.NotRouted(Device, ProgramText.Essence(log)));
        return new PlacementResult(Device, program.Probe().Version ?? program.Name, seed, resources, fmax);
    }
}
