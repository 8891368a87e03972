// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Json.Nodes;
using CoDesign.Cli.Frame;
using CoDesign.Cosim;
using CoDesign.Cosim.Bisection;
using CoDesign.Cosim.Native;
using CoDesign.Cosim.Networks;
using CoDesign.Cosim.Simulators;
using CoDesign.Golden.Tracing;
using CoDesign.Ir.Diagnostics;
using CoDesign.Reports.Json;
using CoDesign.Reports.Tables;

namespace CoDesign.Cli.Steps;

/// <summary>The steps of <c>bisect</c>.</summary>
internal static class Bisector
{
    /// <summary>Each of C, HLS C++ and RTL.</summary>
    public const string All = "all";

    private const int TermsShown = 200;

    /// <summary>Names of the executors.</summary>
    public static ImmutableArray<string> Executors { get; } = [Executor.Golden, "c", "hls", Verifier.Rtl];

    /// <summary>Compares one executor, or all, with <paramref name="against"/> and reports.</summary>
    public static ExitCode Run(Session session, string target, string against, Verifier.Request request)
    {
        if (target == against)
        {
            session.Diagnostics.Add(
                UsageDiagnostics.NotTogether(
                    $"'--target {target}'",
                    $"'--against {against}'",
                    "Name two different executors."
                )
            );
            return ExitCode.WrongInput;
        }

        if (
            CompiledModel.Open(session, request.Folder) is not { } compiled
            || Verifier.NetworkOf(session, compiled) is not { } network
            || Verifier.Records(session, request, compiled, network) is not { } found
        )
            return session.Failed();
        List<short[]> records = [.. found];
        if (session.Diagnostics.HasErrors)
            return session.Failed();
        if (records.Count == 0)
        {
            session.Diagnostics.Add(SimulationDiagnostics.NoInput(request.Folder));
            return session.Failed();
        }

        var comparisons = new JsonArray();
        session.Result = new JsonObject
        {
            ["model"] = compiled.Lowered.Name,
            ["comparisons"] = comparisons,
            ["output"] = request.Folder,
        };
        var differ = false;
        foreach (
            var one in target == All ? Executors.Where(name => name != Executor.Golden && name != against) : [target]
        )
        {
            var job = new Job(session, compiled, network, request, records);
            if (
                session.Progress.During($"Compare {one} with {against}", () => job.Compare(one, against))
                is not { } result
            )
                return session.Failed();
            comparisons.Add(ToJson(result));
            Print(session, result);
            differ |= result.First is not null;
        }

        return differ ? ExitCode.CheckFailed : ExitCode.Done;
    }

    private static JsonObject ToJson(BisectionResult result)
    {
        var json = ResultJson.ToObject(result);
        json.Insert(3, "equal", result.First is null);
        return json;
    }

    private static void Print(Session session, BisectionResult result)
    {
        if (result.First is not { } first)
        {
            session.Line(
                $"{result.Target} and {result.Against}: equal in every value of {result.Images} {(result.Images == 1 ? "image" : "images")}."
            );
            return;
        }

        session.Line(
            $"{result.Target} and {result.Against} differ first in layer '{first.Layer}' ({first.Op}), image {first.Image}, (h {first.Height}, w {first.Width}, c {first.Channel}): "
                + $"{result.Target} {first.Target?.ToString(CultureInfo.InvariantCulture) ?? "undefined"}, {result.Against} {first.Against?.ToString(CultureInfo.InvariantCulture) ?? "undefined"}."
        );
        if (first.Trace is not { } trace)
            return;
        session.Line($"In the integer model, from inputs on which both agree, it is {trace.Code}:");
        if (trace.Terms.Length > 0)
            TableDrawing.Write(session, TermTable(trace));
        foreach (var step in trace.Steps)
            session.Line($"  {step.Name, -40} {step.Result, 14}");
    }

    private static ReportTable TermTable(CodeTrace trace)
    {
        string[] titles = ["ky", "kx", "i", "x", "x - Zx", "w", "w - Zw", "product", "sum"];
        // The middle of a long sum is left to --json.
        var shown =
            trace.Terms.Length <= TermsShown
                ? trace.Terms.Select(Cells)
                :
                [
                    .. trace.Terms.Take(TermsShown / 2).Select(Cells),
                    [.. titles.Select(_ => "...")],
                    .. trace.Terms.TakeLast(TermsShown / 2).Select(Cells),
                ];
        return new ReportTable([.. titles.Select(title => new ReportColumn(title, IsFigure: true))], [.. shown]);
    }

    private static ImmutableArray<string> Cells(TraceTerm term) =>
        [
            .. new long?[]
            {
                term.KernelRow,
                term.KernelColumn,
                term.InputChannel,
                term.X,
                term.XDifference,
                term.W,
                term.WDifference,
                term.Product,
                term.Sum,
            }.Select(number => number?.ToString(CultureInfo.InvariantCulture) ?? ""),
        ];

    private sealed record Job(
        Session Session,
        CompiledModel Compiled,
        BenchNetwork Network,
        Verifier.Request Request,
        List<short[]> Records
    )
    {
        public BisectionResult? Compare(string target, string against)
        {
            if (target == Verifier.Rtl)
                return Open(against) is { } other ? Simulate(other) : null;
            if (against == Verifier.Rtl)
                return Open(target) is { } other && Simulate(other) is { } result ? Swapped(result) : null;
            return Open(target) is { } left && Open(against) is { } right
                ? FirstDifference.Of(Compiled.Lowered, left, right, Records)
                : null;
        }

        private Executor? Open(string name)
        {
            if (name == Executor.Golden)
                return Executor.OfGolden(Compiled.Lowered);
            return NativeSources.Open(Request.Folder, name, Session.Diagnostics) is { } sources
                ? NativeExecutor.Of(sources, Compiled.Lowered, Request.Timeout, Session.Diagnostics)
                : null;
        }

        private BisectionResult? Simulate(Executor against)
        {
            var options = new CosimulationOptions
            {
                Simulator =
                    Simulator.Named(Request.Simulator) ?? throw new InvalidOperationException(Request.Simulator),
                StallFrom = int.MaxValue,
                Timeout = Request.Timeout,
            };
            return FirstDifference.OfRtl(
                Request.Folder,
                Network,
                Compiled.Lowered,
                against,
                Records,
                options,
                Session.Diagnostics
            );
        }

        private static BisectionResult Swapped(BisectionResult result) =>
            new(
                result.Against,
                result.Target,
                result.Images,
                result.First is { } first ? first with { Target = first.Against, Against = first.Target } : null
            );
    }
}
