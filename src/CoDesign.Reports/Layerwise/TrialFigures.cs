// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Nodes;
using CoDesign.Analysis.Networks;
using CoDesign.Reports.Json;

namespace CoDesign.Reports.Layerwise;

/// <summary>Mean and deviation over several calibration subsets (thesis 6.2.2), of the accuracy and of what quantization does to each layer.</summary>
public static class TrialFigures
{
    /// <summary>Figures as an object: <c>count</c>, then for each figure <c>mean</c> and <c>deviation</c> (of a sample, n - 1). A figure that one trial lacks is left out.</summary>
    public static JsonObject Of(IReadOnlyList<NetworkAnalysis> trials)
    {
        var result = Spread(trials.Select(trial => ResultJson.ToObject(trial.Accuracy)).ToList());
        result.Insert(0, "count", trials.Count);
        result["layers"] = new JsonArray(
            [
                .. trials[0]
                    .Layers.Select(
                        (layer, index) =>
                        {
                            var figures = Spread(trials.Select(trial => OfLayer(trial.Layers[index])).ToList());
                            figures.Insert(0, "name", layer.Name);
                            return figures;
                        }
                    ),
            ]
        );
        return result;
    }

    private static JsonObject OfLayer(LayerAnalysis layer)
    {
        var figures = ResultJson.ToObject(layer.Fidelity);
        figures["scale"] = layer.Quantization.Scale;
        figures["zeroPoint"] = (double)layer.Quantization.ZeroPoint;
        figures["codesUsed"] = layer.CodesUsed;
        return figures;
    }

    private static JsonObject Spread(List<JsonObject> trials)
    {
        var result = new JsonObject();
        foreach (var key in trials[0].Select(figure => figure.Key))
        {
            var values = trials.Select(trial => (double?)trial[key]).OfType<double>().ToList();
            if (values.Count < trials.Count)
                continue;
            var mean = values.Average();
            var squares = values.Sum(value => (value - mean) * (value - mean));
            result[key] = new JsonObject { ["mean"] = mean, ["deviation"] = Math.Sqrt(squares / Math.Max(1, values.Count - 1)) };
        }

        return result;
    }
}
