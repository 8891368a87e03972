// SPDX-License-Identifier: Apache-2.0
using CoDesign.Emit.Hls;
using CoDesign.Emit.Tests.Native;
using CoDesign.Ir.Configuration;

namespace CoDesign.Emit.Tests.Hls;

/// <summary>Emitted C++ for synthesis, compiled by g++, equals the integer executor in every byte of every tensor, for any parallelism.</summary>
public sealed class HlsEmitterTests
{
    private static readonly string[] Sanitizers =
    [
        "-O1",
        "-g",
        "-fsanitize=address,undefined",
        "-fno-sanitize-recover=all",
    ];

    public static TheoryData<int, RequantizeMode, int, int> Cases
    {
        get
        {
            var data = new TheoryData<int, RequantizeMode, int, int>();
            (int Channels, int Pixels)[] lanes = [(16, 8), (4, 1), (8, 3), (32, 16)];
            for (var seed = 0; seed < 4; seed++)
            {
                var (channels, pixels) = lanes[seed % lanes.Length];
                data.Add(seed, RequantizeMode.HalfUp, channels, pixels);
                data.Add(seed, RequantizeMode.TfLite, channels, pixels);
            }

            return data;
        }
    }

    [ToolTheory("g++")]
    [MemberData(nameof(Cases))]
    public void EqualsGolden(int seed, RequantizeMode mode, int channels, int pixels)
    {
        var random = new RandomGraph(seed + 3000, mode);
        var graph = random.Build(10);
        var accelerator = AcceleratorConfiguration.Default with { Channels = channels, Pixels = pixels };
        using var model = CompiledModel.Hls(graph, accelerator, Sanitizers);
        short[][] records = [random.InputCodes(), random.InputCodes()];

        Assert.Null(EmittedTensors.FirstDifference(graph, model, records));
        Assert.Null(EmittedTensors.FirstDifference(graph, model, records, "--stream"));
    }
}
