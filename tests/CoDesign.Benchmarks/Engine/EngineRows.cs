// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Benchmarks.Engine;

/// <summary>The shapes of the engine table: the spectrum from regular to depthwise, each group convolution followed by a pointwise layer as in factorized networks.</summary>
public static class EngineRows
{
    /// <summary>All rows of the table.</summary>
    public static ImmutableArray<EngineRow> All { get; } =
    [
        .. Walk(4, 4, 64, PowersOf2(64)),
        .. Walk(4, 4, 256, [1, 4, 16, 256]),
        .. Walk(4, 4, 512, [16, 512]),
        .. Walk(5, 5, 48, [1, 3, 6, 12, 48]),
        .. Walk(7, 7, 96, [1, 3, 6, 12, 96]),
        .. Walk(8, 8, 16, [1, 2, 4, 16]),
        .. Walk(8, 8, 64, PowersOf2(64)),
        .. Walk(8, 8, 128, [1, 8, 128]),
        Row(8, 8, 64, 5, 64),
        Row(8, 8, 64, 7, 64),
        .. Walk(14, 14, 48, [1, 3, 6, 12, 48]),
        .. Walk(16, 16, 16, [1, 2, 4, 8, 16]),
        .. Walk(16, 16, 32, [1, 4, 32]),
        .. Walk(16, 16, 64, PowersOf2(64)),
        .. Kernels(16, 64),
        // Groups of 24, 20, 12, 10, 6, 5, 3 channels, and channels that leave a part of the last block's lanes.
        .. Walk(16, 16, 24, [1, 2, 4, 8, 24]),
        .. Walk(12, 12, 40, [1, 2, 4, 8, 40]),
        .. Walk(16, 16, 72, [1, 3, 6, 12, 24, 72]),
        .. Behind(16, 16, 48, [4, 3, 48, 6, 16, 8, 1]),
        .. Behind(16, 16, 96, [32, 8, 96, 24, 2, 16, 1]),
        .. Walk(25, 5, 64, [64]),
        .. Walk(32, 32, 16, [1, 4, 16]),
        .. Walk(32, 32, 32, [1, 8, 32]),
        Row(32, 32, 3, 3, 1) with
        {
            Outputs = 16,
        },
        Row(32, 32, 32, 3, 4) with
        {
            Stride = 2,
        },
        Row(32, 32, 32, 3, 32) with
        {
            Stride = 2,
        },
        .. Walk(48, 48, 16, [1, 16]),
        new(new TensorShape(49, 10, 1), 64, 10, 4, 1, 2),
        .. Walk(96, 96, 16, [16]),
        Row(96, 96, 16, 3, 16) with
        {
            Stride = 2,
        },
        Row(96, 96, 3, 3, 1) with
        {
            Outputs = 16,
            Stride = 2,
        },
    ];

    /// <summary>The rows of a run that takes seconds: every kind of layer once, short ones among them.</summary>
    public static ImmutableArray<EngineRow> Few { get; } =
    [
        .. Behind(12, 12, 24, [4, 3, 24, 2, 1]),
        .. Walk(4, 4, 64, [1, 16]),
        .. Walk(7, 7, 48, [3, 12]),
        .. Walk(8, 8, 16, [1, 4, 16]),
        Row(8, 8, 64, 3, 64),
        .. Walk(16, 16, 16, [2, 16]),
        .. Walk(16, 16, 32, [32]),
        Row(16, 16, 32, 5, 32),
        Row(16, 16, 32, 3, 32) with
        {
            Stride = 2,
        },
        Row(16, 16, 32, 3, 8) with
        {
            Dilation = 2,
        },
        Row(32, 32, 3, 3, 1) with
        {
            Outputs = 16,
        },
        // The end of the chain waits for the last row's pixels, so that is a long one.
        Row(32, 32, 16, 3, 1),
    ];

    /// <summary>The walk that the plot shows: 16 x 16 x 64, 3 x 3, groups 1, 2 .. 64.</summary>
    public static bool IsPlotted(EngineRow row) =>
        row
            is {
                KernelHeight: 3,
                KernelWidth: 3,
                Stride: 1,
                Dilation: 1,
                Outputs: 64,
                Input: { Height: 16, Width: 16, Channels: 64 }
            };

    private static IEnumerable<EngineRow> Walk(int height, int width, int channels, IEnumerable<int> groups) =>
        groups.SelectMany(group =>
            (EngineRow[])[Row(height, width, channels, 3, group), Row(height, width, channels, 1, 1)]
        );

    /// <summary>Group convolutions one behind the other, without a pointwise layer that would mix the channels between.</summary>
    private static IEnumerable<EngineRow> Behind(int height, int width, int channels, IEnumerable<int> groups) =>
        groups.Select(group => Row(height, width, channels, 3, group));

    private static IEnumerable<EngineRow> Kernels(int size, int channels) =>
        [
            Row(size, size, channels, 1, 4),
            Row(size, size, channels, 1, 1),
            Row(size, size, channels, 5, channels),
            Row(size, size, channels, 5, 4),
            Row(size, size, channels, 7, channels),
            Row(size, size, channels, 7, 16),
            Row(size, size, channels, 10, channels) with
            {
                KernelWidth = 4,
            },
            Row(size, size, channels, 10, 8) with
            {
                KernelWidth = 4,
            },
            Row(size, size, channels, 3, channels) with
            {
                Dilation = 2,
            },
            Row(size, size, channels, 3, 4) with
            {
                Dilation = 2,
            },
            Row(size, size, channels, 3, channels) with
            {
                Stride = 2,
            },
            Row(size, size, channels, 3, 4) with
            {
                Stride = 2,
            },
            Row(size, size, channels, 1, 1) with
            {
                Stride = 2,
                Outputs = 2 * channels,
            },
            Row(size, size, channels, 3, channels) with
            {
                Outputs = 2 * channels,
            },
        ];

    private static EngineRow Row(int height, int width, int channels, int kernel, int groups) =>
        new(new TensorShape(height, width, channels), channels, kernel, kernel, groups);

    private static IEnumerable<int> PowersOf2(int last) =>
        Enumerable.Range(0, BitOperations.Log2((uint)last) + 1).Select(power => 1 << power);
}
