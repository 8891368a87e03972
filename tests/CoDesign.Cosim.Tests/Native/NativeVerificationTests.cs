// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cosim.Native;
using CoDesign.Emit.C;
using CoDesign.Emit.Hls;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Cosim.Tests.Native;

public sealed class NativeVerificationTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    [ToolTheory("gcc", "g++")]
    [InlineData("c")]
    [InlineData("hls")]
    public void FindsNoDifference_WhenSourcesAreAsEmitted(string name)
    {
        using var folder = new TemporaryFolder();
        var (sources, graph, diagnostics) = Compile(name, folder);

        var result = NativeVerification.Run(sources, graph, Records(17), null, Timeout, diagnostics);

        Assert.Empty(diagnostics.Items);
        Assert.Equal((17, 17 * (24 + 6), 0L), (result!.Images, result.ComparedBytes, result.MismatchingTensors));
        Assert.Null(result.First);
    }

    [ToolTheory("gcc", "g++")]
    [InlineData("c", "weights.c")]
    [InlineData("hls", "weights.hpp")]
    public void NamesTheFirstDifference_WhenABiasIsChanged(string name, string file)
    {
        using var folder = new TemporaryFolder();
        var (sources, graph, diagnostics) = Compile(name, folder);
        Replace(Path.Combine(folder.Root, name, file), " 200,", " 3000000,");

        var result = NativeVerification.Run(sources, graph, Records(1), "conv", Timeout, diagnostics);

        Assert.Equal(1, result!.MismatchingTensors);
        Assert.Equal(
            $"CD6032: Layer 'conv', image 0, index (h 0, w 0, c 1): expected {result.First!.Expected}, actual 255. 1 tensor differs in all.",
            Assert.Single(diagnostics.Items).ToString()
        );
    }

    /// <summary>Both names are the same text in the emitted sources, which print them.</summary>
    [ToolTheory("gcc", "g++")]
    [InlineData("c")]
    [InlineData("hls")]
    public void ComparesEveryTensor_WhenNamesHoldCharactersThatAreNotPrinted(string name)
    {
        using var folder = new TemporaryFolder();
        var (sources, graph, diagnostics) = Compile(name, folder, Network("größe 100%", "gröse 100\\"));

        var result = NativeVerification.Run(sources, graph, Records(2), null, Timeout, diagnostics);

        Assert.Empty(diagnostics.Items);
        Assert.Equal((2 * (24 + 6), 0L), (result!.ComparedBytes, result.MismatchingTensors));
        Assert.Equal(["größe 100%", "gröse 100\\"], result.Tensors.Select(tensor => tensor.Value));
    }

    [ToolFact("gcc")]
    public void ReportsWhatTheCompilerSays_WhenTheSourcesDoNotCompile()
    {
        using var folder = new TemporaryFolder();
        var (sources, graph, diagnostics) = Compile("c", folder);
        File.WriteAllText(Path.Combine(folder.Root, "c", "model.c"), "#error broken\n");

        Assert.Null(NativeVerification.Run(sources, graph, Records(1), null, Timeout, diagnostics));
        var diagnostic = Assert.Single(diagnostics.Items);
        Assert.Equal("CD6030", diagnostic.Code);
        Assert.StartsWith(
            "make cannot build the sources in c/. It said: ",
            diagnostic.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("#error broken", diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReportsTheMissingFolder()
    {
        using var folder = new TemporaryFolder();
        var diagnostics = new DiagnosticBag();

        Assert.Null(NativeSources.Open(folder.Root, "hls", diagnostics));
        Assert.Single(diagnostics.Items);
    }

    private static (NativeSources Sources, Graph Graph, DiagnosticBag Diagnostics) Compile(
        string name,
        TemporaryFolder folder,
        Graph? network = null
    )
    {
        var graph = network ?? Network();
        var diagnostics = new DiagnosticBag();
        Assert.True(CEmitter.Emit(graph, Path.Combine(folder.Root, "c"), diagnostics));
        Assert.True(
            HlsEmitter.Emit(graph, AcceleratorConfiguration.Default, Path.Combine(folder.Root, "hls"), diagnostics)
        );
        return (NativeSources.Open(folder.Root, name, diagnostics)!, graph, diagnostics);
    }

    private static void Replace(string path, string old, string text)
    {
        var source = File.ReadAllText(path);
        Assert.Contains(old, source, StringComparison.Ordinal);
        File.WriteAllText(path, source.Replace(old, text, StringComparison.Ordinal));
    }

    /// <summary>[3, 4, 3] -> conv 3x3 to 2 channels -> average pool 3x2.</summary>
    private static Graph Network(string first = "conv", string second = "pool")
    {
        var codes = new QuantizationParameters(CodeType.Quint8, 0.1, 100);
        var all = new CodeClamp(0, 255);
        var window = new Window2d(3, 3, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1);
        var conv = new QuantizedConv2d(
            first,
            ["x"],
            new TensorShape(3, 4, 2),
            codes,
            window,
            1,
            [.. Enumerable.Range(0, 54).Select(i => (short)((i * 37) % 256))],
            new WeightQuantization(CodeType.Quint8, [0.1], 120),
            [-150, 200],
            new Requantization([new FixedPointMultiplier(40000, 23)], 0),
            all
        );
        var pool = new QuantizedAveragePool(
            second,
            [first],
            new TensorShape(1, 3, 2),
            codes,
            new Window2d(3, 2),
            CountPadding: false,
            all
        );
        return new Graph(
            "small",
            GraphStage.Lowered,
            [new QuantizedInput("x", new TensorShape(3, 4, 3), codes), conv, pool],
            second,
            RecordLayout.Nchw
        );
    }

    private static IEnumerable<short[]> Records(int count)
    {
        var random = new Random(5);
        return Enumerable
            .Range(0, count)
            .Select(_ => Enumerable.Range(0, 36).Select(_ => (short)random.Next(256)).ToArray())
            .ToList();
    }
}
