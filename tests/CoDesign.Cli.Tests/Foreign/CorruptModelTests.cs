// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using CoDesign.Import.Tests.TfLite;
using CoDesign.Import.TfLite;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Printing;
using CoDesign.Mapping;
using CoDesign.Reports.Layers;
using CoDesign.Transforms;

namespace CoDesign.Cli.Tests.Foreign;

/// <summary>
/// A corrupt file that still reads as a model goes on into the passes, the figures of inspect and the plan of the accelerator. Whatever it became, each stage ends in time, within memory,
/// with a result or a diagnostic. A float model has no calibration data here and stops at the folded graph.
/// </summary>
public sealed class CorruptModelTests
{
    private const long GreatestBytes = 1L << 30;
    private static readonly TimeSpan GreatestTime = TimeSpan.FromSeconds(20);
    private static readonly byte[] Model = SmallModel.Build();

    [Fact]
    public void EveryByteWithTwoChanges()
    {
        Check(Corruption.EveryByte(Model, old => (byte)(old ^ 0x01)));
        Check(Corruption.EveryByte(Model, old => (byte)(old ^ 0x80)));
    }

    [Fact]
    public void RandomMutations() => Check(Corruption.Random(Model, 3000, 11));

    [Fact]
    [Trait("Category", "Nightly")]
    public void EveryValueOfEveryByte()
    {
        for (var difference = 1; difference < 256; difference++)
            Check(Corruption.EveryByte(Model, old => (byte)(old + difference)));
    }

    [Fact]
    [Trait("Category", "Nightly")]
    public void HundredThousandRandomMutations() => Check(Corruption.Random(Model, 100_000, 12));

    [SharedTheory("models/mlperf-tiny")]
    [Trait("Category", "Nightly")]
    [InlineData("kws", "model_int8")]
    [InlineData("ic", "model_int8")]
    [InlineData("kws", "model_float")]
    public void TrainedModels(string model, string file) =>
        Check(
            Corruption.Random(
                File.ReadAllBytes(SharedFolder.PathOf($"models/mlperf-tiny/{model}/{file}.tflite")),
                500,
                13
            )
        );

    private static void Check(IEnumerable<byte[]> files)
    {
        var clock = new Stopwatch();
        var index = 0;
        foreach (var bytes in files)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            clock.Restart();
            try
            {
                RunAllStages(bytes, index++);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException(
                    $"{e.GetType().Name} on {Convert.ToBase64String(bytes[..Math.Min(bytes.Length, 8192)])}",
                    e
                );
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(
                allocated < GreatestBytes && clock.Elapsed < GreatestTime,
                $"{allocated} bytes, {clock.Elapsed} on {Convert.ToBase64String(bytes)}"
            );
        }
    }

    private static void RunAllStages(byte[] bytes, int index)
    {
        var diagnostics = new DiagnosticBag();
        if (TfLiteReader.Read(bytes, "corrupt.tflite", diagnostics) is not { } graph)
        {
            Assert.True(diagnostics.HasErrors);
            return;
        }

        var rewrites = QuantizationConfiguration.Default with
        {
            RemoveDeadChannels = index % 2 == 0,
            ApproximateTfLite = index % 5 == 0,
        };
        var stop =
            graph.Stage >= GraphStage.Quantized
                ? null
                : Pipeline.Passes.Last(pass => pass.Yields == GraphStage.Folded).Name;
        if (
            Pipeline.Run(
                graph,
                PipelineOptions.Default with
                {
                    StopAfter = stop,
                    Quantization = rewrites,
                },
                null,
                diagnostics
            )
            is not { } finished
        )
        {
            Assert.True(diagnostics.HasErrors);
            return;
        }

        Assert.True(GraphFigures.Of(finished).Layers.Length > 0);
        Assert.NotEmpty(GraphText.Of(finished));
        if (
            finished.Stage == GraphStage.Lowered
            && Planner.Plan(finished, AcceleratorConfiguration.Default, diagnostics) is null
        )
            Assert.True(diagnostics.HasErrors);
    }
}
