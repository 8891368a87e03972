// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Ir.Serialization;

/// <summary>One node as a JSON object; see <see cref="NodeReader"/> for the other way.</summary>
internal sealed class NodeWriter(Utf8JsonWriter json, SafetensorsWriter tensors, Node node)
{
    /// <summary>Writes the object.</summary>
    public void Write()
    {
        json.WriteStartObject();
        json.WriteString("kind", node.GetType().Name);
        json.WriteString("name", node.Name);
        json.WriteStartArray("inputs");
        foreach (var input in node.Inputs)
            json.WriteStringValue(input);
        json.WriteEndArray();
        Integers("shape", node.Shape.Height, node.Shape.Width, node.Shape.Channels);
        json.WriteString("sourceOp", node.SourceOp);
        json.WriteString("sourceName", node.SourceName);
        if (node is QuantizedNode quantized)
            Quantized(quantized);
        else
            Float();
        json.WriteEndObject();
    }

    private void Float()
    {
        switch (node)
        {
            case Input or Concat or Softmax:
                break;
            case Conv2d n:
                Window(n.Window);
                json.WriteNumber("groups", n.Groups);
                json.WriteBoolean("isDense", n.IsDense);
                Tensor("weights", n.Weights);
                Tensor("bias", n.Bias);
                Clamp(n.Clamp);
                break;
            case BatchNorm n:
                Tensor("gamma", n.Gamma);
                Tensor("beta", n.Beta);
                Tensor("mean", n.Mean);
                Tensor("variance", n.Variance);
                json.WriteNumber("epsilon", n.Epsilon);
                break;
            case Activation n:
                Clamp(n.Clamp);
                break;
            case MaxPool n:
                Window(n.Window);
                Clamp(n.Clamp);
                break;
            case AveragePool n:
                Window(n.Window);
                json.WriteBoolean("countPadding", n.CountPadding);
                Clamp(n.Clamp);
                break;
            case Add n:
                Clamp(n.Clamp);
                break;
            case Pad n:
                Integers("sides", n.Top, n.Bottom, n.Left, n.Right);
                json.WriteNumber("value", n.Value);
                break;
            default:
                throw new InvalidOperationException($"No JSON form for {node.GetType().Name}.");
        }
    }

    private void Quantized(QuantizedNode quantized)
    {
        Codes("output", quantized.Output);
        switch (quantized)
        {
            case QuantizedInput or QuantizedConcat or QuantizedSoftmax:
                break;
            case QuantizedConv2d n:
                Window(n.Window);
                json.WriteNumber("groups", n.Groups);
                json.WriteBoolean("isDense", n.IsDense);
                json.WriteString("weightType", $"{n.WeightQuantization.Type}");
                json.WriteNumber("weightZeroPoint", n.WeightQuantization.ZeroPoint);
                json.WriteString(
                    "weights",
                    tensors.Add(
                        $"{node.Name}.weights",
                        [.. n.Weights.Select(w => (int)w)],
                        n.WeightQuantization.Type.Signed
                    )
                );
                Tensor("weightScales", n.WeightQuantization.Scales);
                json.WriteString("bias", tensors.Add($"{node.Name}.bias", n.Bias));
                Factors("requantization", n.Requantization);
                Integers("clamp", n.Clamp.Low, n.Clamp.High);
                break;
            case QuantizedMaxPool n:
                Window(n.Window);
                Integers("clamp", n.Clamp.Low, n.Clamp.High);
                break;
            case QuantizedAveragePool n:
                Window(n.Window);
                json.WriteBoolean("countPadding", n.CountPadding);
                Integers("clamp", n.Clamp.Low, n.Clamp.High);
                break;
            case QuantizedAdd n:
                Factors("first", n.First);
                Factors("second", n.Second);
                Factors("sum", n.Sum);
                Integers("clamp", n.Clamp.Low, n.Clamp.High);
                break;
            case QuantizedPad n:
                Integers("sides", n.Top, n.Bottom, n.Left, n.Right);
                json.WriteNumber("code", n.Code);
                break;
            case QuantizedRescale n:
                Factors("requantization", n.Requantization);
                Integers("clamp", n.Clamp.Low, n.Clamp.High);
                break;
            default:
                throw new InvalidOperationException($"No JSON form for {node.GetType().Name}.");
        }
    }

    private void Integers(string field, params ReadOnlySpan<int> values)
    {
        json.WriteStartArray(field);
        foreach (var value in values)
            json.WriteNumberValue(value);
        json.WriteEndArray();
    }

    private void Window(Window2d w) =>
        Integers(
            "window",
            w.KernelHeight,
            w.KernelWidth,
            w.StrideHeight,
            w.StrideWidth,
            w.DilationHeight,
            w.DilationWidth,
            w.PadTop,
            w.PadBottom,
            w.PadLeft,
            w.PadRight
        );

    private void Clamp(RealClamp clamp)
    {
        json.WriteStartArray("clamp");
        GraphJson.WriteReal(json, clamp.Low);
        GraphJson.WriteReal(json, clamp.High);
        json.WriteEndArray();
    }

    private void Codes(string field, QuantizationParameters codes)
    {
        json.WriteStartObject(field);
        json.WriteString("type", $"{codes.Type}");
        json.WriteNumber("scale", codes.Scale);
        json.WriteNumber("zeroPoint", codes.ZeroPoint);
        json.WriteEndObject();
    }

    private void Tensor(string field, ImmutableArray<double> values) =>
        json.WriteString(field, tensors.Add($"{node.Name}.{field}", values));

    private void Factors(string field, Requantization factors)
    {
        var prefix = field == "requantization" ? node.Name : $"{node.Name}.{field}";
        json.WriteStartObject(field);
        json.WriteString(
            "multipliers",
            tensors.Add($"{prefix}.multipliers", [.. factors.Multipliers.Select(m => m.Value)])
        );
        json.WriteString("shifts", tensors.Add($"{prefix}.shifts", [.. factors.Multipliers.Select(m => m.Shift)]));
        json.WriteNumber("preshift", factors.Preshift);
        json.WriteEndObject();
    }
}
