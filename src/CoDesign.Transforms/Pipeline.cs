// SPDX-License-Identifier: Apache-2.0
using CoDesign.Transforms.Calibration;
using CoDesign.Transforms.Folding;
using CoDesign.Transforms.Lowering;
using CoDesign.Transforms.Pruning;
using CoDesign.Transforms.Quantization;

namespace CoDesign.Transforms;

/// <summary>From the imported graph to what the engine runs.</summary>
public static class Pipeline
{
    /// <summary>All passes, in order.</summary>
    public static ImmutableArray<Pass> Passes { get; } =
    [
        new FoldBatchNorm(),
        new FuseActivations(), // after FoldBatchNorm: conv -> batch norm -> activation
        new FoldPadding(), // last of the float passes: yields Folded
        new CalibrateRanges(), // after all folding: only values that exist as codes get a range
        new QuantizeGraph(),
        new RemoveDeadChannels(), // after QuantizeGraph: its proof is about codes
        new ApproximateTfLite(), // after RemoveDeadChannels: constants are proved in the exact arithmetic
        new LowerToEngine(),
    ];

    /// <summary>
    /// Runs the passes on <paramref name="graph"/>, those that its stage has already passed left out.
    /// </summary>
    /// <param name="graph">A graph at any stage.</param>
    /// <param name="options">The user's choices.</param>
    /// <param name="calibration">Real input records [H, W, C] as a stream, read once; needed for float models only.</param>
    /// <param name="diagnostics">Where findings go.</param>
    /// <returns>The graph after the last pass, or after <see cref="PipelineOptions.StopAfter"/>; null after an error.</returns>
    public static Graph? Run(
        Graph graph,
        PipelineOptions options,
        IEnumerable<double[]>? calibration,
        DiagnosticBag diagnostics
    ) => PassRunner.Run(Passes, graph, options, calibration, diagnostics);
}
