// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using System.Text.Json.Nodes;
using CoDesign.Analysis.Networks;
using CoDesign.Reports.Json;

namespace CoDesign.Reports.Layerwise;

/// <summary>Mean and deviation of every figure over several calibration subsets (thesis 6.2.2): the accuracy, sources of error, and each layer.</summary>
public static class TrialFigures
{
    /// <summary>
    /// Figures as an object: <c>count</c>, then for each figure <c>mean</c> and <c>deviation</c> (of a sample, n - 1). A figure that one trial lacks is left out.
    /// </summary>
    public static JsonObject Of(IReadOnlyList<NetworkTrial> trials)
    {
        var first = trials[0];
        var result = Spread([.. trials.Select(trial => ResultJson.ToObject(trial.Analysis.Accuracy))]);
        result.Insert(0, "count", trials.Count);
        if (first.Attribution is { } attribution)
        {
            var sources = attribution.Sources.Select(
                (source, k) =>
                    Named(
                        "source",
                        source.Source,
                        [.. trials.Select(trial => ResultJson.ToObject(trial.Attribution?.Sources[k].Cost))]
                    )
            );
            result["sources"] = new JsonArray([.. sources]);
        }

        var layers = first.Analysis.Layers.Select(
            (layer, k) => Named("name", layer.Name, [.. trials.Select(trial => OfLayer(trial, k))])
        );
        result["layers"] = new JsonArray([.. layers]);
        return result;
    }

    private static JsonObject OfLayer(NetworkTrial trial, int index)
    {
        var layer = trial.Analysis.Layers[index];
        var figures = ResultJson.ToObject(layer.Fidelity);
        figures["scale"] = layer.Quantization.Scale;
        figures["zeroPoint"] = (double)layer.Quantization.ZeroPoint;
        figures["codesUsed"] = layer.CodesUsed;
        if (layer.Weights is { } weights)
            figures["weights"] = AnalysisJson.WeightsOf(weights);
        figures["activations"] = AnalysisJson.TensorOf(layer.Activations);
        if (trial.Attribution?.Layers.FirstOrDefault(part => part.Name == layer.Name) is { } attribution)
            figures["attribution"] = ResultJson.ToObject(attribution);
        return figures;
    }

    private static JsonObject Named(string key, string name, List<JsonObject> trials)
    {
        var figures = Spread(trials);
        figures.Insert(0, key, name);
        return figures;
    }

    /// <summary>Numbers become mean and deviation, objects the same of their numbers; texts are left out.</summary>
    private static JsonObject Spread(List<JsonObject> trials)
    {
        var result = new JsonObject();
        foreach (var (key, value) in trials[0])
        {
            if (value is JsonObject)
                result[key] = Spread([.. trials.Select(trial => trial[key]).OfType<JsonObject>()]);
            else if (
                value?.GetValueKind() == JsonValueKind.Number
                && trials.TrueForAll(trial => trial[key] is not null)
            )
                result[key] = SpreadOf([
                    .. trials.Select(trial => trial[key]).OfType<JsonNode>().Select(number => (double)number),
                ]);
        }

        return result;
    }

    private static JsonObject SpreadOf(List<double> values)
    {
        var mean = values.Average();
        var squares = values.Sum(value => (value - mean) * (value - mean));
        return new JsonObject { ["mean"] = mean, ["deviation"] = Math.Sqrt(squares / Math.Max(1, values.Count - 1)) };
    }
}
