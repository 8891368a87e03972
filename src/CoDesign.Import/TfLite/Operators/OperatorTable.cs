// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Import.TfLite.Operators;

/// <summary>Which operators are converted, and by what.</summary>
internal static class OperatorTable
{
    private const string Supported =
        "ADD, AVERAGE_POOL_2D, CONCATENATION, CONV_2D, DEPTHWISE_CONV_2D, DEQUANTIZE, EXPAND_DIMS, FULLY_CONNECTED, MAX_POOL_2D, MEAN, PAD, PADV2, QUANTIZE, REDUCE_MAX, RELU, RELU6, RELU_N1_TO_1, RESHAPE, SOFTMAX, SQUEEZE";

    /// <summary>Converts one operator, or reports why not.</summary>
    public static void Convert(OperatorImport op)
    {
        switch (op.Name)
        {
            case "CONV_2D":
                Convolution.Conv(op);
                break;
            case "DEPTHWISE_CONV_2D":
                Convolution.Depthwise(op);
                break;
            case "FULLY_CONNECTED":
                FullyConnected.Convert(op);
                break;
            case "ADD":
                Elementwise.Add(op);
                break;
            case "RELU" or "RELU6" or "RELU_N1_TO_1":
                Elementwise.Relu(op);
                break;
            case "AVERAGE_POOL_2D" or "MAX_POOL_2D":
                Pooling.Pool(op);
                break;
            case "MEAN":
                Mean.Convert(op);
                break;
            case "REDUCE_MAX":
                Mean.Maximum(op);
                break;
            case "PAD" or "PADV2":
                Padding.Pad(op);
                break;
            case "RESHAPE" or "SQUEEZE" or "EXPAND_DIMS":
                Reshaping.Reshape(op);
                break;
            case "CONCATENATION":
                Concatenation.Convert(op);
                break;
            case "SOFTMAX":
                Probabilities.Softmax(op);
                break;
            case "QUANTIZE":
                Borders.Quantize(op);
                break;
            case "DEQUANTIZE":
                Borders.Dequantize(op);
                break;
            default:
                op.Report(TfLiteDiagnostics.UnsupportedOperator(op.Where, Rewrites.For(op.Name), Supported));
                break;
        }
    }
}
