// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using CoDesign.Emit.Tests.Native;
using CoDesign.Golden.Integer;
using CoDesign.Ir.Configuration;

namespace CoDesign.Emit.Tests.C;

/// <summary>Emitted C equals the integer executor in every byte of every tensor.</summary>
public sealed class CEmitterTests
{
    private static readonly string[] Sanitizers =
    [
        "-O1",
        "-g",
        "-fsanitize=address,undefined",
        "-fno-sanitize-recover=all",
    ];

    private static readonly string[] Vectors = ["-O3", "-march=native"];

    public static TheoryData<int, RequantizeMode> Seeds
    {
        get
        {
            var data = new TheoryData<int, RequantizeMode>();
            for (var seed = 0; seed < 6; seed++)
            {
                data.Add(seed, RequantizeMode.HalfUp);
                data.Add(seed, RequantizeMode.TfLite);
            }

            return data;
        }
    }

    [ToolTheory("gcc")]
    [MemberData(nameof(Seeds))]
    public void EqualsGolden_WithSanitizers(int seed, RequantizeMode mode) => Check(seed, mode, "gcc", Sanitizers);

    [ToolTheory("gcc")]
    [MemberData(nameof(Seeds))]
    public void EqualsGolden_WithVectorInstructions(int seed, RequantizeMode mode) =>
        Check(seed + 1000, mode, "gcc", Vectors);

    [ClangTheory]
    [MemberData(nameof(Seeds))]
    public void EqualsGolden_WithClang(int seed, RequantizeMode mode) =>
        Check(seed + 2000, mode, ClangTheoryAttribute.Clang ?? "", Vectors);

    [ToolTheory("make", "gcc", "g++")]
    [InlineData("c", true)]
    [InlineData("c", false)]
    [InlineData("hls", true)]
    [InlineData("hls", false)]
    public void MakeBuildsAProgram_ThatTakesRecordsAsTheFrameworkHasThem(string target, bool codes)
    {
        var random = new RandomGraph(9, RequantizeMode.HalfUp);
        var graph = random.Build(6) with { Layout = RecordLayout.Nchw, RecordsAreCodes = codes };
        using var model =
            target == "c"
                ? CompiledModel.SourcesOnly(graph)
                : CompiledModel.HlsSourcesOnly(graph, AcceleratorConfiguration.Default);
        var record = random.InputCodes();
        var expected = new IntegerExecutor(graph).Run(record)[graph.Output];

        model.Call("make", ["-s", "-j2", "CFLAGS=-O1", "CXXFLAGS=-O1"]);
        File.WriteAllBytes(Path.Combine(model.Folder, "in.bin"), Record(record, (QuantizedNode)graph.InputNode, codes));
        var hashes = model.Call(Path.Combine(model.Folder, "model"), ["--hashes", "in.bin", "out.bin"]);

        Assert.Equal(
            Record(expected, (QuantizedNode)graph[graph.Output], codes),
            File.ReadAllBytes(Path.Combine(model.Folder, "out.bin"))
        );
        Assert.Equal(graph.Nodes.Length, hashes.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains(Hash(expected), hashes, StringComparison.Ordinal);
    }

    /// <summary>[C, H, W] as codes, or as float32 of the real values.</summary>
    private static byte[] Record(short[] codes, QuantizedNode node, bool areCodes)
    {
        var shape = node.Shape;
        var planes = Enumerable
            .Range(0, codes.Length)
            .Select(i => codes[((i % shape.Pixels) * shape.Channels) + (i / shape.Pixels)]);
        return areCodes
            ? [.. planes.Select(code => unchecked((byte)code))]
            : [.. planes.SelectMany(code => BitConverter.GetBytes((float)node.Output.Dequantize(code)))];
    }

    /// <summary>FNV-1a, 64 bits.</summary>
    private static string Hash(short[] codes) =>
        codes
            .Aggregate(14695981039346656037UL, (hash, code) => (hash ^ unchecked((byte)code)) * 1099511628211UL)
            .ToString("x16");

    [ToolFact("arm-none-eabi-gcc", "arm-none-eabi-size")]
    public void CompilesForCortexM_InTheMemoryThatTheHeaderStates()
    {
        var graph = new RandomGraph(7, RequantizeMode.HalfUp).Build(12);
        using var model = CompiledModel.SourcesOnly(graph);
        string[] sources = ["model.c", "weights.c", "cd_layers.c", "cd_conv2d.c", "cd_softmax.c"];
        foreach (var source in sources)
            model.Call(
                "arm-none-eabi-gcc",
                [.. CompiledModel.Warnings, "-mcpu=cortex-m4", "-mthumb", "-O2", "-c", source]
            );

        var stated = File.ReadLines(Path.Combine(model.Folder, "model.h"))
            .Single(line => line.StartsWith(" * Memory", StringComparison.Ordinal));
        var bytes = Regex.Matches(stated, "[0-9]+").Select(match => int.Parse(match.Value)).ToArray();
        var sizes = model
            .Call("arm-none-eabi-size", ["model.o"])
            .Split('\n')[1]
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

        Assert.InRange(int.Parse(sizes[2]), bytes[1] + bytes[2], bytes[1] + bytes[2] + 12);
    }

    [Fact]
    public void EmitsTheSameTextsEveryTime()
    {
        var graph = new RandomGraph(8, RequantizeMode.TfLite).Build(12);
        using var first = CompiledModel.SourcesOnly(graph);
        using var second = CompiledModel.SourcesOnly(graph);

        foreach (var file in Directory.GetFiles(first.Folder))
        {
            var text = File.ReadAllText(file);
            Assert.Equal(text, File.ReadAllText(Path.Combine(second.Folder, Path.GetFileName(file))));
            Assert.DoesNotContain(first.Folder, text, StringComparison.Ordinal);
            Assert.DoesNotContain('\r', text);
        }
    }

    [ToolTheory("gcc")]
    [InlineData(0)]
    [InlineData(1)]
    public void Differs_WhenOneWeightIsFlipped(int seed)
    {
        var (graph, conv, records) = OneConvolution(seed);
        var type = conv.WeightQuantization.Type;
        var mirrored = (short)(type.Minimum + type.Maximum - conv.Weights[0]);
        var flipped = conv with { Weights = conv.Weights.SetItem(0, mirrored) };
        using var model = CompiledModel.C(graph.WithNodes([graph.InputNode, flipped]), "gcc", "-O1");

        Assert.StartsWith(
            "record 0, conv_1 [",
            EmittedTensors.FirstDifference(graph, model, records),
            StringComparison.Ordinal
        );
    }

    [ToolTheory("gcc")]
    [InlineData(0)]
    [InlineData(1)]
    public void Differs_WhenOneShiftIsOneMore(int seed)
    {
        var (graph, conv, records) = OneConvolution(seed);
        var factors = conv.Requantization.Multipliers;
        var shifted = conv with
        {
            Requantization = conv.Requantization with
            {
                Multipliers = factors.SetItem(0, factors[0] with { Shift = factors[0].Shift + 1 }),
            },
        };
        using var model = CompiledModel.C(graph.WithNodes([graph.InputNode, shifted]), "gcc", "-O1");

        Assert.StartsWith(
            "record 0, conv_1 [",
            EmittedTensors.FirstDifference(graph, model, records),
            StringComparison.Ordinal
        );
    }

    private static (Graph Graph, QuantizedConv2d Convolution, short[][] Records) OneConvolution(int seed)
    {
        var random = new RandomGraph(seed, RequantizeMode.HalfUp);
        var input = (QuantizedNode)random.Graph().InputNode;
        var made = (QuantizedConv2d)random.Convolution(input, 1, 8);
        var window = made.Window with
        {
            PadTop = 0,
            PadLeft = 0,
            PadBottom = made.Window.PadBottom + made.Window.PadTop,
            PadRight = made.Window.PadRight + made.Window.PadLeft,
        };
        var conv = made with
        {
            Window = window,
            Clamp = new CodeClamp(made.Output.Type.Minimum, made.Output.Type.Maximum),
        };
        return (random.Graph().WithNodes([input, conv]), conv, [random.InputCodes(), random.InputCodes()]);
    }

    private static void Check(int seed, RequantizeMode mode, string compiler, string[] options)
    {
        var random = new RandomGraph(seed, mode);
        var graph = random.Build(12);
        using var model = CompiledModel.C(graph, compiler, options);

        Assert.Null(
            EmittedTensors.FirstDifference(
                graph,
                model,
                [random.InputCodes(), random.InputCodes(), random.InputCodes()]
            )
        );
    }
}
