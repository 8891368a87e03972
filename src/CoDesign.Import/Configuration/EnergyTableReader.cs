// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Import.Configuration;

/// <summary>
/// The YAML file of an energy table, picojoule for each operation; all keys are needed:
/// <code>
/// name: 45 nm
/// source: M. Horowitz, ISSCC 2014
/// multiply8: 0.2
/// multiply32: 3.1
/// add8: 0.03
/// add32: 0.1
/// sram8Kb: 10       # 64 bits of a memory of 8, 32 and 1024 KB, and of DRAM
/// sram32Kb: 20
/// sram1Mb: 100
/// dram: 1300
/// </code>
/// </summary>
public static class EnergyTableReader
{
    /// <summary>The table in <paramref name="path"/>; null after at least one error.</summary>
    public static EnergyTable? Read(string path, DiagnosticBag diagnostics)
    {
        var found = new DiagnosticBag();
        var root = YamlFile.TextOf(path, found) is { } text
            ? YamlFile.Load(text, path, "the energy table", found)
            : null;
        if (root is null && !found.HasErrors)
            found.Add(ConfigurationDiagnostics.CannotRead(path, "it is empty."));
        var table = root is null ? null : Table(root, Path.GetFileNameWithoutExtension(path));
        diagnostics.AddRange(found.Items);
        return found.HasErrors ? null : table;
    }

    private static EnergyTable Table(YamlSection root, string fileName)
    {
        var table = new EnergyTable(
            Energy(root, "multiply8"),
            Energy(root, "multiply32"),
            Energy(root, "add8"),
            Energy(root, "add32"),
            Energy(root, "sram8Kb"),
            Energy(root, "sram32Kb"),
            Energy(root, "sram1Mb"),
            Energy(root, "dram")
        )
        {
            Name = root.Text("name") ?? fileName,
            Source = root.Text("source") ?? "not stated",
        };
        root.RejectOthers();
        return table;
    }

    private static double Energy(YamlSection root, string key)
    {
        var found = root.Number(key, value => value is >= 0 and <= 1e9, "0 to 1e9 pJ");
        if (found is null && !root.Has(key))
            root.Report(ConfigurationDiagnostics.MissingKey(root.Place, key, "the energy table"));
        return found ?? 0;
    }
}
