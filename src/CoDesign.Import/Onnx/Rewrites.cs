// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Import.Onnx;

/// <summary>The nearest supported form of operators that are often met.</summary>
internal static class Rewrites
{
    /// <summary>A sentence, or nothing.</summary>
    public static string For(string op, bool isInteger) =>
        op switch
        {
            "BatchNormalization" when isInteger => "Nearest: fold it into the convolution before quantizing.",
            "LeakyRelu"
            or "PRelu"
            or "Elu"
            or "Selu"
            or "Celu"
            or "Gelu"
            or "Softplus"
            or "Mish"
            or "ThresholdedRelu" => "Nearest: retrain with Relu or Clip.",
            "HardSwish" or "HardSigmoid" or "Sigmoid" or "Tanh" => "Nearest: retrain with Relu or Clip(0, 6).",
            "ConvTranspose" or "Resize" or "Upsample" or "DepthToSpace" => "Nearest: a network without upsampling.",
            "LpPool" or "GlobalLpPool" or "MaxRoiPool" => "Nearest: MaxPool or AveragePool.",
            "InstanceNormalization" or "LayerNormalization" or "GroupNormalization" or "LpNormalization" or "LRN" =>
                "Nearest: BatchNormalization.",
            "Sub" or "Div" or "Mul" => "Nearest: put the factors into the weights, or a BatchNormalization.",
            "Sum" => "Nearest: Add of two tensors.",
            "LogSoftmax" => "Nearest: Softmax, or none.",
            "ReduceMax" => "Nearest: GlobalMaxPool.",
            "ReduceSum" => "Nearest: ReduceMean over height and width.",
            "ConvInteger" or "MatMulInteger" or "DynamicQuantizeLinear" or "DynamicQuantizeMatMul" =>
                "Nearest: static quantization (QDQ or QOperator).",
            "If" or "Loop" or "Scan" => "Nearest: export by tracing, with fixed shapes.",
            "LSTM" or "GRU" or "RNN" or "Attention" or "MultiHeadAttention" or "Einsum" =>
                "Only convolutional networks are supported.",
            _ => "",
        };
}
