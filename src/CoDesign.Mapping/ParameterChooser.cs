// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Numerics;
using CoDesign.Mapping.Banks;
using CoDesign.Mapping.Images;
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping;

/// <summary>Parameters of the engine for a network: depths as configured, or else as needed; widths as small as the proofs allow.</summary>
internal static class ParameterChooser
{
    private const int LeastAccBits = 20;
    private const int LeastDepth = 16;
    private const int TableEntries = 256;

    /// <summary>Widest accumulator with which the exact requantizer takes two products (hw/engine/cd_requantize_exact.v).</summary>
    public const int ShortOperandBits = 25;

    /// <summary>A memory: what it is called, its key in the configuration, words configured and needed.</summary>
    private sealed record Store(string Name, string Key, int? Configured, int Needed, string Detail)
    {
        public int Depth => Configured ?? Math.Max(Needed, LeastDepth);

        public bool IsTooSmall => Configured < Needed;
    }

    /// <summary>The parameters, or null after diagnostics for every memory that is too small.</summary>
    public static EngineParameters? Choose(
        Arithmetic arithmetic,
        AcceleratorConfiguration configuration,
        SizedImages sized,
        BankAllocation allocation,
        ImmutableArray<LayerPlan> layers,
        LayerConstants[] constants,
        int drainPorts,
        DiagnosticBag diagnostics
    )
    {
        var images = sized.Images;
        var streams = configuration.StreamsWeights;
        Store banks = new(
            "activation banks",
            "bankDepth",
            configuration.BankDepth,
            allocation.PeakWords,
            $"{allocation.LiveWords} of them alive at once"
        );
        var weights = streams
            ? Ring(configuration, images)
            : new("weight memory", "weightDepth", configuration.WeightDepth, WholeRows(images), "all layers");
        var parameters = streams
            ? new(
                "parameter memory",
                "parameterDepth",
                configuration.ParameterDepth,
                PowerOf2(2 * ParameterImage.WordsPerBlock(arithmetic.Profile, configuration.IsSmall)),
                "two output blocks"
            )
            : new Store(
                "parameter memory",
                "parameterDepth",
                configuration.ParameterDepth,
                images.ParameterWords,
                "all layers"
            );
        Store descriptors = new(
            "descriptor memory",
            "descriptorDepth",
            configuration.DescriptorDepth,
            images.Descriptors.Length,
            $"{layers.Length} layers, input, result and padding"
        );
        Store tables = new(
            "table memory",
            "tableDepth",
            configuration.TableDepth,
            images.Tables.Length,
            "256 for each add"
        );
        Store[] stores = [banks, weights, parameters, descriptors, tables];
        var before = diagnostics.Items.Count;
        var smallest = string.Join(
            ", ",
            stores.Where(s => s.Configured is not null).Select(s => $"{s.Key}: {s.Needed}")
        );
        foreach (var store in stores.Where(s => s.IsTooSmall))
            diagnostics.Add(
                MappingDiagnostics.MemoryTooSmall(
                    store.Name,
                    store.Key,
                    store.Configured ?? 0,
                    store.Needed,
                    store.Detail,
                    smallest,
                    mayTile: store == banks && !configuration.IsSmall
                )
            );
        foreach (var store in streams ? stores[1..3] : [])
        {
            if (store.Configured is { } depth && (depth < LeastDepth || !BitOperations.IsPow2(depth)))
                diagnostics.Add(
                    MappingDiagnostics.Depth(
                        store.Key,
                        depth,
                        $"a power of two from {LeastDepth} on when weights are streamed"
                    )
                );
        }

        if (weights.Configured is { } words && words % images.WeightLanes != 0)
            diagnostics.Add(
                MappingDiagnostics.Depth(
                    weights.Key,
                    words,
                    $"a multiple of {images.WeightLanes}, the words of a row (or laneWeights: shared)"
                )
            );
        if (tables.Configured is { } entries && entries % TableEntries != 0)
            diagnostics.Add(MappingDiagnostics.Depth(tables.Key, entries, $"a multiple of {TableEntries}"));
        if (configuration.SinglePortBanks && banks.Depth > SmallEngine.SinglePortWords)
            diagnostics.Add(MappingDiagnostics.SinglePortDepth(banks.Depth, SmallEngine.SinglePortWords));
        if (diagnostics.Items.Count > before)
            return null;

        return new EngineParameters(
            banks.Depth,
            weights.Depth,
            parameters.Depth,
            WholeRows(descriptors.Depth),
            Math.Max(TableEntries, tables.Configured ?? tables.Needed),
            configuration.Channels,
            configuration.Pixels,
            sized.ConfigBits,
            AccBits(constants, configuration.Multipliers, arithmetic.Profile),
            arithmetic.MultiplierBits,
            arithmetic.Profile,
            streams,
            !images.Tables.IsEmpty,
            layers.Any(l => l.Layer.Taps.Positions > 1),
            layers.Any(l => l.Layer.AddedLanes > 0 || l.Layer.Split is not null),
            images.WeightLanes,
            configuration.Multipliers,
            configuration.Requantizers,
            configuration.SinglePortBanks,
            allocation.Release is not null
        )
        {
            DrainPorts = drainPorts,
            HasHalves = layers.Any(l => l.Layer.InHalves),
            HasWholeHalves = layers.Any(l =>
                l.Layer.InHalves && LaneHalves.ReadsWholeWords(l.Loops, configuration.Channels)
            ),
        };
    }

    private static int WholeRows(MemoryImages images) =>
        Math.Max(images.WeightLanes > 1 ? 2 : 1, (images.WeightWords + images.WeightLanes - 1) / images.WeightLanes)
        * images.WeightLanes;

    /// <summary>A streamed ring: the largest block that is read more than once, twice where the depth is ours to choose, so that the next one arrives meanwhile.</summary>
    private static Store Ring(AcceleratorConfiguration configuration, MemoryImages images)
    {
        var largest = images.Blocks.Where(b => b.Passes > 1).Select(b => b.WeightWords).DefaultIfEmpty(0).Max();
        var needed = PowerOf2(configuration.WeightDepth is null ? 2 * largest : largest);
        return new(
            "weight ring",
            "weightDepth",
            configuration.WeightDepth,
            needed,
            $"{largest} of them for the largest output block that is read more than once"
        );
    }

    /// <summary>Words of the ring when its depth is ours to choose: the largest block that is read more than once, twice.</summary>
    public static int RingWords(long largest) => PowerOf2((int)Math.Min(2 * largest, 1 << 30));

    private static int WholeRows(int words) =>
        (words + DescriptorFields.RowWords - 1) / DescriptorFields.RowWords * DescriptorFields.RowWords;

    private static int PowerOf2(int words) => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(words, LeastDepth));

    /// <summary>
    /// Bits that hold acc + bias of every layer; where a DSP48 holds two sums, acc alone fits one bit more (cd_mac_pair). The exact requantizer has a 25-bit operand when
    /// they are at most 25, so its left shift must not leave that either.
    /// </summary>
    public static int AccBits(LayerConstants[] constants, MacKind multipliers, RequantizeProfile profile)
    {
        var bits = LeastAccBits;
        var carried = multipliers is MacKind.Packed or MacKind.Quad;
        foreach (var layer in constants)
        {
            while (
                !Fits(layer.LeastSum, layer.GreatestSum, bits)
                || (carried && !Fits(layer.LeastProducts, layer.GreatestProducts, bits + 1))
            )
                bits++;
        }

        return profile == RequantizeProfile.Exact && bits <= ShortOperandBits && constants.Any(ShiftsOut)
            ? ShortOperandBits + 1
            : bits;

        static bool ShiftsOut(LayerConstants layer)
        {
            var shift = layer.Requantization.Multipliers.Max(factor => Math.Max(factor.Shift, 0));
            var operand = layer.GreatestOperand ?? Math.Max(-layer.LeastSum, layer.GreatestSum) << shift;
            return !Fits(-operand, operand, ShortOperandBits);
        }
    }

    /// <summary>Both fit <paramref name="bits"/> bits signed.</summary>
    public static bool Fits(long least, long greatest, int bits) =>
        least >= -(1L << (bits - 1)) && greatest < 1L << (bits - 1);
}
