// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using CoDesign.Analysis.Networks;
using CoDesign.Golden.Float;
using CoDesign.Golden.Integer;

namespace CoDesign.Analysis.Tests.Reference;

/// <summary>Writes everything that the layerwise figures are made of as plain arrays, for <c>figures.py</c>.</summary>
internal static class FigureArrays
{
    public static void Write(string folder, NetworkStages stages, IReadOnlyList<LabelledRecord> records)
    {
        var real = new FloatExecutor(stages.Calibrated);
        var integer = new IntegerExecutor(stages.Quantized);
        var values = records.Select(record => real.Run(record.Real)).ToArray();
        var codes = records.Select(record => integer.Run(record.Codes)).ToArray();
        var layers = new JsonArray();
        foreach (var (node, index) in stages.Calibrated.Nodes.Select((node, index) => (node, index)))
        {
            var file = $"{folder}/{index}";
            Save<double>($"{file}.values", [.. values.SelectMany(record => record[node.Name])]);
            Save<short>($"{file}.codes", [.. codes.SelectMany(record => record[node.Name])]);
            var parameters = stages.CodesOf(node.Name);
            var entry = new JsonObject
            {
                ["name"] = node.Name,
                ["file"] = $"{index}",
                ["channels"] = node.Shape.Channels,
                ["scale"] = parameters.Scale,
                ["zero"] = parameters.ZeroPoint,
                ["low"] = parameters.Type.Minimum,
                ["high"] = parameters.Type.Maximum,
                ["inputs"] = new JsonArray([.. node.Inputs.Select(input => (JsonNode)input)]),
                ["rounds"] = node is Input or Conv2d or Add,
                ["weights"] = node is Conv2d,
                ["norm"] = false,
            };
            if (node is Conv2d)
                Weights(file, stages, node.Name, entry);
            layers.Add(entry);
        }

        var manifest = new JsonObject
        {
            ["clip"] = stages.ClipPercent,
            ["layers"] = layers,
            ["logits"] = stages.Logits,
            ["labels"] = new JsonArray([.. records.Select(record => (JsonNode?)record.Label)]),
        };
        File.WriteAllText($"{folder}/manifest.json", manifest.ToJsonString());
    }

    private static void Weights(string file, NetworkStages stages, string name, JsonObject entry)
    {
        var quantized = (QuantizedConv2d)stages.Quantized[name];
        var norm = stages.Imported.Nodes.OfType<BatchNorm>().FirstOrDefault(n => n.Inputs[0] == name);
        var source = norm is null ? stages.Calibrated : stages.Imported;
        Save<double>($"{file}.weights", [.. ((Conv2d)source[name]).Weights]);
        Save<short>($"{file}.weight_codes", [.. quantized.Weights]);
        Save<double>($"{file}.weight_scales", [.. quantized.WeightQuantization.Scales]);
        entry["weightZero"] = quantized.WeightQuantization.ZeroPoint;
        var calibrated = (Conv2d)stages.Calibrated[name];
        entry["dense"] = calibrated.IsDense;
        entry["least"] = double.IsFinite(calibrated.Clamp.Low) ? calibrated.Clamp.Low : null;
        entry["greatest"] = double.IsFinite(calibrated.Clamp.High) ? calibrated.Clamp.High : null;
        Save<double>($"{file}.bias", [.. calibrated.Bias]);
        Save<int>($"{file}.bias_codes", [.. quantized.Bias]);
        if (norm is null)
            return;
        entry["norm"] = true;
        entry["epsilon"] = norm.Epsilon;
        Save<double>($"{file}.gamma", [.. norm.Gamma]);
        Save<double>($"{file}.variance", [.. norm.Variance]);
    }

    private static void Save<T>(string stem, T[] values)
        where T : struct => File.WriteAllBytes(stem + ".bin", MemoryMarshal.AsBytes<T>(values).ToArray());
}
