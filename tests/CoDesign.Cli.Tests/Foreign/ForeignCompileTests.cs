// SPDX-License-Identifier: Apache-2.0

namespace CoDesign.Cli.Tests.Foreign;

/// <summary>Foreign .tflite files through the command line: infer gives the reference's bytes; emitted C, HLS C++ and Verilog give the same in every layer.</summary>
public sealed class ForeignCompileTests
{
    /// <summary>Every operator once, with a branch, an asymmetric SAME padding, two scales in the concatenation, channel multiplier 2, three groups, a dense layer for each pixel and softmax.</summary>
    [ToolFact("iverilog", "vvp", "g++", "make")]
    public void AllOperatorsInOneNetwork()
    {
        var random = new Random(7);
        var network = new ReferenceNetwork(8, 7, 3, 0.05f, 4);
        var quantized = network.Rescale(network.Input, 114, 0.06f, -9);
        var first = network.Conv(
            quantized,
            false,
            12,
            1,
            new ReferenceWindow(3, 3, 2, 2, Activation: 3),
            Weights(random, 12 * 27),
            Scales(random, 12),
            Biases(random, 12),
            0.11f,
            -128
        );
        var grouped = network.Conv(
            first,
            false,
            12,
            3,
            new ReferenceWindow(3, 2, DilationY: 2, Activation: 1),
            Weights(random, 12 * 6 * 4),
            [0.012f],
            null,
            0.2f,
            -20
        );
        var depthwise = network.Conv(
            grouped,
            true,
            24,
            12,
            new ReferenceWindow(2, 3),
            Weights(random, 24 * 6),
            Scales(random, 24),
            Biases(random, 24),
            0.3f,
            7
        );
        var pointwise = network.Dense(
            depthwise,
            true,
            12,
            Weights(random, 12 * 24),
            Scales(random, 12),
            Biases(random, 12),
            2,
            0.01f,
            3
        );
        var sum = network.Add(grouped, pointwise, 1, 0.15f, -100);
        var relu = network.Rescale(sum, 21, 0.04f, -128);
        var joined = network.Concat([relu, first, pointwise], 0.1f, -60);
        var padded = network.Pad(network.Pad(joined, 1, 0, 0, 2, null), 0, 1, 1, 0, 99);
        var maximum = network.Pool(padded, true, new ReferenceWindow(3, 2, 2, 1));
        var average = network.Pool(maximum, false, new ReferenceWindow(2, 2, 1, 2, IsSame: false));
        var mean = network.Mean(average, false, 0.09f, -30);
        var dense = network.Dense(mean, false, 5, Weights(random, 5 * 36), [0.02f], Biases(random, 5), 0, 0.25f, 1);

        Check(network, dense, random, simulate: true);
    }

    /// <summary>Random networks; one in four is also simulated.</summary>
    [ToolFact("iverilog", "vvp", "g++", "make")]
    [Trait("Category", "Nightly")]
    public void RandomNetworks()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var (network, output) = RandomForeignNetwork.Build(20_000 + seed);
            Check(network, output, new Random(seed), simulate: seed % 4 == 0);
        }
    }

    private static void Check(ReferenceNetwork network, ReferenceMap output, Random random, bool simulate)
    {
        const int Records = 3;
        using var folder = new TemporaryFolder();
        var inputs = Enumerable.Range(0, Records).Select(_ => Weights(random, network.Input.Elements)).ToArray();
        File.WriteAllBytes(folder["m.tflite"], network.File.Build());
        File.WriteAllBytes(folder["x.bin"], [.. inputs.SelectMany(codes => codes).Select(code => (byte)code)]);
        byte[] expected = [.. inputs.SelectMany(codes => network.Run(codes)[output.Tensor]).Select(code => (byte)code)];

        Tool.Run("infer", folder["m.tflite"], "--input", folder["x.bin"], "--output", folder["y.bin"]).Exits(0);
        Assert.True(expected.SequenceEqual(File.ReadAllBytes(folder["y.bin"])), string.Join(", ", network.Names));

        Tool.Run("compile", folder["m.tflite"], "--out", folder["out"]).Exits(0);
        string[][] targets =
        [
            ["--target", "c"],
            ["--target", "hls"],
            .. simulate
                ? (string[][])
                    [
                        ["--simulator", "icarus"],
                    ]
                : [],
        ];
        foreach (var target in targets)
        {
            var json = Tool.Run(["verify", folder["out"], "--input", folder["x.bin"], .. target, "--json"])
                .Exits(0)
                .Json;
            Assert.Equal(Records, json.GetProperty("images").GetInt32());
            Assert.Empty(json.GetProperty("mismatches").EnumerateArray());
        }
    }

    private static sbyte[] Weights(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (sbyte)random.Next(-127, 128))];

    private static float[] Scales(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)(0.004 + (0.01 * random.NextDouble())))];

    private static int[] Biases(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => random.Next(-3000, 3001))];
}
