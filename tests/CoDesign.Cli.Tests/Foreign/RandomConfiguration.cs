// SPDX-License-Identifier: Apache-2.0

namespace CoDesign.Cli.Tests.Foreign;

/// <summary>A random legal configuration file: array, multipliers, requantizers, every choice that may be forced or forbidden, weights on the chip, streamed or in memory over buses of all widths.</summary>
internal static class RandomConfiguration
{
    private static readonly (int Channels, int Pixels)[] Arrays =
    [
        (4, 4),
        (8, 8),
        (16, 7),
        (16, 8),
        (16, 16),
        (32, 8),
        (8, 1),
        (4, 3),
        (8, 5),
        (32, 16),
        (16, 2),
    ];

    /// <summary>The YAML text of a seed.</summary>
    public static string Create(int seed)
    {
        var random = new Random(seed);
        return random.NextDouble() < 0.1 ? Small(random) : Whole(random);
    }

    private static string Whole(Random random)
    {
        var (channels, pixels) = Pick(random, Arrays);
        var lines = new List<string>
        {
            $"channels: {channels}",
            $"pixels: {pixels}",
            $"multipliers: {Pick(random, "plain", "packed", "quad")}",
            $"requantizers: {Pick(random, "single", "single", "doubled")}",
        };
        Maybe("laneWeights", "auto", "shared");
        Maybe("halves", "auto", "never");
        Maybe("prefetch", "auto", "always", "never");
        Maybe("profile", "lean", "wide");
        Maybe("multiplierBits", "8", "11", "16");
        if (pixels >= 3)
            Maybe("drainPorts", "1", "2", "2");
        lines.AddRange(Weights(random));
        lines.Add(Quantization(random));
        return string.Join('\n', lines) + "\n";

        void Maybe(string key, params string[] choices)
        {
            if (random.NextDouble() < 0.5)
                lines.Add($"{key}: {Pick(random, choices)}");
        }
    }

    private static string[] Weights(Random random)
    {
        var bus = $"bus: {{ width: {Pick(random, 32, 64, 128, 256)}, burst: {Pick(random, 1, 4, 16)} }}";
        return Pick(random, 0, 0, 0, 1, 2, 3, 4) switch
        {
            0 => [],
            1 => ["weights: stream"],
            2 => [bus],
            _ => ["weights: memory", bus],
        };
    }

    /// <summary>The engine of small devices.</summary>
    private static string Small(Random random)
    {
        var target = Pick(random, "ice40up5k", "xc7");
        string[] lines =
        [
            $"channels: {Pick(random, 4, 8)}",
            $"pixels: {Pick(random, 1, 2, 4)}",
            "requantizers: shared",
            $"target: {target}",
            .. target == "ice40up5k" && random.NextDouble() < 0.5
                ? (string[])["banks: single-port", "multipliers: ice40"]
                : [],
            Quantization(random),
        ];
        return string.Join('\n', lines) + "\n";
    }

    private static string Quantization(Random random) =>
        $"quantization: {{ weights: {Pick(random, "quint8-per-tensor", "qint8-per-channel")}, clip: {Pick(random, 0, 1, 5)}, bits: {Pick(random, 8, 8, 8, 8, 4, 7)}, deadChannels: {Pick(random, "keep", "remove")} }}";

    private static T Pick<T>(Random random, params T[] choices) => choices[random.Next(choices.Length)];
}
