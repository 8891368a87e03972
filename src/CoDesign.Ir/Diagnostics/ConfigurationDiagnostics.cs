// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Ir.Diagnostics;

/// <summary>CD1201 to CD1299: the configuration file. <c>place</c> is the file, line and column: <c>'a.yaml' line 3, column 5</c>.</summary>
public static class ConfigurationDiagnostics
{
    /// <summary>CD1201: the file cannot be read.</summary>
    public static Diagnostic CannotRead(string path, string reason) =>
        Error("CD1201", $"'{path}': cannot be read: {reason}");

    /// <summary>CD1202: not YAML.</summary>
    public static Diagnostic NotYaml(string place, string reason) =>
        Error("CD1202", $"{place}: not valid YAML: {reason}");

    /// <summary>CD1203: a key that means nothing here.</summary>
    public static Diagnostic UnknownKey(string place, string key, string nearest) =>
        Error("CD1203", $"{place}: '{key}' is not a known key. Did you mean '{nearest}'?");

    /// <summary>CD1204: a value of the wrong kind.</summary>
    public static Diagnostic WrongType(string place, string key, string found, string expected) =>
        Error("CD1204", $"{place}: '{key}' is {found}. It must be {expected}.");

    /// <summary>CD1205: a value outside its range.</summary>
    public static Diagnostic OutOfRange(string place, string key, string found, string allowed) =>
        Error("CD1205", $"{place}: '{key}' is {found}. Allowed: {allowed}.");

    /// <summary>CD1206: a key that must accompany another.</summary>
    public static Diagnostic MissingKey(string place, string key, string parent) =>
        Error("CD1206", $"{place}: '{parent}' has no '{key}'.");

    /// <summary>CD1207: lists that must have one element per channel each.</summary>
    public static Diagnostic LengthsDiffer(string place, int means, int deviations) =>
        Error("CD1207", $"{place}: 'mean' has {means} elements, 'std' has {deviations}. Give one of each per channel.");

    /// <summary>CD1208: streamed weights do not come over the bus.</summary>
    public static Diagnostic StreamOnBus(string place) =>
        Error(
            "CD1208",
            $"{place}: 'bus' does not go with 'weights: stream'. Write 'weights: memory' to fetch them over the bus, or 'weights: on-chip'."
        );

    private static Diagnostic Error(string code, string message) => Diagnostic.Error(code, message);
}
