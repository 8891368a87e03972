// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Ir.Diagnostics;

/// <summary>How bad it is.</summary>
public enum Severity
{
    /// <summary>Work goes on.</summary>
    Warning,

    /// <summary>The stage stops after it has reported all it found.</summary>
    Error,
}

/// <summary>
/// A problem in the user's input or environment: where, what was found, what is allowed, what to do. Codes by stage:
/// CD1xxx import, CD2xxx graph, CD3xxx quantization, CD4xxx mapping, CD5xxx emit and files, CD6xxx simulation and external programs.
/// </summary>
/// <param name="Code">Such as <c>CD4012</c>.</param>
/// <param name="Severity">Error or warning.</param>
/// <param name="Message">The sentences, without the code.</param>
public sealed record Diagnostic(string Code, Severity Severity, string Message)
{
    /// <summary>An error.</summary>
    public static Diagnostic Error(string code, string message) => new(code, Severity.Error, message);

    /// <summary>A warning.</summary>
    public static Diagnostic Warning(string code, string message) => new(code, Severity.Warning, message);

    /// <summary>"CD4012: message", as it is printed.</summary>
    public override string ToString() => $"{Code}: {Message}";
}
