// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Import.TfLite.Operators;

/// <summary>The nearest supported form of operators that are often met.</summary>
internal static class Rewrites
{
    /// <summary>A sentence with a space behind it, or nothing.</summary>
    public static string For(string op) =>
        op switch
        {
            "LOGISTIC" or "TANH" or "HARD_SWISH" or "LEAKY_RELU" or "PRELU" or "ELU" or "GELU" =>
                "Nearest: train with RELU or RELU6; a LOGISTIC at the model's end can be left off, it is monotone. ",
            "MUL" or "SUB" or "DIV" or "RSQRT" or "SQUARED_DIFFERENCE" =>
                "Nearest: put constant factors and offsets into the weights of a neighbouring layer (batch normalization folds), or normalize the input outside. ",
            "TRANSPOSE_CONV" or "RESIZE_BILINEAR" or "RESIZE_NEAREST_NEIGHBOR" or "DEPTH_TO_SPACE" =>
                "Nearest: a network without upsampling. ",
            "SPACE_TO_BATCH_ND" or "BATCH_TO_SPACE_ND" =>
                "Nearest: a dilated CONV_2D, which current converters write. ",
            "ARG_MAX" => "Nearest: end the model at the logits or SOFTMAX and take the greatest output outside. ",
            "LOG_SOFTMAX" => "Nearest: SOFTMAX, or none. ",
            "SUM" => "Nearest: MEAN over height and width. ",
            "L2_POOL_2D" => "Nearest: AVERAGE_POOL_2D or MAX_POOL_2D. ",
            "BATCH_MATMUL" => "Nearest: FULLY_CONNECTED with constant weights. ",
            "LSTM"
            or "RNN"
            or "SVDF"
            or "UNIDIRECTIONAL_SEQUENCE_LSTM"
            or "UNIDIRECTIONAL_SEQUENCE_RNN"
            or "BIDIRECTIONAL_SEQUENCE_LSTM"
            or "WHILE"
            or "IF" => "Only feed-forward convolutional networks are supported. ",
            _ => "",
        };
}
