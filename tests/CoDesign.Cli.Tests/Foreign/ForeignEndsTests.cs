// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using CoDesign.Import.Tests.TfLite;

namespace CoDesign.Cli.Tests.Foreign;

/// <summary>Models whose ends are float32 or uint8 around int8 operators, and float models, through infer, compile and verify.</summary>
public sealed class ForeignEndsTests
{
    private const int Records = 4;

    /// <summary>QUANTIZE at the input, DEQUANTIZE at the output: records are float32 on both sides, also of the compiled model.</summary>
    [ToolFact("g++", "make")]
    public void FloatEnds()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(3);
        var network = new ReferenceNetwork(5, 4, 3, 0.05f, 7);
        var real = network.File.Value(network.Input.Dimensions, type: TfLiteBuilder.Float32);
        network.File.Operator(114, [real], [network.Input.Tensor]);
        var y = Body(network, random);
        network.File.Operator(6, [y.Tensor], [network.File.Value([1, y.Channels], type: TfLiteBuilder.Float32)]);
        network.File.Inputs = [real];
        var inputs = Codes(random, network.Input.Elements);
        File.WriteAllBytes(folder["m.tflite"], network.File.Build());
        File.WriteAllBytes(
            folder["x.bin"],
            Bytes(inputs.SelectMany(codes => codes).Select(code => 0.05f * (code - 7)))
        );
        var expected = inputs
            .SelectMany(codes => network.Run(codes)[y.Tensor])
            .Select(code => y.Scale * (code - y.ZeroPoint))
            .ToArray();

        Tool.Run("infer", folder["m.tflite"], "--input", folder["x.bin"], "--output", folder["y.bin"]).Exits(0);
        Tool.Run("compile", folder["m.tflite"], "--out", folder["out"]).Exits(0);
        Tool.Run("infer", folder["out"], "--input", folder["x.bin"], "--output", folder["z.bin"]).Exits(0);
        Tool.Run("verify", folder["out"], "--target", "c", "--input", folder["x.bin"]).Exits(0);

        Assert.Equal(expected, Reals(folder["y.bin"]));
        Assert.Equal(expected, Reals(folder["z.bin"]));
    }

    /// <summary>QUANTIZE from and to uint8: records are uint8 codes.</summary>
    [ToolFact("g++", "make", "iverilog", "vvp")]
    public void UnsignedEnds()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(4);
        var network = new ReferenceNetwork(5, 4, 3, 0.05f, 7);
        var input = network.File.Value(network.Input.Dimensions, 0.05f, 135, TfLiteBuilder.Uint8);
        network.File.Operator(114, [input], [network.Input.Tensor]);
        var y = Body(network, random);
        network.File.Operator(
            114,
            [y.Tensor],
            [network.File.Value([1, y.Channels], y.Scale, y.ZeroPoint + 128, TfLiteBuilder.Uint8)]
        );
        network.File.Inputs = [input];
        var inputs = Codes(random, network.Input.Elements);
        File.WriteAllBytes(folder["m.tflite"], network.File.Build());
        File.WriteAllBytes(folder["x.bin"], [.. inputs.SelectMany(codes => codes).Select(code => (byte)(code + 128))]);

        Tool.Run("infer", folder["m.tflite"], "--input", folder["x.bin"], "--output", folder["y.bin"]).Exits(0);
        Tool.Run("compile", folder["m.tflite"], "--out", folder["out"]).Exits(0);
        Tool.Run("verify", folder["out"], "--target", "c", "--input", folder["x.bin"]).Exits(0);
        Tool.Run("verify", folder["out"], "--simulator", "icarus", "--input", folder["x.bin"]).Exits(0);

        Assert.Equal(
            inputs.SelectMany(codes => network.Run(codes)[y.Tensor]).Select(code => (byte)(code + 128)),
            File.ReadAllBytes(folder["y.bin"])
        );
    }

    /// <summary>A float model: convolution with RELU6, SAME average pool, dense, softmax; float execution against plain loops, then quantized by this tool and verified.</summary>
    [ToolFact("g++", "make")]
    public void FloatModel()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(5);
        var (file, run) = FloatNetwork(random);
        var inputs = Enumerable
            .Range(0, 16)
            .Select(_ => Enumerable.Range(0, 4 * 4 * 2).Select(_ => (float)((2 * random.NextDouble()) - 1)).ToArray())
            .ToArray();
        File.WriteAllBytes(folder["m.tflite"], file.Build());
        File.WriteAllBytes(folder["x.bin"], Bytes(inputs.SelectMany(x => x)));

        Tool.Run("infer", folder["m.tflite"], "--float", "--input", folder["x.bin"], "--output", folder["y.bin"])
            .Exits(0);
        Tool.Run("compile", folder["m.tflite"], "--calibration", $"raw:{folder["x.bin"]}", "--out", folder["out"])
            .Exits(0);
        Tool.Run("verify", folder["out"], "--target", "c", "--input", folder["x.bin"]).Exits(0);
        var json = Tool.Run("evaluate", folder["out"], "--data", $"raw:{folder["x.bin"]}", "--json").Exits(0).Json;

        var expected = inputs.SelectMany(run).ToArray();
        Assert.All(Reals(folder["y.bin"]).Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-5));
        Assert.InRange(json.GetProperty("qmse").GetDouble(), 0, 1e-3);
    }

    private static ReferenceMap Body(ReferenceNetwork network, Random random)
    {
        var conv = network.Conv(
            network.Input,
            false,
            6,
            1,
            new ReferenceWindow(3, 3, Activation: 1),
            Weights(random, 6 * 27),
            [0.01f],
            null,
            0.1f,
            -90
        );
        return network.Dense(
            network.Mean(conv, false, 0.08f, -100),
            false,
            4,
            Weights(random, 24),
            [0.01f],
            [100, -20, 3, 0],
            0,
            0.05f,
            2
        );
    }

    private static (TfLiteBuilder File, Func<float[], double[]> Run) FloatNetwork(Random random)
    {
        var file = new TfLiteBuilder();
        var kernel = Enumerable.Range(0, 3 * 2).Select(_ => (float)(4 * random.NextDouble()) - 2).ToArray();
        var dense = Enumerable.Range(0, 3 * 48).Select(_ => (float)random.NextDouble() - 0.5f).ToArray();
        int Value(params int[] shape) => file.Value(shape, type: TfLiteBuilder.Float32);
        var (x, conv, pool, logits) = (Value(1, 4, 4, 2), Value(1, 4, 4, 3), Value(1, 4, 4, 3), Value(1, 3));
        file.Operator(
            3,
            [x, file.Reals([3, 1, 1, 2], kernel)],
            [conv],
            1,
            new FlatFields
            {
                [0] = (byte)0,
                [1] = 1,
                [2] = 1,
                [3] = (byte)3,
            }
        );
        file.Operator(
            1,
            [conv],
            [pool],
            5,
            new FlatFields
            {
                [0] = (byte)0,
                [1] = 1,
                [2] = 1,
                [3] = 3,
                [4] = 3,
            }
        );
        file.Operator(9, [pool, file.Reals([3, 48], dense)], [logits], 8, []);
        file.Operator(25, [logits], [Value(1, 3)], 9, new FlatFields { [0] = 1.0f });
        return (file, Run);

        double[] Run(float[] input)
        {
            var map = new double[48];
            for (var i = 0; i < 48; i++)
                map[i] = Math.Clamp(
                    (input[i / 3 * 2] * (double)kernel[i % 3 * 2])
                        + (input[(i / 3 * 2) + 1] * (double)kernel[(i % 3 * 2) + 1]),
                    0,
                    6
                );
            var means = new double[48];
            for (var i = 0; i < 48; i++)
            {
                var (y, column) = (i / 12, i / 3 % 4);
                var near = Enumerable
                    .Range(0, 16)
                    .Where(p => Math.Abs((p / 4) - y) <= 1 && Math.Abs((p % 4) - column) <= 1);
                means[i] = near.Average(p => map[(3 * p) + (i % 3)]);
            }

            var powers = Enumerable
                .Range(0, 3)
                .Select(o => Math.Exp(Enumerable.Range(0, 48).Sum(i => means[i] * dense[(48 * o) + i])))
                .ToArray();
            return [.. powers.Select(power => power / powers.Sum())];
        }
    }

    private static sbyte[][] Codes(Random random, int elements) =>
        [.. Enumerable.Range(0, Records).Select(_ => Weights(random, elements))];

    private static sbyte[] Weights(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (sbyte)random.Next(-127, 128))];

    private static byte[] Bytes(IEnumerable<float> reals) => MemoryMarshal.AsBytes<float>(reals.ToArray()).ToArray();

    private static float[] Reals(string path) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();
}
