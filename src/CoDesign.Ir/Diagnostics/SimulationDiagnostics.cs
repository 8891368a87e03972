// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Ir.Diagnostics;

/// <summary>CD6xxx: cosimulation and external programs.</summary>
public static class SimulationDiagnostics
{
    private const string Missing = "CD6001";
    private const string Failed = "CD6002";
    private const string TimedOut = "CD6003";

    /// <summary>True when an external program is missing or failed (exit 3).</summary>
    public static bool IsToolFault(Diagnostic diagnostic) => diagnostic.Code is Missing or Failed or TimedOut;

    /// <summary>CD6001: the program is not there.</summary>
    public static Diagnostic MissingProgram(string program, string purpose, string install) =>
        Diagnostic.Error(
            Missing,
            $"Program '{program}', which {purpose}, is not on the search path. Install it with: {install}"
        );

    /// <summary>CD6002: the program ended with an error of its own.</summary>
    public static Diagnostic ProgramFailed(string program, int exitCode, string step, string output) =>
        Diagnostic.Error(Failed, $"Program '{program}' failed with exit code {exitCode} ({step}). It said: {output}");

    /// <summary>CD6003: the program did not end.</summary>
    public static Diagnostic ProgramTimedOut(string program, double seconds, string step) =>
        Diagnostic.Error(
            TimedOut,
            $"Program '{program}' did not end within {seconds:0} s ({step}) and was stopped. Give --timeout a larger number of seconds, or --count a smaller one."
        );

    /// <summary>CD6010: a word of a layer differs from the integer model.</summary>
    public static Diagnostic LayerMismatch(
        string layer,
        int image,
        (int Height, int Width, int Channel) index,
        int expected,
        int? actual,
        long cycle,
        long words
    ) =>
        Diagnostic.Error(
            "CD6010",
            $"Layer '{layer}', image {image}, index (h {index.Height}, w {index.Width}, c {index.Channel}): expected {expected}, "
                + $"actual {(actual is { } code ? code : "undefined")}, in cycle {cycle}. {words} {(words == 1 ? "word differs" : "words differ")} in all."
        );

    /// <summary>CD6011: the trace left the expected order, so words cannot be told apart any more.</summary>
    public static Diagnostic WrongOrder(string layer, int image, string expected, string actual, long cycle) =>
        Diagnostic.Error(
            "CD6011",
            $"Layer '{layer}', image {image}, cycle {cycle}: the engine wrote {actual} where {expected} was due. Descriptors and bench do not belong together."
        );

    /// <summary>CD6012: the bench did not compare all that there is.</summary>
    public static Diagnostic Incomplete(string what, long expected, long actual) =>
        Diagnostic.Error(
            "CD6012",
            $"The simulation compared {actual} of {expected} {what}. What was not compared counts as failed."
        );

    /// <summary>CD6013: nothing moved for a long time.</summary>
    public static Diagnostic Hang(string layer, long cycle) =>
        Diagnostic.Error(
            "CD6013",
            $"The accelerator stands still since cycle {cycle}, after layer '{layer}': no word moved and no step was issued."
        );

    /// <summary>CD6014: a check inside the Verilog stopped the simulation.</summary>
    public static Diagnostic Stopped(string message) =>
        Diagnostic.Error("CD6014", $"A check in the Verilog stopped the simulation: {message}");

    /// <summary>CD6015: the result stream broke a rule.</summary>
    public static Diagnostic StreamRule(string rule, long cycle) =>
        Diagnostic.Error("CD6015", $"Result stream, cycle {cycle}: {rule}.");

    /// <summary>CD6016: the Verilog does not build.</summary>
    public static Diagnostic BuildFailed(string program, string output) =>
        Diagnostic.Error("CD6016", $"{program} cannot build the Verilog in rtl/ and sim/. It said: {output}");

    /// <summary>CD6020: no layer of that name.</summary>
    public static Diagnostic UnknownLayer(string name, IEnumerable<string> all) =>
        Diagnostic.Error("CD6020", $"There is no layer '{name}'. Layers: {string.Join(", ", all)}.");

    /// <summary>CD6021: a target that this folder has no sources for.</summary>
    public static Diagnostic NoTarget(string target, string folder) =>
        Diagnostic.Error(
            "CD6021",
            $"Folder '{folder}' has no '{target}/', so there is nothing to verify for target '{target}'."
        );

    /// <summary>CD6022: the file that tells the bench about the network is damaged.</summary>
    public static Diagnostic BadNetworkFile(string path, string problem) =>
        Diagnostic.Error("CD6022", $"'{path}' cannot be used: {problem} Compile the model again.");

    /// <summary>CD6023: no input to run.</summary>
    public static Diagnostic NoInput(string source) =>
        Diagnostic.Error("CD6023", $"'{source}' holds no record, so there is nothing to simulate.");

    /// <summary>CD6030: the emitted C or C++ does not build.</summary>
    public static Diagnostic NativeBuildFailed(string target, string output) =>
        Diagnostic.Error("CD6030", $"make cannot build the sources in {target}/. It said: {output}");

    /// <summary>CD6031: the emitted program stopped with an error.</summary>
    public static Diagnostic NativeRunFailed(int exitCode, string output) =>
        Diagnostic.Error("CD6031", $"The emitted program ended with exit code {exitCode}. It said: {output}");

    /// <summary>CD6032: a code of the emitted program differs from the integer model.</summary>
    public static Diagnostic NativeMismatch(
        string layer,
        int image,
        (int Height, int Width, int Channel) index,
        int expected,
        int actual,
        long tensors
    ) =>
        Diagnostic.Error(
            "CD6032",
            $"Layer '{layer}', image {image}, index (h {index.Height}, w {index.Width}, c {index.Channel}): expected {expected}, actual {actual}. "
                + $"{tensors} {(tensors == 1 ? "tensor differs" : "tensors differ")} in all."
        );

    /// <summary>CD6033: a tensor of the emitted program has another hash than the integer model's.</summary>
    public static Diagnostic TensorMismatch(string layer, int image, long tensors) =>
        Diagnostic.Error(
            "CD6033",
            $"Layer '{layer}', image {image}, differs. {tensors} {(tensors == 1 ? "tensor differs" : "tensors differ")} in all."
        );
}
