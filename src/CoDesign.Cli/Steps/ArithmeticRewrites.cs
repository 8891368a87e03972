// SPDX-License-Identifier: Apache-2.0
using CoDesign.Golden.Integer;
using CoDesign.Ir.Nodes;
using CoDesign.Reports.Layers;
using CoDesign.Transforms;
using CoDesign.Transforms.Pruning;
using CoDesign.Transforms.Quantization;

namespace CoDesign.Cli.Steps;

/// <summary>Watches the passes that the configuration's <c>deadChannels</c> and <c>tflite</c> turn on, for the report.</summary>
/// <param name="source">The graph that the passes begin with.</param>
/// <param name="removesDeadChannels">The configuration asks for it.</param>
internal sealed class ArithmeticRewrites(Graph source, bool removesDeadChannels)
{
    private const int RandomCount = 10;
    private Graph _last = source;

    /// <summary>What the removal of dead channels saved; null when it did not run.</summary>
    public DeadChannelSummary? DeadChannels { get; private set; }

    /// <summary>The TFLite network just before it was rewritten to half_up; null when it was not.</summary>
    public Graph? Exact { get; private set; }

    /// <summary>Called after each pass.</summary>
    public void Add(PassResult result)
    {
        if (removesDeadChannels && result.Pass == nameof(RemoveDeadChannels))
        {
            var report = DeadChannelReport.Compare(_last, result.Graph);
            DeadChannels = new DeadChannelSummary(
                report.Channels,
                report.MacsBefore,
                report.MacsAfter,
                report.WeightsBefore,
                report.WeightsAfter,
                report.WeightBytesBefore,
                report.WeightBytesAfter
            );
        }

        if (result.Pass == nameof(ApproximateTfLite) && result.Graph.Arithmetic != _last.Arithmetic)
            Exact = _last;
        _last = result.Graph;
    }

    /// <summary>Compares outputs (before the softmax) of <paramref name="lowered"/> with the exact network's, on records or on random ones; null when nothing was rewritten.</summary>
    public ApproximationSummary? Compare(Graph lowered, IEnumerable<(short[] Codes, int? Label)>? records)
    {
        if (Exact is not { } exact)
            return null;
        // Without a softmax the greatest output is no class.
        var logits = exact[exact.Output] is QuantizedSoftmax softmax ? softmax.Inputs[0] : null;
        var inputs =
            records
            ?? RandomRecords.Codes((QuantizedNode)lowered.InputNode, RandomCount).Select(codes => (codes, (int?)null));
        var found = OutputComparison.Run(exact, lowered, logits ?? exact.Output, inputs);
        return new ApproximationSummary(
            found.Records,
            records is null ? "random" : "calibration",
            found.Bytes,
            found.Differing,
            found.GreatestDifference,
            logits is null ? null : found.SameClass,
            found.Labels,
            logits is null || found.Labels == 0 ? null : (double)found.ExactRight / found.Labels,
            logits is null || found.Labels == 0 ? null : (double)found.OtherRight / found.Labels
        );
    }
}
