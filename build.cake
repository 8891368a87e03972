// SPDX-License-Identifier: Apache-2.0
// Targets of ./build.sh. Each prints what it does on one line and stops at the first thing that fails.
using System.Diagnostics;
using System.Threading;
using System.Xml.Linq;

const string Solution = "CoDesign.sln";
const string Stamp = "artifacts/codesign.built";
const string Results = "artifacts/test-results";

var target = Argument("target", "list");

// Program on the search path -> Debian package that brings it.
var tools = new Dictionary<string, string>
{
    ["iverilog"] = "iverilog",
    ["verilator"] = "verilator",
    ["yosys"] = "yosys",
    ["g++"] = "g++",
    ["make"] = "make",
};

// What tests need besides: the report in a browser, figures computed a second time, formal proofs, place and route. The demo does without.
var testTools = new Dictionary<string, string>
{
    ["nextpnr-ice40"] = "nextpnr-ice40",
    ["z3"] = "z3",
    ["chromium"] = "chromium",
    ["/usr/lib/python3/dist-packages/numpy"] = "python3-numpy",
};
if (target != "demo")
{
    foreach (var tool in testTools)
        tools.Add(tool.Key, tool.Value);
}

Task("list")
    .Does(() =>
    {
        Console.WriteLine("./build.sh TARGET");
        Console.WriteLine("  setup    install the external programs that are missing");
        Console.WriteLine("  build    compile everything, Release");
        Console.WriteLine("  test     setup, build, all tests; the last line is the total");
        Console.WriteLine("  demo     setup, the whole main job on an embedded model");
        Console.WriteLine("  bench    whole networks beside ONNX Runtime, and the engine table into docs/benchmarks.md (--networks [--models=TEXT] [--write=FILE] or --engine: one of");
        Console.WriteLine("           them; --filter=PATTERN: single layers in BenchmarkDotNet; --mlperf, --factorizenet: the tables of docs/mlperf-tiny.md and docs/datapath.md)");
        Console.WriteLine("  nightly  test, and the long tests too");
        Console.WriteLine("  formal   all proofs of sim/formal");
        Console.WriteLine("  mutate   --module=NAME[,NAME] [--count=N] [--lines=A-B]: small faults in modules of hw/, against the modules' benches; prints those that no bench sees");
        Console.WriteLine("  format   format the C# sources");
        Console.WriteLine("  report-library  bundle the report's plotting library anew (needs npm)");
    });

Task("setup")
    .Does(() =>
    {
        var packages = tools.Where(tool => !OnSearchPath(tool.Key)).Select(tool => tool.Value).ToArray();
        if (packages.Length == 0)
            return;
        var install = $"apt-get install -y --no-install-recommends {string.Join(' ', packages)}";
        var prefix =
            !OnSearchPath("apt-get") ? null
            : Environment.UserName == "root" ? ""
            : OnSearchPath("sudo") && Run("sudo", "-n true", quiet: true) == 0 ? "sudo -n "
            : null;
        if (prefix is null)
            Stop(3, $"Missing programs. Install them, then run this again:\n  sudo {install}");
        Console.WriteLine($"setup: {prefix}{install}");
        var shell = $"-c \"export DEBIAN_FRONTEND=noninteractive; {prefix}apt-get update -q && {prefix}{install} -q\"";
        if (Run("sh", shell, toError: true) != 0)
            Stop(3, $"apt-get failed (see above). Install by hand, then run this again:\n  sudo {install}");
        var missing = tools.Keys.Where(program => !OnSearchPath(program)).ToArray();
        if (missing.Length > 0)
            Stop(3, $"Installed, but still not on the search path: {string.Join(", ", missing)}");
    });

Task("build")
    .Does(() =>
    {
        // The time stamp tells ./codesign which sources are in this build.
        System.IO.Directory.CreateDirectory("artifacts");
        System.IO.File.WriteAllText(Stamp + ".next", "");
        if (Run("dotnet", $"build {Solution} -c Release --nologo -v quiet -clp:ErrorsOnly;NoSummary") != 0)
            Stop(1, "build: failed");
        System.IO.File.Move(Stamp + ".next", Stamp, overwrite: true);
    });

Task("test").IsDependentOn("setup").IsDependentOn("build").Does(() => RunTests("Category!=Nightly"));

Task("nightly").IsDependentOn("setup").IsDependentOn("build").Does(() => RunTests(null));

// Without "build": ./codesign builds the tool itself, and only the tool.
Task("demo")
    .IsDependentOn("setup")
    .Does(() =>
    {
        var code = Run("./codesign", "demo");
        if (code != 0)
            Stop(code, $"demo: exit {code}");
    });

Task("bench")
    .IsDependentOn("setup")
    .Does(() =>
    {
        const string Benchmarks = "run --project tests/CoDesign.Benchmarks -c Release --";
        if (HasArgument("filter"))
        {
            if (Run("dotnet", $"{Benchmarks} layers --filter {Argument<string>("filter")}") != 0)
                Stop(1, "bench: failed");
            return;
        }

        var models = HasArgument("models") ? $" --models {Argument<string>("models")}" : "";
        if (HasArgument("mlperf"))
        {
            if (Run("dotnet", $"{Benchmarks} mlperf ../shared/models/mlperf-tiny docs/mlperf-tiny.md --count {Argument("count", "2")}{models}") != 0)
                Stop(1, "bench: the MLPerf Tiny table failed");
            return;
        }

        if (HasArgument("factorizenet"))
        {
            if (Run("dotnet", $"{Benchmarks} factorizenet ../shared examples/factorizenet.yaml docs/datapath.md{models}") != 0)
                Stop(1, "bench: the FactorizeNet table failed");
            return;
        }

        var options = new[] { "models", "write" }.Where(HasArgument).Select(name => $"--{name} \"{Argument<string>(name)}\"");
        if (!HasArgument("engine") && Run("dotnet", $"{Benchmarks} networks {string.Join(' ', options)}") != 0)
            Stop(1, "bench: the networks failed");
        if (!HasArgument("networks") && Run("dotnet", $"{Benchmarks} engine docs") != 0)
            Stop(1, "bench: the engine table failed");
    });

Task("formal")
    .IsDependentOn("setup")
    .Does(() =>
    {
        const string Project = "tests/CoDesign.Cosim.Tests";
        if (Run("dotnet", $"test {Project} -c Release --nologo --filter FullyQualifiedName~Formal --logger console;verbosity=detailed") != 0)
            Stop(1, "formal: failed");
    });

Task("mutate")
    .IsDependentOn("setup")
    .Does(() =>
    {
        if (!HasArgument("module"))
            Stop(2, "mutate: --module=NAME[,NAME] is missing; the modules are the folders of sim/modules.");
        var options = new[] { "count", "lines" }.Where(HasArgument).Select(name => $" --{name} {Argument<string>(name)}");
        var modules = Argument<string>("module").Replace(',', ' ');
        var code = Run("dotnet", $"run --project tests/CoDesign.Benchmarks -c Release -- mutate {modules}{string.Concat(options)}");
        if (code != 0)
            Stop(code, "mutate: see above");
    });

Task("format")
    .Does(() =>
    {
        if (Run("dotnet", "csharpier format src tests") != 0)
            Stop(1, "format: failed");
    });

// templates/report/vendor is checked in, so that neither build nor use needs npm; this makes it from package-lock.json.
Task("report-library")
    .Does(() =>
    {
        const string Folder = "templates/report";
        if (!OnSearchPath("npm"))
            Stop(3, "report-library: npm is missing. Install it, then run this again:\n  sudo apt-get install npm");
        if (Run("npm", $"ci --ignore-scripts --no-fund --no-audit --prefix {Folder}") != 0 || Run("npm", $"run bundle --silent --prefix {Folder}") != 0)
            Stop(1, "report-library: failed");
    });

RunTarget(target);

// Runs every test project that has tests, two at a time, the largest first; the total goes where build.sh prints it last.
void RunTests(string filter)
{
    CleanDirectory(Results);
    var projects = System
        .IO.Directory.EnumerateDirectories("tests", "*.Tests")
        .Select(folder => new
        {
            Name = System.IO.Path.GetFileName(folder),
            Sources = System.IO.Directory.EnumerateFiles(folder, "*Tests.cs", SearchOption.AllDirectories).Count(),
        })
        .Where(project => project.Sources > 0)
        .OrderByDescending(project => project.Sources)
        .Select(project => project.Name)
        .ToArray();
    var outcomes = new System.Collections.Concurrent.ConcurrentBag<(int Passed, int Failed, int Skipped)>();
    System.Threading.Tasks.Parallel.ForEach(
        System.Collections.Concurrent.Partitioner.Create(projects, System.Collections.Concurrent.EnumerablePartitionerOptions.NoBuffering),
        new ParallelOptions { MaxDegreeOfParallelism = 2 },
        project => outcomes.Add(RunTestProject(project, filter))
    );
    var passed = outcomes.Sum(outcome => outcome.Passed);
    var failed = outcomes.Sum(outcome => outcome.Failed);
    var skipped = outcomes.Sum(outcome => outcome.Skipped);
    if (passed == 0 && failed == 0)
    {
        Console.WriteLine("test: no test ran");
        failed = 1;
    }
    var total = $"{passed} passed, {failed} failed" + (skipped > 0 ? $", {skipped} skipped" : "");
    System.IO.Directory.CreateDirectory(Results);
    // Tables of measured figures that long tests leave.
    if (System.IO.Directory.Exists($"{Results}/tables"))
    {
        foreach (var table in System.IO.Directory.EnumerateFiles($"{Results}/tables").OrderBy(file => file))
            Console.Write(System.IO.File.ReadAllText(table));
    }

    System.IO.File.WriteAllText($"{Results}/total.txt", total + "\n");
    if (failed > 0)
        Stop(1, "test: failed");
}

// A test host that crashes, times out or finds no test counts as one failure, whatever its results file says.
(int Passed, int Failed, int Skipped) RunTestProject(string project, string filter)
{
    var trx = $"{Results}/{project}.trx";
    var arguments =
        $"test artifacts/bin/{project}/release/{project}.dll --nologo --logger console;verbosity=minimal --results-directory {Results}"
        + $" --logger trx;LogFileName={project}.trx --blame-hang-timeout 20m --blame-hang-dump-type none"
        + (filter is null ? "" : $" --filter {filter}");
    var clock = Stopwatch.StartNew();
    var output = new StringBuilder();
    var code = Run("dotnet", arguments, capture: output);
    int passed = 0, failed = 0, skipped = 0;
    if (System.IO.File.Exists(trx))
    {
        foreach (var result in XDocument.Load(trx).Descendants().Where(element => element.Name.LocalName == "UnitTestResult"))
        {
            switch ((string)result.Attribute("outcome"))
            {
                case "Passed": passed++; break;
                case "NotExecuted": skipped++; break;
                default: failed++; break;
            }
        }
    }
    var note = "";
    if (failed == 0 && (code != 0 || passed + skipped == 0))
    {
        failed = 1;
        note = code != 0 ? $" (the test run ended with exit code {code})" : " (no test ran)";
    }
    lock (tools)
    {
        if (failed > 0)
            Console.Write(output);
        Console.WriteLine($"{project}: {passed} passed, {failed} failed, {skipped} skipped, {clock.Elapsed.TotalSeconds:F1} s{note}");
    }
    return (passed, failed, skipped);
}

bool OnSearchPath(string program) =>
    System.IO.Path.Exists(System.IO.Path.GetFullPath(program, "/nowhere"))
    || (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => System.IO.File.Exists($"{folder}/{program}"));

int Run(string program, string arguments, bool quiet = false, bool toError = false, StringBuilder capture = null)
{
    var redirect = quiet || toError || capture is not null;
    using var process = Process.Start(
        new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = redirect,
            RedirectStandardError = redirect,
            UseShellExecute = false,
        }
    );
    if (redirect)
    {
        void Take(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is null)
                return;
            if (toError)
                Console.Error.WriteLine(line.Data);
            if (capture is not null)
            {
                lock (capture)
                    capture.AppendLine(line.Data);
            }
        }
        process.OutputDataReceived += Take;
        process.ErrorDataReceived += Take;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }
    process.WaitForExit();
    return process.ExitCode;
}

// Ends the whole build with this exit code; an exception would always give 1 and hide the message among the task list.
void Stop(int code, string message)
{
    Console.Out.Flush();
    Console.Error.WriteLine(message);
    Environment.Exit(code);
}
