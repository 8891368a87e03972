// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Transforms;

/// <summary>A graph-to-graph step. The runner verifies the graph before and after it.</summary>
public abstract class Pass
{
    /// <summary>Verb and object, the class name; <c>--stop-after</c> takes it.</summary>
    public string Name => GetType().Name;

    /// <summary>Stage of the graphs it takes.</summary>
    public abstract GraphStage Needs { get; }

    /// <summary>Stage of the graph it gives.</summary>
    public abstract GraphStage Yields { get; }

    /// <summary>The rewritten graph (the same reference when nothing changed but the stage), or null after an error in <see cref="PassContext.Diagnostics"/>.</summary>
    public abstract Graph? Run(Graph graph, PassContext context);
}

/// <summary>What a pass may use besides the graph.</summary>
/// <param name="Options">The user's choices.</param>
/// <param name="Calibration">Real input records [H, W, C], read once; null without calibration data.</param>
/// <param name="Diagnostics">Where findings go.</param>
public sealed record PassContext(
    PipelineOptions Options,
    IEnumerable<double[]>? Calibration,
    DiagnosticBag Diagnostics
);

/// <summary>What the runner tells about a pass that has run.</summary>
/// <param name="Pass">Its name.</param>
/// <param name="Graph">The graph after it.</param>
/// <param name="Duration">Time that the pass took, verification not counted.</param>
public sealed record PassResult(string Pass, Graph Graph, TimeSpan Duration);
