// SPDX-License-Identifier: Apache-2.0
using CoDesign.Golden.Tracing;

namespace CoDesign.Cosim.Bisection;

/// <summary>Where two executors part.</summary>
/// <param name="Layer">First value, in the graph's order, that differs.</param>
/// <param name="Op">Its operator.</param>
/// <param name="Image">Record, from 0.</param>
/// <param name="Height">h of its first code that differs, in the order h, w, c.</param>
/// <param name="Width">w.</param>
/// <param name="Channel">c.</param>
/// <param name="Target">Code of the target; null when it has undefined bits.</param>
/// <param name="Against">Code of the other; null likewise.</param>
/// <param name="Trace">The code's history in the integer model, from inputs on which both agree.</param>
public sealed record Difference(
    string Layer,
    string Op,
    int Image,
    int Height,
    int Width,
    int Channel,
    int? Target,
    int? Against,
    CodeTrace? Trace
);

/// <summary>How a bisection ended.</summary>
/// <param name="Target">What was examined.</param>
/// <param name="Against">With what.</param>
/// <param name="Images">Records that were run.</param>
/// <param name="First">Null when all codes of all values are equal.</param>
public sealed record BisectionResult(string Target, string Against, int Images, Difference? First);
