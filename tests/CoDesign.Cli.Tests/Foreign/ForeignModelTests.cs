// SPDX-License-Identifier: Apache-2.0
using CoDesign.Golden.Integer;
using CoDesign.Import.TfLite;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Mapping;
using CoDesign.Transforms;

namespace CoDesign.Cli.Tests.Foreign;

/// <summary>.tflite files that nobody tuned for: every operator and variant against a second implementation of TensorFlow Lite's arithmetic.</summary>
public sealed class ForeignModelTests
{
    [Fact]
    public void EveryByteEquals_InRandomNetworks() => Check(0, 300);

    [Fact]
    [Trait("Category", "Nightly")]
    public void EveryByteEquals_InManyRandomNetworks() => Check(1000, 5_000);

    private static void Check(int first, int count)
    {
        var failures = new List<string>();
        Parallel.For(
            first,
            first + count,
            seed =>
            {
                if (Failure(seed) is { } failure)
                {
                    lock (failures)
                        failures.Add($"seed {seed}: {failure}");
                }
            }
        );
        Assert.True(
            failures.Count == 0,
            $"{failures.Count} of {count} networks:\n{string.Join('\n', failures.Take(20))}"
        );
    }

    /// <summary>Null when the imported graph and the lowered one give the reference's bytes and the network is planned.</summary>
    private static string? Failure(int seed)
    {
        var (network, output) = RandomForeignNetwork.Build(seed);
        var names = string.Join(", ", network.Names);
        var diagnostics = new DiagnosticBag();
        try
        {
            if (TfLiteReader.Read(network.File.Build(), "m.tflite", diagnostics) is not { } graph)
                return $"{string.Join(' ', diagnostics.Items)} ({names})";
            if (Pipeline.Run(graph, PipelineOptions.Default, null, diagnostics) is not { } lowered)
                return $"{string.Join(' ', diagnostics.Items)} ({names})";
            var input = network.Input;
            for (var record = 0; record < 2; record++)
            {
                var codes = Codes(new Random(seed + record), input.Elements, record);
                var expected = network.Run(codes)[output.Tensor];
                foreach (var candidate in new[] { graph, lowered })
                {
                    var actual = new IntegerExecutor(candidate).Run(Array.ConvertAll(codes, code => (short)code))[
                        candidate.Output
                    ];
                    var at = Enumerable.Range(0, expected.Length).FirstOrDefault(i => expected[i] != actual[i], -1);
                    if (at >= 0)
                        return $"{candidate.Stage}: byte {at} of {expected.Length}: expected {expected[at]}, got {actual[at]} ({names})";
                }
            }

            return Planner.Plan(lowered, AcceleratorConfiguration.Default, diagnostics) is null
                ? $"{string.Join(' ', diagnostics.Items)} ({names})"
                : null;
        }
        catch (Exception e)
        {
            return $"{e} ({names})";
        }
    }

    private static sbyte[] Codes(Random random, int count, int record)
    {
        var codes = new sbyte[count];
        for (var i = 0; i < count; i++)
            codes[i] = (sbyte)(
                record == 0 ? random.Next(-128, 128)
                : random.Next(2) == 0 ? -128
                : 127
            );
        return codes;
    }
}
