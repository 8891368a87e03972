// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Ir.Diagnostics;

/// <summary>Collects what a stage finds. A stage that has added an error returns null.</summary>
public sealed class DiagnosticBag
{
    private readonly List<Diagnostic> _items = [];

    /// <summary>All diagnostics in the order found.</summary>
    public IReadOnlyList<Diagnostic> Items => _items;

    /// <summary>True when one of them is an error.</summary>
    public bool HasErrors => _items.Exists(d => d.Severity == Severity.Error);

    /// <summary>Adds one.</summary>
    public void Add(Diagnostic diagnostic) => _items.Add(diagnostic);

    /// <summary>Adds several.</summary>
    public void AddRange(IEnumerable<Diagnostic> diagnostics) => _items.AddRange(diagnostics);
}
