// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Numerics;
using CoDesign.Mapping.Banks;
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping.Images;

/// <summary>Images together with the width of the descriptor words that they were cut to.</summary>
/// <param name="Images">The stores' contents.</param>
/// <param name="ConfigBits">CONFIG_BITS.</param>
internal sealed record SizedImages(MemoryImages Images, int ConfigBits);

/// <summary>Writes the memory images of a network: FILL, INPUT, the layers, RESULT.</summary>
internal static class ImageBuilder
{
    private static readonly int[] Widths = [20, 24, 28, 32];
    private static readonly int[] SmallWidths = [16, .. Widths];

    /// <summary>The images, or null after a diagnostic.</summary>
    public static SizedImages? Build(
        Arithmetic arithmetic,
        AcceleratorConfiguration configuration,
        TensorPlan input,
        TensorPlan result,
        ImmutableArray<LayerPlan> layers,
        LayerConstants[] constants,
        BankAllocation allocation,
        int weightLanes,
        DiagnosticBag diagnostics
    )
    {
        var descriptors = Descriptors(configuration.Pixels, input, result, layers, constants, allocation);
        if (ConfigBits(descriptors, configuration.IsSmall ? SmallWidths : Widths, diagnostics) is not { } bits)
            return null;
        var weights = ImmutableArray.CreateBuilder<byte>();
        var parameters = ImmutableArray.CreateBuilder<byte>();
        var tables = ImmutableArray.CreateBuilder<long>();
        var blocks = ImmutableArray.CreateBuilder<WeightBlock>();
        foreach (var layer in layers)
        {
            var numbers = constants[layer.Index];
            var at = weights.Count / configuration.Channels;
            var first = (int)WeightImage.FirstWord(layer.Layer, at, weightLanes);
            weights.AddRange(Enumerable.Repeat((byte)0, (first - at) * configuration.Channels));
            AddBlocks(
                blocks,
                layer,
                first,
                weightLanes,
                parameters.Count / configuration.Channels,
                ParameterImage.WordsPerBlock(arithmetic.Profile, configuration.IsSmall)
            );
            WeightImage.Append(
                weights,
                layer.Layer,
                layer.Loops,
                numbers,
                layer.Inputs[0].Layout,
                layer.Output.Layout,
                weightLanes
            );
            ParameterImage.Append(parameters, numbers, layer.Output.Layout, arithmetic, configuration.IsSmall);
            tables.AddRange(numbers.Table);
        }

        var images = new MemoryImages(
            configuration.Channels,
            weightLanes,
            weights.ToImmutable(),
            parameters.ToImmutable(),
            [.. descriptors.SelectMany(d => d.Words(bits))],
            tables.ToImmutable(),
            blocks.ToImmutable()
        );
        return new SizedImages(images, bits);
    }

    private static List<DescriptorFields> Descriptors(
        int pixels,
        TensorPlan input,
        TensorPlan result,
        ImmutableArray<LayerPlan> layers,
        LayerConstants[] constants,
        BankAllocation allocation
    )
    {
        var padWords = allocation.PadWords;
        var image = new DescriptorImage(pixels);
        var descriptors = new List<DescriptorFields>();
        for (var first = 0; first < padWords.Length; first += pixels)
            descriptors.Add(image.Fill(first, padWords.AsSpan()[first..Math.Min(first + pixels, padWords.Length)]));
        descriptors.Add(image.Input(input, allocation.Release is not null));
        foreach (var layer in layers)
        {
            var pad = constants[layer.Index].PadByte;
            descriptors.Add(image.Layer(layer, constants[layer.Index], pad is { } value ? padWords.IndexOf(value) : 0, layer.Index == allocation.Release));
        }

        descriptors.Add(image.Result(result));
        return descriptors;
    }

    /// <summary>The smallest width that holds every field.</summary>
    private static int? ConfigBits(List<DescriptorFields> descriptors, int[] widths, DiagnosticBag diagnostics)
    {
        foreach (var bits in widths)
        {
            if (descriptors.TrueForAll(d => d.Counts.All(c => c.Value <= Limit(bits, c.IsHalf))))
                return bits;
        }

        foreach (var descriptor in descriptors)
        {
            foreach (
                var (name, value, isHalf) in descriptor
                    .Counts.Distinct()
                    .Where(c => c.Value > Limit(Widths[^1], c.IsHalf))
            )
                diagnostics.Add(MappingDiagnostics.TooLarge(descriptor.Layer, name, value, Limit(Widths[^1], isHalf)));
        }

        return null;
    }

    // All ones in a whole word mean "no pixel" in a bank's start.
    private static long Limit(int bits, bool isHalf) => isHalf ? (1L << (bits / 2)) - 1 : (1L << bits) - 2;

    private static void AddBlocks(
        ImmutableArray<WeightBlock>.Builder blocks,
        LayerPlan layer,
        int weightWord,
        int rowWords,
        int parameterWord,
        int parameterWords
    )
    {
        for (var block = 0; block < layer.Loops.OutputBlocks; block++)
        {
            var steps = layer.Loops.TileSteps * (layer.Layer.Split is null ? 1 : rowWords);
            var words = layer.Layer.HasConstantWeights && block > 0 ? 0 : steps;
            var first = layer.Layer.HasConstantWeights ? weightWord : weightWord + (block * steps);
            var passes = NetworkMap.Passes(layer.Layer, layer.Loops, layer.PixelSteps);
            blocks.Add(
                new WeightBlock(
                    layer.Index,
                    first,
                    words,
                    parameterWord + (block * parameterWords),
                    parameterWords,
                    passes
                )
            );
        }
    }
}
