// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;

namespace CoDesign.Ir.Configuration;

/// <summary>
/// A macro-architecture whose blocks can be factorized: stem convolution, blocks, flattening, dense layers. Every convolution is followed by batch normalization and ReLU,
/// every dense layer but the last by ReLU.
/// </summary>
/// <param name="Name">Of the models made from it.</param>
/// <param name="Input">[H, W, C].</param>
/// <param name="Stem">First convolution, never factorized.</param>
/// <param name="Blocks">In order; a regular block is one convolution.</param>
/// <param name="DenseOutputs">Outputs of the dense layers; they are not scaled by a width.</param>
public sealed record ArchitectureConfiguration(
    string Name,
    TensorShape Input,
    BlockConfiguration Stem,
    ImmutableArray<BlockConfiguration> Blocks,
    ImmutableArray<int> DenseOutputs
);

/// <summary>One convolution of an <see cref="ArchitectureConfiguration"/>, K x K with padding K / 2.</summary>
/// <param name="Channels">Output channels.</param>
/// <param name="Kernel">K, odd.</param>
/// <param name="Stride">Of rows and columns.</param>
public sealed record BlockConfiguration(int Channels, int Kernel, int Stride);
