// SPDX-License-Identifier: Apache-2.0
using CoDesign.Golden.Integer;
using CoDesign.Ir.Nodes;

namespace CoDesign.Cosim.Bisection;

/// <summary>Something that computes every value of a graph.</summary>
/// <param name="Name"><c>csharp</c>, <c>c</c> or <c>hls</c>.</param>
/// <param name="Run">Codes [H, W, C] by value name of one record; null after a diagnostic.</param>
public sealed record Executor(string Name, Func<short[], IReadOnlyDictionary<string, short[]>?> Run)
{
    /// <summary>Name of the integer model's plain loops.</summary>
    public const string Golden = "csharp";

    /// <summary>The integer model.</summary>
    public static Executor OfGolden(Graph lowered)
    {
        var executor = new IntegerExecutor(lowered);
        return new Executor(Golden, record => executor.Run(record));
    }
}
