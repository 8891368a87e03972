// SPDX-License-Identifier: Apache-2.0
using CoDesign.Transforms;
using CoDesign.Transforms.Calibration;
using CoDesign.Transforms.Quantization;

namespace CoDesign.Analysis.Networks;

/// <summary>One network at the stages that the analysis compares. Values keep their names from stage to stage.</summary>
/// <param name="Imported">As the file says, with batch normalization.</param>
/// <param name="Calibrated">Float, everything folded, with value ranges.</param>
/// <param name="Quantized">Integer.</param>
/// <param name="ClipPercent">Share of values that clipping cut off at each end, percent.</param>
public sealed record NetworkStages(Graph Imported, Graph Calibrated, Graph Quantized, double ClipPercent)
{
    /// <summary>The value that a softmax at the end reads, else the output.</summary>
    public string Logits => Calibrated[Calibrated.Output] is Softmax softmax ? softmax.Inputs[0] : Calibrated.Output;

    /// <summary>Runs the passes on a float graph; null after a diagnostic.</summary>
    public static NetworkStages? Of(
        Graph imported,
        PipelineOptions options,
        IEnumerable<double[]> calibration,
        DiagnosticBag diagnostics
    )
    {
        Graph? calibrated = null;
        var quantized = Pipeline.Run(
            imported,
            options with
            {
                StopAfter = nameof(QuantizeGraph),
                AfterPass = result => calibrated = result.Pass == nameof(CalibrateRanges) ? result.Graph : calibrated,
            },
            calibration,
            diagnostics
        );
        return quantized is null || calibrated is null
            ? null
            : new NetworkStages(imported, calibrated, quantized, options.Quantization.ClipPercent);
    }

    /// <summary>Scale, zero point and type of a value.</summary>
    public QuantizationParameters CodesOf(string value) => ((QuantizedNode)Quantized[value]).Output;
}
