// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Ir.Diagnostics;

/// <summary>CD61xx: synthesis, place and route.</summary>
public static class SynthesisDiagnostics
{
    /// <summary>CD6003: the program did not end.</summary>
    public static Diagnostic TimedOut(string program, double seconds) =>
        Diagnostic.Error(
            "CD6003",
            $"Program '{program}' did not end within {seconds:0} s and was stopped. Give --timeout a larger number of seconds."
        );

    /// <summary>CD6101: a latch.</summary>
    public static Diagnostic Latch(string module, string signal) =>
        Diagnostic.Error(
            "CD6101",
            $"Module '{module}': '{signal}' becomes a latch. Assign it in every branch of its combinational block, or at a clock edge."
        );

    /// <summary>CD6102: several drivers.</summary>
    public static Diagnostic MultipleDrivers(string module, string signal) =>
        Diagnostic.Error("CD6102", $"{Where(module)}'{signal}' has more than one driver. Drive it in one place.");

    /// <summary>CD6103: no driver.</summary>
    public static Diagnostic NoDriver(string module, string signal) =>
        Diagnostic.Error(
            "CD6103",
            $"{Where(module)}'{signal}' is read but nothing drives it. Connect it, or tie it to a constant."
        );

    /// <summary>CD6104: a loop without a register.</summary>
    public static Diagnostic Loop(string module, string signal) =>
        Diagnostic.Error(
            "CD6104",
            $"{Where(module)}'{signal}' depends on itself without a register between. Break the loop with a register."
        );

    /// <summary>CD6105: a memory that is not in memory blocks.</summary>
    public static Diagnostic ScatteredMemory(string module, string memory, long bits) =>
        Diagnostic.Error(
            "CD6105",
            $"Module '{module}': memory '{memory}' of {bits} bits does not become block RAM, but flip-flops or look-up tables. Read it at a clock edge, without a reset of its words."
        );

    /// <summary>CD6106: a register that changes without a clock edge.</summary>
    public static Diagnostic AsynchronousReset(string module, string register) =>
        Diagnostic.Error(
            "CD6106",
            $"{Where(module)}register '{register}' has an asynchronous set or reset. Reset it at a clock edge."
        );

    /// <summary>CD6107: a clock that is made.</summary>
    public static Diagnostic DerivedClock(string module, string signal) =>
        Diagnostic.Error(
            "CD6107",
            $"{Where(module)}'{signal}' clocks registers or memories and is no input of the module. Use its clock input, and an enable where not every edge counts."
        );

    /// <summary>CD6110: the device is too small.</summary>
    public static Diagnostic DoesNotFit(string device, IEnumerable<(string Resource, int Used, int Available)> over) =>
        Diagnostic.Error(
            "CD6110",
            $"The design does not fit {device}: {string.Join(", ", over.Select(o => $"{o.Used} of {o.Available} {o.Resource}"))}. "
                + "Use fewer channels or pixels, smaller depths, 'weights: stream', or a larger device."
        );

    /// <summary>CD6111: place and route ended without a result for another reason.</summary>
    public static Diagnostic NotRouted(string device, string output) =>
        Diagnostic.Error("CD6111", $"The design cannot be placed and routed on {device}. The program said: {output}");

    /// <summary>CD6120: the netlist computes something else.</summary>
    public static Diagnostic NetlistDiffers(long mismatches, long bytes, string first) =>
        Diagnostic.Error(
            "CD6120",
            $"The synthesized netlist does not compute what the integer model does: {mismatches} of {bytes} result bytes compared differ or are missing. First: {first}. "
                + "Do not load it; look at the synthesis log for cells that were rewritten."
        );

    /// <summary>CD6121: nothing to simulate a netlist with.</summary>
    public static Diagnostic NoCellModels(string target) =>
        Diagnostic.Error(
            "CD6121",
            $"There are no cell models of {target} beside Yosys (share/yosys). Install Yosys from Debian's package 'yosys'."
        );

    /// <summary>CD6122: block RAM that cannot be simulated.</summary>
    public static Diagnostic NoMemoryModels(string target) =>
        Diagnostic.Error(
            "CD6122",
            $"The cell models of {target} do not hold its block RAM, so its netlist cannot be simulated. Use --simulate with --target ice40up5k."
        );

    private static string Where(string module) => module.Length > 0 ? $"Module '{module}': " : "";
}
