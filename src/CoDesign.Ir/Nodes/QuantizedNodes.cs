// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Numerics;

namespace CoDesign.Ir.Nodes;

/// <summary>A node whose value is integer codes: <c>real = scale * (code - zero point)</c> (arithmetic, section 1).</summary>
/// <param name="Name">Value name.</param>
/// <param name="Inputs">Values read.</param>
/// <param name="Shape">[H, W, C] of the value.</param>
/// <param name="Output">Scale, zero point and code type of the value.</param>
public abstract record QuantizedNode(
    string Name,
    ImmutableArray<string> Inputs,
    TensorShape Shape,
    QuantizationParameters Output
) : Node(Name, Inputs, Shape);

/// <summary>The network's input as codes.</summary>
public sealed record QuantizedInput(string Name, TensorShape Shape, QuantizationParameters Output)
    : QuantizedNode(Name, [], Shape, Output)
{
    /// <inheritdoc/>
    public override string Op => "input";
}

/// <summary>
/// Integer convolution, grouped, depthwise or dense (arithmetic, sections 2 and 3):
/// <c>acc[o] = bias[o] + sum (x - Zx) * (w - Zw)</c>, <c>code = clamp(requantize(acc, o) + Z_out, low, high)</c>.
/// </summary>
/// <param name="Name">Value name.</param>
/// <param name="Inputs">The one value read.</param>
/// <param name="Shape">[Ho, Wo, O].</param>
/// <param name="Output">Code type, scale and zero point of the output.</param>
/// <param name="Window">Kernel geometry; padding contributes nothing.</param>
/// <param name="Groups">G.</param>
/// <param name="Weights">Codes [O, KH, KW, I].</param>
/// <param name="WeightQuantization">Scales (one, or one per output channel), zero point and type of the weight codes.</param>
/// <param name="Bias">[O], scale S_in * S_w[o], zero points not folded in.</param>
/// <param name="Requantization">Factors of the channels, and the preshift.</param>
/// <param name="Clamp">Code bounds, the fused activation.</param>
/// <param name="IsDense">The source was a matrix product.</param>
public sealed record QuantizedConv2d(
    string Name,
    ImmutableArray<string> Inputs,
    TensorShape Shape,
    QuantizationParameters Output,
    Window2d Window,
    int Groups,
    ImmutableArray<short> Weights,
    WeightQuantization WeightQuantization,
    ImmutableArray<int> Bias,
    Requantization Requantization,
    CodeClamp Clamp,
    bool IsDense = false
) : QuantizedNode(Name, Inputs, Shape, Output)
{
    /// <inheritdoc/>
    public override string Op => IsDense ? "dense" : "conv2d";

    /// <summary>Input channels of one group, I.</summary>
    public int GroupInputs => Weights.Length / (Shape.Channels * Window.Taps);
}

/// <summary>Maximum of codes over the window, then the clamp. Input and output share scale and zero point.</summary>
public sealed record QuantizedMaxPool(
    string Name,
    ImmutableArray<string> Inputs,
    TensorShape Shape,
    QuantizationParameters Output,
    Window2d Window,
    CodeClamp Clamp
) : QuantizedNode(Name, Inputs, Shape, Output)
{
    /// <inheritdoc/>
    public override string Op => "max_pool";
}

/// <summary>
/// Mean of codes over n elements, ties away from zero: <c>(sum + n/2) / n</c> for sum >= 0, else <c>(sum - n/2) / n</c>, truncating (arithmetic, section 4), then the clamp.
/// n counts the valid elements, or with <paramref name="CountPadding"/> all KH * KW, padding counting as the zero point.
/// </summary>
public sealed record QuantizedAveragePool(
    string Name,
    ImmutableArray<string> Inputs,
    TensorShape Shape,
    QuantizationParameters Output,
    Window2d Window,
    bool CountPadding,
    CodeClamp Clamp
) : QuantizedNode(Name, Inputs, Shape, Output)
{
    /// <inheritdoc/>
    public override string Op => "average_pool";
}

/// <summary>
/// Sum of two tensors of equal shape (arithmetic, section 4): each operand minus its zero point, times 2^20, rescaled by
/// <c>S_k / (2 * max(S_a, S_b))</c>; the sum rescaled by <c>2 * max(S_a, S_b) / (2^20 * S_out)</c>, plus Z_out, then the clamp.
/// </summary>
/// <param name="Name">Value name.</param>
/// <param name="Inputs">a, b.</param>
/// <param name="Shape">[H, W, C].</param>
/// <param name="Output">Code type of the sum.</param>
/// <param name="First">Rescale of operand a after the shift by 20.</param>
/// <param name="Second">Rescale of operand b after the shift by 20.</param>
/// <param name="Sum">Rescale of the sum.</param>
/// <param name="Clamp">Code bounds.</param>
public sealed record QuantizedAdd(
    string Name,
    ImmutableArray<string> Inputs,
    TensorShape Shape,
    QuantizationParameters Output,
    Requantization First,
    Requantization Second,
    Requantization Sum,
    CodeClamp Clamp
) : QuantizedNode(Name, Inputs, Shape, Output)
{
    /// <inheritdoc/>
    public override string Op => "add";
}

/// <summary>Border of one code around the map. Input and output share scale and zero point.</summary>
public sealed record QuantizedPad(
    string Name,
    ImmutableArray<string> Inputs,
    TensorShape Shape,
    QuantizationParameters Output,
    int Top,
    int Bottom,
    int Left,
    int Right,
    int Code
) : QuantizedNode(Name, Inputs, Shape, Output)
{
    /// <inheritdoc/>
    public override string Op => "pad";
}

/// <summary>Codes to other codes: <c>code = clamp(requantize(x - Zx) + Z_out, low, high)</c>; also an activation that stands alone.</summary>
public sealed record QuantizedRescale(
    string Name,
    ImmutableArray<string> Inputs,
    TensorShape Shape,
    QuantizationParameters Output,
    Requantization Requantization,
    CodeClamp Clamp
) : QuantizedNode(Name, Inputs, Shape, Output)
{
    /// <inheritdoc/>
    public override string Op => "rescale";
}

/// <summary>Concatenation along the channels; the inputs already have the output's scale and zero point (rescale nodes stand before where they differed).</summary>
public sealed record QuantizedConcat(
    string Name,
    ImmutableArray<string> Inputs,
    TensorShape Shape,
    QuantizationParameters Output
) : QuantizedNode(Name, Inputs, Shape, Output)
{
    /// <inheritdoc/>
    public override string Op => "concat";
}

/// <summary>Softmax on the host after the accelerator: fixed point int8 for TFLite models, else exact on the dequantized logits and quantized to <paramref name="Output"/>.</summary>
public sealed record QuantizedSoftmax(
    string Name,
    ImmutableArray<string> Inputs,
    TensorShape Shape,
    QuantizationParameters Output
) : QuantizedNode(Name, Inputs, Shape, Output)
{
    /// <inheritdoc/>
    public override string Op => "softmax";
}
