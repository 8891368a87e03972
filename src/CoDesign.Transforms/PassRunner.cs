// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using CoDesign.Ir.Verification;

namespace CoDesign.Transforms;

/// <summary>Runs a list of passes: checks stages, verifies the graph before and after each, times it.</summary>
internal static class PassRunner
{
    public static Graph? Run(
        ImmutableArray<Pass> passes,
        Graph graph,
        PipelineOptions options,
        IEnumerable<double[]>? calibration,
        DiagnosticBag diagnostics
    )
    {
        if (!options.Verify(graph, diagnostics) || !FindLast(passes, options.StopAfter, diagnostics, out var last))
            return null;
        graph = graph with { Normalization = options.Normalization ?? graph.Normalization };
        if (!GraphVerifier.Verify(graph, diagnostics))
            return null;

        var context = new PassContext(options, calibration, diagnostics);
        foreach (var pass in passes[..(last + 1)])
        {
            if (graph.Stage > pass.Needs)
                continue;
            if (RunOne(pass, graph, context) is not { } result)
                return null;
            graph = result;
        }

        return graph;
    }

    private static Graph? RunOne(Pass pass, Graph graph, PassContext context)
    {
        if (graph.Stage != pass.Needs)
        {
            context.Diagnostics.Add(GraphDiagnostics.WrongStage(pass.Name, pass.Needs, graph.Stage));
            return null;
        }

        var watch = Stopwatch.StartNew();
        var result = pass.Run(graph, context);
        watch.Stop();
        if (result is null)
            return null;
        if (result.Stage != pass.Yields)
            throw new InvalidOperationException($"Pass {pass.Name} yields {pass.Yields} but gave {result.Stage}.");
        if (!GraphVerifier.Verify(result, context.Diagnostics))
            return null;
        context.Options.AfterPass?.Invoke(new PassResult(pass.Name, result, watch.Elapsed));
        return result;
    }

    private static bool FindLast(
        ImmutableArray<Pass> passes,
        string? stopAfter,
        DiagnosticBag diagnostics,
        out int last
    )
    {
        last = passes.Length - 1;
        if (stopAfter is null)
            return true;
        for (last = 0; last < passes.Length; last++)
        {
            if (string.Equals(passes[last].Name, stopAfter, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        diagnostics.Add(GraphDiagnostics.UnknownPass(stopAfter, passes.Select(pass => pass.Name)));
        return false;
    }
}
