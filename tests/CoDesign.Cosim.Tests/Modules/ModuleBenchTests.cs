// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cosim.Programs;
using CoDesign.Testing;

namespace CoDesign.Cosim.Tests.Modules;

/// <summary>
/// Runs the bench of every module of hw/ in Icarus, in each variant of its <c>variants.txt</c> (a line of iverilog options each). A bench ends with a line
/// <c>PASS</c>, with the count of what it compared where one number tells it, or fails the simulation.
/// </summary>
public sealed class ModuleBenchTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private static string Benches => TestPaths.InRepository("sim", "modules");

    public static TheoryData<string, string> Variants()
    {
        var data = new TheoryData<string, string>();
        foreach (var folder in Directory.EnumerateDirectories(Benches).Order(StringComparer.Ordinal))
        {
            var variants = Path.Combine(folder, "variants.txt");
            foreach (var options in File.Exists(variants) ? File.ReadAllLines(variants) : [""])
                data.Add(Path.GetFileName(folder), options);
        }

        return data;
    }

    [ToolTheory("iverilog", "vvp")]
    [MemberData(nameof(Variants))]
    public void ModuleDoesWhatItsHeaderSays(string module, string options)
    {
        using var output = new TemporaryFolder();
        var program = Path.Combine(output.Root, "bench.vvp");
        var folder = Path.Combine("sim", "modules", module);
        var sources = File.ReadAllLines(Path.Combine(TestPaths.Repository, folder, "files.f"))
            .Where(line => line.Length > 0);
        string[] arguments =
        [
            "-g2012",
            "-Wall",
            "-Wno-timescale",
            .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            "-o",
            program,
            Path.Combine(folder, $"tb_{module}.sv"),
            .. sources,
        ];

        var build = ExternalProgram.Iverilog.Run(arguments, TestPaths.Repository, Limit);
        Assert.NotNull(build);
        Assert.True(build.ExitCode == 0, build.Error);
        Assert.DoesNotContain(
            build.Error.Split('\n'),
            line =>
                line.StartsWith("hw/", StringComparison.Ordinal) && line.Contains("warning", StringComparison.Ordinal)
        );

        var run = ExternalProgram.Vvp.Run(["-n", program], TestPaths.Repository, Limit);
        Assert.NotNull(run);
        Assert.True(run is { ExitCode: 0, TimedOut: false }, $"{module} {options}: {run.Output}{run.Error}");
        Assert.Matches(@"(?m)^PASS\b(?! 0\b)", run.Output);
    }
}
