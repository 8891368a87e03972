// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Analysis.Networks;

/// <summary>Warns of layers for which some figures have no meaning, so that an empty cell in a report is explained.</summary>
internal static class DegenerateLayers
{
    public static void Report(NetworkStages stages, IEnumerable<LayerAnalysis> layers, DiagnosticBag diagnostics)
    {
        foreach (var layer in layers)
        {
            var node = stages.Calibrated[layer.Name];
            if (layer.Weights is { Folded.Tensor: { Range: 0 } weights })
                diagnostics.Add(AnalysisDiagnostics.ConstantWeights(node, weights.Minimum));
            if (layer.Activations.Tensor is { Range: 0 } values)
                diagnostics.Add(AnalysisDiagnostics.ConstantActivation(node, values.Minimum));
        }
    }
}
