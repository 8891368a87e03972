// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cosim.Programs;
using CoDesign.Testing;

namespace CoDesign.Cosim.Tests.Modules;

/// <summary>Every module of hw/, as top and with its default parameters, passes both linters without a word, and yosys reads them all.</summary>
public sealed class HardwareLintTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [ToolFact("iverilog")]
    public void IcarusWarnsOfNothing() =>
        AssertSilent(ExternalProgram.Iverilog, module => ["-g2005", "-Wall", "-t", "null", "-s", module]);

    [ToolFact("verilator")]
    public void VerilatorWarnsOfNothing() =>
        AssertSilent(ExternalProgram.Verilator, module => ["--lint-only", "-Wall", "--top-module", module]);

    [ToolFact("yosys")]
    public void YosysReadsAllModules()
    {
        var script = $"read_verilog {string.Join(' ', Files())}; hierarchy";

        Assert.Equal("", Output(ExternalProgram.Yosys, ["-q", "-p", script]));
    }

    private static void AssertSilent(ExternalProgram program, Func<string, string[]> options)
    {
        var files = Files();
        Assert.True(files.Length > 25, $"{files.Length} modules");
        string[] search =
        [
            .. files
                .Select(file => Path.GetDirectoryName(file) ?? "")
                .Distinct()
                .SelectMany(folder => (string[])["-y", folder]),
        ];

        var said = files.Select(file =>
            (file, Text: Output(program, [.. options(Path.GetFileNameWithoutExtension(file)), .. search, file]))
        );

        Assert.Equal(
            [],
            said.Where(module => module.Text.Length > 0).Select(module => $"{module.file}: {module.Text}")
        );
    }

    private static string[] Files() =>
        [
            .. Directory
                .EnumerateFiles(TestPaths.InRepository("hw"), "*.v", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(TestPaths.Repository, file))
                .Order(StringComparer.Ordinal),
        ];

    private static string Output(ExternalProgram program, string[] arguments)
    {
        var run = program.Run(arguments, TestPaths.Repository, Limit);
        Assert.NotNull(run);
        return run.Output + run.Error + (run.ExitCode == 0 ? "" : $"exit {run.ExitCode}");
    }
}
