// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.TfLite;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Verification;

namespace CoDesign.Import.Tests.TfLite;

/// <summary>Whatever the bytes are, the importer ends in time with a graph that passes verification or with diagnostics.</summary>
public sealed class CorruptFileTests
{
    private static readonly byte[] Model = SmallModel.Build();

    [Fact]
    public void TheModelItselfIsRead()
    {
        var diagnostics = new DiagnosticBag();

        Assert.NotNull(TfLiteReader.Read(Model, "small.tflite", diagnostics));
        Assert.Empty(diagnostics.Items);
    }

    [Fact]
    public void SurvivesEveryTruncation()
    {
        for (var length = 0; length < Model.Length; length++)
            Assert.False(
                Survives(Model[..length]),
                $"The first {length} of {Model.Length} bytes were read as a model."
            );
    }

    [Fact]
    public void SurvivesCorruptionOfEveryByte()
    {
        byte[] masks = [0x01, 0x80, 0xFF];
        foreach (var mask in masks)
            CorruptEveryByte(old => (byte)(old ^ mask));
        CorruptEveryByte(_ => 0);
    }

    [Fact]
    [Trait("Category", "Nightly")]
    public void SurvivesEveryValueOfEveryByte()
    {
        for (var difference = 1; difference < 256; difference++)
            CorruptEveryByte(old => (byte)(old + difference));
    }

    [Theory]
    [InlineData(5000)]
    public void SurvivesRandomMutations(int count) => Mutate(Model, count, 1);

    [Fact]
    [Trait("Category", "Nightly")]
    public void Survives100000RandomMutations() => Mutate(Model, 100000, 2);

    [SharedTheory("models/mlperf-tiny")]
    [InlineData("kws")]
    [InlineData("ic")]
    public void SurvivesMutationsOfTrainedModels(string model)
    {
        var bytes = File.ReadAllBytes(SharedFolder.PathOf($"models/mlperf-tiny/{model}/model_int8.tflite"));
        Mutate(bytes, 300, 3);
    }

    /// <summary>A file of many operators that all claim the same constants must not take memory beyond a multiple of its length.</summary>
    [Fact]
    public void RefusesConstantsThatOperatorsShareToMultiplyThem()
    {
        const int channels = 20000;
        var model = new TfLiteBuilder();
        var value = model.Value([1, 1]);
        var weights = model.Codes([channels, 1], new sbyte[channels], [0.1f]);
        for (var i = 0; i < 500; i++)
            model.Operator(9, [value, weights], [model.Value([1, channels])], 8, []);
        var bytes = model.Build();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var diagnostics = new DiagnosticBag();

        Assert.Null(TfLiteReader.Read(bytes, "many.tflite", diagnostics));
        Assert.Contains(diagnostics.Items, item => item.Code == "CD1526");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 500_000_000);
    }

    private static void CorruptEveryByte(Func<byte, byte> change)
    {
        foreach (var bytes in Corruption.EveryByte(Model, change))
            Survives(bytes);
    }

    private static void Mutate(byte[] model, int count, int seed)
    {
        foreach (var bytes in Corruption.Random(model, count, seed))
            Survives(bytes);
    }

    /// <summary>True when the bytes give a graph; then it has passed verification. An exception fails the test with the bytes that caused it.</summary>
    private static bool Survives(byte[] bytes)
    {
        var diagnostics = new DiagnosticBag();
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var graph = TfLiteReader.Read(bytes, "corrupt.tflite", diagnostics);
            Assert.Equal(graph is null, diagnostics.HasErrors);
            if (graph is not null)
            {
                var findings = new DiagnosticBag();
                Assert.True(GraphVerifier.Verify(graph, findings), string.Join('\n', findings.Items));
            }

            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000_000);
            return graph is not null;
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            throw new InvalidOperationException(
                $"{e.GetType().Name} on {Convert.ToBase64String(bytes[..Math.Min(bytes.Length, 8192)])}",
                e
            );
        }
    }
}
