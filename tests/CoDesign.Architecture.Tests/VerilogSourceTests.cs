// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace CoDesign.Architecture.Tests;

/// <summary>The shape of every file in hw/: one module, its name, its net type rule, its way to stop.</summary>
public sealed class VerilogSourceTests
{
    private static readonly Regex Module = new(
        @"^\s*module\s+(\w+)",
        RegexOptions.Multiline | RegexOptions.CultureInvariant
    );

    private static string[] Files => Sources.Under("hw", ".v");

    [Fact]
    public void HoldsOneModuleNamedAsTheFileWithThePrefix() =>
        Sources.AssertNone(
            from path in Files
            let modules = Module.Matches(WithoutComments(path)).Select(match => match.Groups[1].Value).ToArray()
            where
                modules is not [var only]
                || only != Path.GetFileNameWithoutExtension(path)
                || !only.StartsWith("cd_", StringComparison.Ordinal)
            select $"{path}: {string.Join(", ", modules)}",
            "One module per file, file name = module name, prefix cd_:"
        );

    [Fact]
    public void TurnsImplicitNetsOffFirstAndRestoresThemLast() =>
        Sources.AssertNone(
            from path in Files
            let lines = WithoutComments(path)
                .Split('\n')
                .Select(line => line.Trim())
                .Where(line => line.Length > 0)
                .ToArray()
            where lines is not ["`default_nettype none", .., "`default_nettype wire"]
            select path,
            "`default_nettype none must be the first line of code and `default_nettype wire the last:"
        );

    [Fact]
    public void StopsWithFatalOnly() =>
        Sources.AssertNone(
            Files.Where(path =>
                Regex.IsMatch(WithoutComments(path), @"\$(error|finish|stop)\b", RegexOptions.CultureInvariant)
            ),
            "$error then $finish exits 0; use $fatal in:"
        );

    [Fact]
    public void IsListedInTheTableOfModules()
    {
        if (Files.Length == 0)
            return;
        var table = Sources.Text("hw/README.md");

        Sources.AssertNone(
            Files.Where(path => !table.Contains(Path.GetFileNameWithoutExtension(path), StringComparison.Ordinal)),
            "hw/README.md has no row for:"
        );
    }

    /// <summary>A bench that <c>ModuleBenchTests</c> finds: <c>sim/modules/MODULE/tb_MODULE.sv</c> beside a list of sources that names the module.</summary>
    [Fact]
    public void HasABenchOfItsOwn() =>
        Sources.AssertNone(
            from path in Files
            let module = Path.GetFileNameWithoutExtension(path)
            let folder = TestPaths.InRepository("sim", "modules", module)
            where
                !File.Exists(Path.Combine(folder, $"tb_{module}.sv"))
                || !File.ReadAllLines(Path.Combine(folder, "files.f")).Contains(path)
            select path,
            "sim/modules has no bench for:"
        );

    private static string WithoutComments(string path) =>
        Regex.Replace(
            Sources.Text(path),
            @"//[^\n]*|/\*.*?\*/",
            "",
            RegexOptions.Singleline | RegexOptions.CultureInvariant
        );
}
