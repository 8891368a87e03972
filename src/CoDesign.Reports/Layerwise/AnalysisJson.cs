// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Nodes;
using CoDesign.Analysis.Distributions;
using CoDesign.Analysis.Networks;
using CoDesign.Reports.Json;

namespace CoDesign.Reports.Layerwise;

/// <summary>
/// The result of <c>analyze</c> as JSON. Of one model: the keys of every summary at the top level and <c>layers</c>, each with what the analysis adds
/// (<c>weights</c>, <c>activations</c>, <c>fidelity</c>, <c>attribution</c>). Of several: one such object each under <c>models</c>. Channels and histograms stand
/// in <c>channels.csv</c> and in the report.
/// </summary>
public static class AnalysisJson
{
    /// <summary>All models.</summary>
    public static JsonObject Of(IReadOnlyList<AnalyzedNetwork> networks) =>
        networks is [var only] ? Of(only) : new JsonObject { ["models"] = new JsonArray([.. networks.Select(Of)]) };

    /// <summary>One model.</summary>
    public static JsonObject Of(AnalyzedNetwork network)
    {
        var result = ResultJson.ToObject(network.Figures);
        result.Remove("layers");
        result["model"] = network.Name;
        foreach (var (key, value) in ResultJson.ToObject(network.Analysis.Accuracy).ToList())
            result[key] = value?.DeepClone();
        result["clipPercent"] = network.Analysis.ClipPercent;
        if (network.Attribution is { } attribution)
        {
            result["attribution"] = new JsonObject
            {
                ["images"] = attribution.Records,
                ["sources"] = new JsonArray([
                    .. attribution.Sources.Select(source =>
                        Merged(ResultJson.ToObject(source.Cost), "source", source.Source)
                    ),
                ]),
            };
        }

        if (!network.Trials.IsEmpty)
            result["trials"] = TrialFigures.Of(network.Trials);
        result["blocks"] = new JsonArray([.. network.Blocks.Select(block => ResultJson.ToObject(block))]);
        result["layers"] = new JsonArray([.. network.Layers.Select(LayerOf)]);
        return result;
    }

    private static JsonObject LayerOf(AnalyzedLayer layer)
    {
        var analysis = layer.Analysis;
        var result = ResultJson.ToObject(layer.Figures);
        result["block"] = layer.Block;
        result["quantization"] = new JsonObject
        {
            ["type"] = analysis.Quantization.Type.ToString(),
            ["scale"] = analysis.Quantization.Scale,
            ["zeroPoint"] = analysis.Quantization.ZeroPoint,
            ["codesUsed"] = analysis.CodesUsed,
        };
        if (analysis.Weights is { } weights)
            result["weights"] = WeightsOf(weights);
        result["activations"] = TensorOf(analysis.Activations);
        result["fidelity"] = ResultJson.ToObject(analysis.Fidelity);
        if (layer.Attribution is { } attribution)
        {
            var parts = ResultJson.ToObject(attribution);
            parts.Remove("name");
            parts.Remove("op");
            result["attribution"] = parts;
        }

        return result;
    }

    /// <summary>Weights before and after folding.</summary>
    internal static JsonObject WeightsOf(WeightAnalysis weights)
    {
        var result = new JsonObject
        {
            ["original"] = TensorOf(weights.Original),
            ["folded"] = TensorOf(weights.Folded),
            ["fidelity"] = ResultJson.ToObject(weights.Fidelity),
        };
        if (weights.Folding is { } folding)
            result["folding"] = ResultJson.ToObject(folding);
        return result;
    }

    /// <summary>A tensor without its channels.</summary>
    internal static JsonObject TensorOf(TensorSummary tensor)
    {
        var result = ResultJson.ToObject(tensor.Tensor);
        if (tensor.AverageChannelPrecision is { } precision)
            result["averageChannelPrecision"] = precision;
        if (tensor.ClippedAverageChannelPrecision is { } clipped)
            result["clippedAverageChannelPrecision"] = clipped;
        return result;
    }

    private static JsonObject Merged(JsonObject value, string key, string text)
    {
        value.Insert(0, key, text);
        return value;
    }
}
