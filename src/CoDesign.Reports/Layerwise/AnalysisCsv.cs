// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Nodes;
using CoDesign.Analysis.Distributions;
using CoDesign.Analysis.Fidelity;
using CoDesign.Reports.Json;
using CoDesign.Reports.Writers;

namespace CoDesign.Reports.Layerwise;

/// <summary>The tables of <c>analyze</c> as text: a heading with the JSON keys, nested ones joined by a point; LF, RFC 4180 quoting. A figure that has no meaning is an empty cell.</summary>
public static class AnalysisCsv
{
    /// <summary><c>layers.csv</c>: one line for each layer of each model.</summary>
    public static string Layers(IEnumerable<AnalyzedNetwork> networks)
    {
        var rows = networks
            .SelectMany(network =>
                AnalysisJson
                    .Of(network)["layers"]
                    ?.AsArray()
                    .OfType<JsonObject>()
                    .Select(layer => Flat(layer).Prepend(("model", network.Name)).ToList())
                ?? []
            )
            .ToList();
        var columns = rows.SelectMany(row => row.Select(cell => cell.Item1)).Distinct(StringComparer.Ordinal).ToList();
        return CsvText.Of(
            columns,
            rows.Select(row => columns.Select(column => row.Find(cell => cell.Item1 == column).Item2 ?? ""))
        );
    }

    /// <summary><c>channels.csv</c>: one line for each channel of the original weights, the folded weights and the activations of each layer.</summary>
    public static string Channels(IEnumerable<AnalyzedNetwork> networks)
    {
        string[] figures =
        [
            "minimum",
            "maximum",
            "clippedMinimum",
            "clippedMaximum",
            "mean",
            "deviation",
            "kurtosis",
            "sparsity",
            "klUniform",
            "range",
            "clippedRange",
        ];
        var rows =
            from network in networks
            from layer in network.Layers
            from tensor in Tensors(layer)
            let whole = tensor.Summary.Tensor.Range
            from row in tensor.Summary.Channels.Select(
                (channel, index) =>
                {
                    var values = ResultJson.ToObject(channel);
                    return (string[])
                        [
                            network.Name,
                            layer.Figures.Name,
                            tensor.Kind,
                            CsvText.Cell(index),
                            .. figures.Select(figure => values[figure]?.ToJsonString() ?? ""),
                            CsvText.Cell(whole > 0 ? channel.Range / whole : null),
                            CsvText.Cell(tensor.Fidelity?[index].Qmse),
                            CsvText.Cell(tensor.Fidelity?[index].SqnrDb),
                            CsvText.Cell(tensor.Fidelity?[index].Cosine),
                        ];
                }
            )
            select row;
        return CsvText.Of(
            ["model", "layer", "tensor", "channel", .. figures, "precision", "qmse", "sqnrDb", "cosine"],
            rows
        );
    }

    private static IEnumerable<(string Kind, TensorSummary Summary, ImmutableArray<ChannelFidelity>? Fidelity)> Tensors(
        AnalyzedLayer layer
    )
    {
        if (layer.Analysis.Weights is { } weights)
        {
            yield return ("weights", weights.Original, null);
            yield return ("foldedWeights", weights.Folded, weights.ChannelFidelity);
        }

        yield return ("activations", layer.Analysis.Activations, layer.Analysis.ChannelFidelity);
    }

    private static IEnumerable<(string, string)> Flat(JsonObject value, string prefix = "")
    {
        foreach (var (key, child) in value)
        {
            if (child is JsonObject nested)
            {
                foreach (var cell in Flat(nested, $"{prefix}{key}."))
                    yield return cell;
            }
            else if (child is JsonArray array)
            {
                yield return (
                    prefix + key,
                    string.Join(
                        array.Any(item => item?.GetValueKind() == System.Text.Json.JsonValueKind.String) ? "; " : "x",
                        array.Select(item => item?.ToString())
                    )
                );
            }
            else
            {
                yield return (prefix + key, child?.ToString() ?? "");
            }
        }
    }
}
