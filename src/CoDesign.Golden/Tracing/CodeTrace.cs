// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Golden.Tracing;

/// <summary>How one code comes about.</summary>
/// <param name="Value">Value that holds it.</param>
/// <param name="Op">Its operator.</param>
/// <param name="Terms">What is summed, or compared, in order; taps in the padding contribute nothing and are left out.</param>
/// <param name="Steps">What is then done, in order, each with its result.</param>
/// <param name="Code">The code.</param>
public sealed record CodeTrace(
    string Value,
    string Op,
    ImmutableArray<TraceTerm> Terms,
    ImmutableArray<TraceStep> Steps,
    int Code
);

/// <summary>One term of a sum: <c>product = (x - Zx) * (w - Zw)</c>; a pooling window has codes only.</summary>
/// <param name="KernelRow">ky.</param>
/// <param name="KernelColumn">kx.</param>
/// <param name="InputChannel">Channel of the input map.</param>
/// <param name="X">Input code.</param>
/// <param name="XDifference">x - Zx.</param>
/// <param name="W">Weight code; null in pooling.</param>
/// <param name="WDifference">w - Zw; null in pooling.</param>
/// <param name="Product">What is added.</param>
/// <param name="Sum">Sum of the products so far; in a maximum, the greatest code so far.</param>
public sealed record TraceTerm(
    int KernelRow,
    int KernelColumn,
    int InputChannel,
    int X,
    int XDifference,
    int? W,
    int? WDifference,
    long Product,
    long Sum
);

/// <summary>One step behind the sum.</summary>
/// <param name="Name">What it is: <c>bias</c>, <c>accumulator</c>, <c>multiplier</c>, ...</param>
/// <param name="Result">Its number.</param>
public sealed record TraceStep(string Name, long Result);
