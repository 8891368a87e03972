// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using CoDesign.Cosim.Programs;

namespace CoDesign.Benchmarks.Mutations;

/// <summary>
/// Runs the bench of a module against mutants of the module. A mutant that passes in every variant of the bench shows what the bench does not see, or text in the module that does nothing.
/// </summary>
internal static class MutationRun
{
    /// <summary>Kilobytes a simulator may take: the elaboration of a mutant can ask for all there are.</summary>
    private const int MemoryKilobytes = 6_000_000;

    /// <summary>A mutant that takes as many times the time of the original hangs.</summary>
    private const int Patience = 8;

    private static readonly TimeSpan LeastLimit = TimeSpan.FromSeconds(20);

    private enum Outcome
    {
        Killed,
        NotBuilt,
        Survived,
    }

    /// <summary>Mutates the modules named in <paramref name="options"/>; exit code 1 when a mutant survives.</summary>
    /// <param name="repository">Root of the sources.</param>
    /// <param name="options">Names of modules, <c>--count N</c> for N mutants of each evenly over its lines, <c>--lines A-B</c> for those of some lines.</param>
    public static int Run(string repository, IReadOnlyList<string> options)
    {
        var (count, first, last) = (int.MaxValue, 1, int.MaxValue);
        var modules = new List<string>();
        for (var index = 0; index < options.Count; index++)
        {
            switch (options[index])
            {
                case "--count" when index + 1 < options.Count && int.TryParse(options[index + 1], out count):
                    index++;
                    break;
                case "--lines" when index + 1 < options.Count && options[index + 1].Split('-') is [var from, var to]:
                    (first, last) = (int.Parse(from), int.Parse(to));
                    index++;
                    break;
                case var name when name.StartsWith("cd_", StringComparison.Ordinal):
                    modules.Add(name);
                    break;
                default:
                    Console.Error.WriteLine(
                        $"mutate: '{options[index]}' is no module (cd_...), --count N or --lines A-B."
                    );
                    return 2;
            }
        }

        return modules.Select(module => Mutate(repository, module, count, first, last)).DefaultIfEmpty(2).Max();
    }

    private static int Mutate(string repository, string module, int count, int first, int last)
    {
        var bench = Path.Combine("sim", "modules", module);
        var sources = Directory
            .EnumerateFiles(Path.Combine(repository, "hw"), $"{module}.v", SearchOption.AllDirectories)
            .ToArray();
        if (sources.Length != 1 || !Directory.Exists(Path.Combine(repository, bench)))
        {
            Console.Error.WriteLine($"mutate: there is no module {module} with a bench in {bench}.");
            return 2;
        }

        var path = Path.GetRelativePath(repository, sources[0]).Replace('\\', '/');
        var variantsFile = Path.Combine(repository, bench, "variants.txt");
        var variants = File.Exists(variantsFile) ? File.ReadAllLines(variantsFile) : [""];
        var source = File.ReadAllText(sources[0]);
        var clock = Stopwatch.StartNew();
        if (Try(source, variants, TimeSpan.FromMinutes(10)) != Outcome.Survived)
        {
            Console.Error.WriteLine($"mutate: the bench of {module} fails without a mutant.");
            return 1;
        }

        var limit = LeastLimit + (Patience * clock.Elapsed / variants.Length);
        var all = VerilogMutants.Of(source).Where(mutant => mutant.Line >= first && mutant.Line <= last).ToArray();
        var chosen = Enumerable
            .Range(0, Math.Min(count, all.Length))
            .Select(index => all[(int)((long)index * all.Length / Math.Min(count, all.Length))]);
        var outcomes = new Dictionary<Outcome, int>();
        foreach (var mutant in chosen)
        {
            var outcome = Try(mutant.Source, variants, limit);
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            if (outcome == Outcome.Survived)
                Console.WriteLine($"{path}:{mutant.Line}: {mutant.Before}   =>   {mutant.After}");
        }

        Console.WriteLine(
            $"{module}: {outcomes.Values.Sum()} mutants, {outcomes.GetValueOrDefault(Outcome.Killed)} killed, "
                + $"{outcomes.GetValueOrDefault(Outcome.NotBuilt)} not built, {outcomes.GetValueOrDefault(Outcome.Survived)} survived, {clock.Elapsed.TotalSeconds:F0} s"
        );
        return outcomes.ContainsKey(Outcome.Survived) ? 1 : 0;

        Outcome Try(string text, IEnumerable<string> options, TimeSpan timeout)
        {
            var folder = Directory.CreateTempSubdirectory("codesign-mutant-");
            try
            {
                var changed = Path.Combine(folder.FullName, $"{module}.v");
                var program = Path.Combine(folder.FullName, "bench.vvp");
                File.WriteAllText(changed, text);
                var files = File.ReadAllLines(Path.Combine(repository, bench, "files.f"))
                    .Where(line => line.Length > 0)
                    .Select(line => line == path ? changed : line)
                    .ToArray();
                foreach (var option in options)
                {
                    string[] build =
                    [
                        "-g2012",
                        .. option.Split(' ', StringSplitOptions.RemoveEmptyEntries),
                        "-o",
                        program,
                        $"{bench}/tb_{module}.sv",
                        .. files,
                    ];
                    if (Limited(ExternalProgram.Iverilog.Name, build, timeout) is not { ExitCode: 0 })
                        return Outcome.NotBuilt;
                    var run = Limited(ExternalProgram.Vvp.Name, ["-n", program], timeout);
                    if (run is not { ExitCode: 0 } || !run.Output.Split('\n').Any(IsPass))
                        return Outcome.Killed;
                }

                return Outcome.Survived;
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        }

        ProgramRun? Limited(string program, IEnumerable<string> arguments, TimeSpan timeout) =>
            ExternalProgram.RunFile(
                "sh",
                ["-c", $"ulimit -v {MemoryKilobytes}; exec \"$0\" \"$@\"", program, .. arguments],
                repository,
                timeout,
                onLine: null
            );
    }

    private static bool IsPass(string line) =>
        line.StartsWith("PASS", StringComparison.Ordinal) && !line.StartsWith("PASS 0 ", StringComparison.Ordinal);
}
