// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using CoDesign.Golden.Integer;
using CoDesign.Golden.Kernels;
using CoDesign.Ir.Nodes;

namespace CoDesign.Benchmarks.Executors;

/// <summary>The two integer executors in C#.</summary>
internal static class ManagedExecutors
{
    public const string PlainColumn = "C# plain";
    public const string VectorColumn = "C# vector";

    /// <summary>The plain loops, the definition.</summary>
    public static TimedExecutor Plain(Graph graph)
    {
        var executor = new IntegerExecutor(graph);
        var codes = Codes(graph);
        return new TimedExecutor(PlainColumn, runs => Least(runs, () => executor.Run(codes)));
    }

    /// <summary>The vector kernels.</summary>
    public static TimedExecutor Vector(Graph graph)
    {
        var executor = new FastExecutor(graph);
        var values = new Dictionary<string, short[]>(StringComparer.Ordinal);
        var codes = Codes(graph);
        return new TimedExecutor(VectorColumn, runs => Least(runs, () => executor.Run(codes, values)));
    }

    /// <summary>Codes over the whole range of the input's type.</summary>
    public static short[] Codes(Graph graph)
    {
        var type = ((QuantizedNode)graph.InputNode).Output.Type;
        var count = type.Maximum - type.Minimum + 1;
        return
        [
            .. Enumerable
                .Range(0, (int)graph.InputNode.Shape.Elements)
                .Select(i => (short)(type.Minimum + (i * 37 % count))),
        ];
    }

    private static double Least(int runs, Action run)
    {
        var least = double.PositiveInfinity;
        for (var k = 0; k < runs; k++)
        {
            var start = Stopwatch.GetTimestamp();
            run();
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        return least;
    }
}
