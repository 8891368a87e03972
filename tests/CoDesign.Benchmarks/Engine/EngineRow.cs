// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;

namespace CoDesign.Benchmarks.Engine;

/// <summary>One convolution to measure: input [H, W, C], kernel [KH, KW], padding of half a kernel.</summary>
/// <param name="Input">Shape read.</param>
/// <param name="Outputs">Output channels.</param>
/// <param name="KernelHeight">KH.</param>
/// <param name="KernelWidth">KW.</param>
/// <param name="Groups">G.</param>
/// <param name="Stride">Both directions.</param>
/// <param name="Dilation">Both directions.</param>
public sealed record EngineRow(
    TensorShape Input,
    int Outputs,
    int KernelHeight,
    int KernelWidth,
    int Groups,
    int Stride = 1,
    int Dilation = 1
)
{
    /// <summary>The convolution's window.</summary>
    public Window2d Window
    {
        get
        {
            int height = (KernelHeight - 1) * Dilation,
                width = (KernelWidth - 1) * Dilation;
            return new Window2d(KernelHeight, KernelWidth, Stride, Stride, Dilation, Dilation)
            {
                PadTop = height / 2,
                PadLeft = width / 2,
                PadBottom = height - (height / 2),
                PadRight = width - (width / 2),
            };
        }
    }

    /// <summary>Shape written.</summary>
    public TensorShape Shape => Window.Output(Input, Outputs);

    /// <summary>Kernel with stride and dilation where they are not 1, such as <c>3x3 s2</c>.</summary>
    public string Kernel =>
        $"{KernelHeight}x{KernelWidth}" + (Stride > 1 ? $" s{Stride}" : "") + (Dilation > 1 ? $" d{Dilation}" : "");

    /// <summary>Input and output, such as <c>16x16x64 -> 32</c>.</summary>
    public string Map =>
        $"{Input.Height}x{Input.Width}x{Input.Channels}" + (Outputs == Input.Channels ? "" : $" -> {Outputs}");
}
