// SPDX-License-Identifier: Apache-2.0
using CoDesign.Golden.Integer;
using CoDesign.Mapping.Banks;
using CoDesign.Mapping.Tests.Interpreter;

namespace CoDesign.Mapping.Tests;

/// <summary>Runs a plan's images on the interpreter and compares every byte of every layer with the integer model.</summary>
internal static class PlanRun
{
    public static AcceleratorPlan Plan(Graph graph, AcceleratorConfiguration configuration)
    {
        var diagnostics = new DiagnosticBag();
        var plan = Planner.Plan(graph, configuration, diagnostics);
        Assert.Empty(diagnostics.Items);
        return plan!;
    }

    /// <summary>Runs the image, then the same one backwards. Number of bytes compared; throws at the first difference.</summary>
    public static int Check(AcceleratorPlan plan, short[] codes, bool holdsBack)
    {
        var interpreter = new EngineInterpreter(plan.Parameters, plan.Images, holdsBack, plan.Transfers);
        short[] reversed = [.. codes.Reverse()];
        return CheckFrame(plan, interpreter, codes, reversed) + CheckFrame(plan, interpreter, reversed, codes);
    }

    private static int CheckFrame(AcceleratorPlan plan, EngineInterpreter interpreter, short[] codes, short[] following)
    {
        var expected = new IntegerExecutor(plan.Graph).Run(codes);
        var result = interpreter.Run(Words(plan.Input, codes), Words(plan.Input, following));
        var compared = 0;
        var order = plan.Layers.SelectMany(layer => layer.TraceOrder().Select(at => (layer, at.Block, at.Pixel)));
        foreach (var (word, (layer, block, pixel)) in interpreter.Trace.Zip(order))
        {
            Assert.Equal((layer.Index, block, pixel), (word.Layer, word.Block, word.Pixel));
            if (layer.Layer.IsStep)
                continue;
            var value = expected[layer.Output.Value];
            for (var lane = 0; lane < word.Bytes.Length; lane++)
            {
                var channel = layer.Output.Layout[block, lane];
                if (channel < 0)
                    continue;
                var at = (layer.Output.FirstRow * layer.Output.Shape.Width) + pixel;
                var wanted = value[(at * layer.Output.Shape.Channels) + channel] + layer.Output.CodeOffset;
                Assert.True(
                    wanted == word.Bytes[lane],
                    $"{layer.Layer.Name} ({layer.Layer.Kind}) pixel {pixel} channel {channel}: {word.Bytes[lane]}, expected {wanted}"
                );
                compared++;
            }
        }

        Assert.Equal(plan.Layers.Sum(l => l.Loops.OutputBlocks * l.Output.Shape.Pixels), interpreter.Trace.Count);
        CheckResult(plan, expected[plan.Result.Value], result);
        return compared;
    }

    /// <summary>A tensor as stream words: pixel after pixel, blocks inside the pixel, bytes as the file has them.</summary>
    public static List<byte[]> Words(TensorPlan tensor, short[] codes)
    {
        var words = new List<byte[]>();
        for (var pixel = 0; pixel < tensor.Shape.Pixels; pixel++)
        {
            for (var block = 0; block < tensor.Layout.Blocks; block++)
            {
                var word = new byte[tensor.Layout.Lanes];
                for (var lane = 0; lane < word.Length; lane++)
                {
                    if (tensor.Layout[block, lane] is >= 0 and var channel)
                        word[lane] = unchecked((byte)codes[(pixel * tensor.Shape.Channels) + channel]);
                }

                words.Add(word);
            }
        }

        return words;
    }

    private static void CheckResult(AcceleratorPlan plan, short[] expected, List<byte[]> result)
    {
        var words = Words(plan.Result, expected);
        Assert.Equal(words.Count, result.Count);
        for (var index = 0; index < words.Count; index++)
        {
            for (var lane = 0; lane < plan.Result.Layout.Lanes; lane++)
            {
                var position = (index % plan.Result.Layout.Blocks * plan.Result.Layout.Lanes) + lane;
                if (position < plan.Result.Shape.Channels)
                    Assert.Equal(words[index][lane], result[index][lane]);
            }
        }
    }
}
