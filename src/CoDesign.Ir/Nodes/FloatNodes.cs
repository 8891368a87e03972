// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Numerics;

namespace CoDesign.Ir.Nodes;

/// <summary>The network's input. Values are real numbers before quantization.</summary>
public sealed record Input(string Name, TensorShape Shape) : Node(Name, [], Shape)
{
    /// <inheritdoc/>
    public override string Op => "input";
}

/// <summary>
/// Float convolution, also grouped and depthwise, also dense (then the kernel covers the whole input map):
/// <c>y[p, o] = bias[o] + sum over taps and i of x[tap, group(o) * I + i] * w[o, ky, kx, i]</c>, then the clamp.
/// </summary>
/// <param name="Name">Value name.</param>
/// <param name="Inputs">The one value read, [H, W, C].</param>
/// <param name="Shape">[Ho, Wo, O].</param>
/// <param name="Window">Kernel, strides, dilations, pads (padding contributes real 0).</param>
/// <param name="Groups">G; C and O are multiples of it.</param>
/// <param name="Weights">[O, KH, KW, I], I = C / G.</param>
/// <param name="Bias">[O].</param>
/// <param name="Clamp">Fused activation.</param>
/// <param name="IsDense">True when the source was a matrix product; TFLite rounds its factor differently.</param>
public sealed record Conv2d(
    string Name,
    ImmutableArray<string> Inputs,
    TensorShape Shape,
    Window2d Window,
    int Groups,
    ImmutableArray<double> Weights,
    ImmutableArray<double> Bias,
    RealClamp Clamp,
    bool IsDense = false
) : Node(Name, Inputs, Shape)
{
    /// <inheritdoc/>
    public override string Op => IsDense ? "dense" : "conv2d";

    /// <summary>Input channels of one group, I.</summary>
    public int GroupInputs => Weights.Length / (Shape.Channels * Window.Taps);
}

/// <summary><c>y = gamma * (x - mean) / sqrt(var + eps) + beta</c>, per channel, arrays [C].</summary>
public sealed record BatchNorm(
    string Name,
    ImmutableArray<string> Inputs,
    TensorShape Shape,
    ImmutableArray<double> Gamma,
    ImmutableArray<double> Beta,
    ImmutableArray<double> Mean,
    ImmutableArray<double> Variance,
    double Epsilon
) : Node(Name, Inputs, Shape)
{
    /// <inheritdoc/>
    public override string Op => "batch_norm";
}

/// <summary>Activation that stands alone: <c>y = min(max(x, low), high)</c>. Fused into its producer where there is one.</summary>
public sealed record Activation(string Name, ImmutableArray<string> Inputs, TensorShape Shape, RealClamp Clamp)
    : Node(Name, Inputs, Shape)
{
    /// <inheritdoc/>
    public override string Op => "activation";
}

/// <summary>Maximum over the window; padding never wins.</summary>
public sealed record MaxPool(
    string Name,
    ImmutableArray<string> Inputs,
    TensorShape Shape,
    Window2d Window,
    RealClamp Clamp
) : Node(Name, Inputs, Shape)
{
    /// <inheritdoc/>
    public override string Op => "max_pool";
}

/// <summary>Mean over the window: of the valid elements only, or with <paramref name="CountPadding"/> of all KH * KW, padding counting as real 0.</summary>
public sealed record AveragePool(
    string Name,
    ImmutableArray<string> Inputs,
    TensorShape Shape,
    Window2d Window,
    bool CountPadding,
    RealClamp Clamp
) : Node(Name, Inputs, Shape)
{
    /// <inheritdoc/>
    public override string Op => "average_pool";
}

/// <summary><c>y = clamp(a + b)</c>, shapes equal.</summary>
public sealed record Add(string Name, ImmutableArray<string> Inputs, TensorShape Shape, RealClamp Clamp)
    : Node(Name, Inputs, Shape)
{
    /// <inheritdoc/>
    public override string Op => "add";
}

/// <summary>Concatenation along the channels.</summary>
public sealed record Concat(string Name, ImmutableArray<string> Inputs, TensorShape Shape) : Node(Name, Inputs, Shape)
{
    /// <inheritdoc/>
    public override string Op => "concat";
}

/// <summary>Border of a constant real value around the map.</summary>
public sealed record Pad(
    string Name,
    ImmutableArray<string> Inputs,
    TensorShape Shape,
    int Top,
    int Bottom,
    int Left,
    int Right,
    double Value
) : Node(Name, Inputs, Shape)
{
    /// <inheritdoc/>
    public override string Op => "pad";
}

/// <summary>Softmax over the channels of a vector. Runs on the host, last in the graph.</summary>
public sealed record Softmax(string Name, ImmutableArray<string> Inputs, TensorShape Shape) : Node(Name, Inputs, Shape)
{
    /// <inheritdoc/>
    public override string Op => "softmax";
}
