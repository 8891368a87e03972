// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Numerics;
using CoDesign.Mapping.Banks;
using CoDesign.Mapping.Layers;
using CoDesign.Mapping.Tiling;

namespace CoDesign.Mapping.Images;

/// <summary>Images together with the width of the descriptor words that they were cut to.</summary>
/// <param name="Images">The stores' contents.</param>
/// <param name="ConfigBits">CONFIG_BITS.</param>
internal sealed record SizedImages(MemoryImages Images, int ConfigBits);

/// <summary>A group of a frame with its layers as planned.</summary>
/// <param name="Group">Its network and tensors.</param>
/// <param name="Layers">Its LAYER descriptors.</param>
internal sealed record PlannedGroup(FrameGroup Group, ImmutableArray<LayerPlan> Layers);

/// <summary>Writes the memory images of a network: FILL, and of each group INPUT, the layers, RESULT.</summary>
internal static class ImageBuilder
{
    private static readonly int[] Widths = [20, 24, 28, 32];
    private static readonly int[] SmallWidths = [16, .. Widths];

    /// <summary>The images, or null after a diagnostic.</summary>
    public static SizedImages? Build(
        Arithmetic arithmetic,
        AcceleratorConfiguration configuration,
        ImmutableArray<PlannedGroup> groups,
        LayerConstants[] constants,
        BankAllocation allocation,
        int weightLanes,
        DiagnosticBag diagnostics
    )
    {
        var descriptors = Descriptors(configuration.Pixels, groups, constants, allocation);
        if (ConfigBits(descriptors, configuration.IsSmall ? SmallWidths : Widths, diagnostics) is not { } bits)
            return null;
        var weights = ImmutableArray.CreateBuilder<byte>();
        var parameters = ImmutableArray.CreateBuilder<byte>();
        var tables = ImmutableArray.CreateBuilder<long>();
        var blocks = ImmutableArray.CreateBuilder<WeightBlock>();
        // All bands of a layer have the same words.
        var places = new Dictionary<int, (int Weight, int Parameter)>();
        foreach (var layer in groups.SelectMany(group => group.Layers))
        {
            var numbers = constants[layer.WholeIndex];
            if (!places.TryGetValue(layer.WholeIndex, out var place))
            {
                var at = weights.Count / configuration.Channels;
                var first = (int)WeightImage.FirstWord(layer.Layer, at, weightLanes);
                weights.AddRange(Enumerable.Repeat((byte)0, (first - at) * configuration.Channels));
                places[layer.WholeIndex] = place = (first, parameters.Count / configuration.Channels);
                WeightImage.Append(
                    weights,
                    layer.Layer,
                    layer.Loops,
                    numbers,
                    layer.Inputs[0].Layout,
                    layer.Output.Layout,
                    weightLanes
                );
                ParameterImage.Append(
                    parameters,
                    layer.Layer,
                    numbers,
                    layer.Output.Layout,
                    arithmetic,
                    configuration.IsSmall
                );
            }

            AddBlocks(
                blocks,
                layer,
                place.Weight,
                weightLanes,
                place.Parameter,
                ParameterImage.WordsPerBlock(arithmetic.Profile, configuration.IsSmall)
            );
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
        ImmutableArray<PlannedGroup> groups,
        LayerConstants[] constants,
        BankAllocation allocation
    )
    {
        var padWords = allocation.PadWords;
        var image = new DescriptorImage(pixels);
        var descriptors = new List<DescriptorFields>();
        for (var first = 0; first < padWords.Length; first += pixels)
            descriptors.Add(image.Fill(first, padWords.AsSpan()[first..Math.Min(first + pixels, padWords.Length)]));
        foreach (var (group, layers) in groups)
        {
            var network = group.Map.Network;
            descriptors.AddRange(
                network.Inputs.Select(input => image.Input(group.Tensors[input.Name], allocation.Release is not null))
            );
            foreach (var layer in layers)
            {
                var numbers = constants[layer.WholeIndex];
                descriptors.Add(
                    image.Layer(
                        layer,
                        numbers,
                        numbers.PadByte is { } value ? padWords.IndexOf(value) : 0,
                        layer.Index == allocation.Release
                    )
                );
            }

            foreach (var result in network.Results)
            {
                var isLast = group == groups[^1].Group && result == network.Results[^1];
                descriptors.Add(image.Result(group.Tensors[result.Name], result, network.SpreadsResults, isLast));
            }
        }

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
