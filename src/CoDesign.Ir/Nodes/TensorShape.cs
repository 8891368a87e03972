// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Ir.Nodes;

/// <summary>Shape of one record's tensor in memory order [H, W, C]; the batch is not part of the graph. A vector is [1, 1, C].</summary>
public readonly record struct TensorShape(int Height, int Width, int Channels)
{
    /// <summary>Number of elements, H * W * C.</summary>
    public long Elements => (long)Height * Width * Channels;

    /// <summary>Number of pixels, H * W.</summary>
    public int Pixels => Height * Width;

    /// <summary>Index of element (y, x, c) in NHWC order.</summary>
    public int IndexOf(int y, int x, int channel) => (((y * Width) + x) * Channels) + channel;

    /// <summary>"H x W x C", as every report prints it.</summary>
    public override string ToString() => $"{Height}x{Width}x{Channels}";
}
