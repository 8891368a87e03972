// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Numerics;

namespace CoDesign.Ir.Configuration;

/// <summary>All that a configuration file says.</summary>
/// <param name="Accelerator">The hardware to build.</param>
/// <param name="Quantization">How a float model becomes integers.</param>
/// <param name="Input">How a stored pixel becomes a real input value; null = records hold real values or codes.</param>
public sealed record ToolConfiguration(
    AcceleratorConfiguration Accelerator,
    QuantizationConfiguration Quantization,
    InputNormalization? Input
)
{
    /// <summary>What holds without a file.</summary>
    public static ToolConfiguration Default { get; } =
        new(AcceleratorConfiguration.Default, QuantizationConfiguration.Default, null);
}
