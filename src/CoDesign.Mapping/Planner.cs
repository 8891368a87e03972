// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Mapping.Banks;
using CoDesign.Mapping.Estimates;
using CoDesign.Mapping.Images;
using CoDesign.Mapping.Layers;
using CoDesign.Mapping.Tiling;

namespace CoDesign.Mapping;

/// <summary>
/// Lowered graph to accelerator: channel layouts, bank ranges and allocation, loops, memory images, descriptors (docs/engine.md).
/// </summary>
public static class Planner
{
    /// <summary>The plan, or null after a diagnostic. Memories are as deep as configured, and as the network needs where the configuration leaves it open.</summary>
    public static AcceleratorPlan? Plan(
        Graph lowered,
        AcceleratorConfiguration configuration,
        DiagnosticBag diagnostics
    )
    {
        if (lowered.Stage != GraphStage.Lowered)
        {
            diagnostics.Add(MappingDiagnostics.NotLowered(lowered));
            return null;
        }

        if (NetworkMap.Of(lowered, configuration, diagnostics) is not { } map)
            return null;
        var builder = new ConstantsBuilder(map.Network, diagnostics);
        var constants = map.Network.Layers.Select(builder.Build).ToArray();
        if (constants.OfType<LayerConstants>().ToArray() is var known && known.Length < constants.Length)
            return null;
        ImmutableArray<byte> padWords = [.. known.Select(c => c.PadByte).OfType<byte>().Distinct().Order()];
        if (FramePlan.Of(map, configuration, padWords, diagnostics) is not { } frame)
            return null;
        var accBits = ParameterChooser.AccBits(known, configuration.Multipliers, lowered.Arithmetic.Profile);
        var (estimate, estimates) = new FrameEstimator(map, frame, configuration, padWords.Length).Estimate(accBits);
        var groups = Groups(frame, known, configuration, estimates);
        ImmutableArray<LayerPlan> layers = [.. groups.SelectMany(group => group.Layers)];
        var allocation = frame.Allocation();
        if (
            ImageBuilder.Build(
                lowered.Arithmetic,
                configuration,
                groups,
                known,
                allocation,
                map.WeightLanes(configuration),
                diagnostics
            )
            is not { } images
        )
            return null;
        var parameters = ParameterChooser.Choose(
            lowered.Arithmetic,
            configuration,
            images,
            allocation,
            layers,
            known,
            map.DrainPorts,
            diagnostics
        );
        var tensors = frame
            .Groups.SelectMany(group => group.Tensors)
            .DistinctBy(pair => pair.Key)
            .ToImmutableSortedDictionary(StringComparer.Ordinal);
        return parameters is null
            ? null
            : new AcceleratorPlan(
                lowered,
                configuration,
                parameters with
                {
                    ResultBanks = frame.Transfers is null ? 1 : configuration.Pixels,
                },
                tensors,
                Outside(map.Network.Input.Name),
                Outside(map.Network.Result),
                layers,
                allocation,
                images.Images,
                estimate
            )
            {
                Transfers = frame.Transfers,
            };

        // The host sees whole maps.
        TensorPlan Outside(string name) => tensors[name] with { Shape = map.Network.Tensors[name], FirstRow = 0 };
    }

    private static ImmutableArray<PlannedGroup> Groups(
        FramePlan frame,
        LayerConstants[] constants,
        AcceleratorConfiguration configuration,
        ImmutableArray<LayerEstimate> estimates
    )
    {
        var groups = ImmutableArray.CreateBuilder<PlannedGroup>(frame.Groups.Length);
        var bands = new int[constants.Length];
        var number = 0;
        foreach (var group in frame.Groups)
        {
            var layers = ImmutableArray.CreateBuilder<LayerPlan>();
            for (var index = 0; index < group.Map.Network.Layers.Length; index++)
            {
                var whole = group.FirstLayer + index;
                layers.Add(
                    Layer(group, index, constants[whole], configuration, number, estimates[number]) with
                    {
                        WholeIndex = whole,
                        Band = bands[whole]++,
                        EndsGroup = index + 1 == group.Map.Network.Layers.Length,
                    }
                );
                number++;
            }

            groups.Add(new PlannedGroup(group, layers.ToImmutable()));
        }

        return groups.ToImmutable();
    }

    private static LayerPlan Layer(
        FrameGroup group,
        int index,
        LayerConstants constants,
        AcceleratorConfiguration configuration,
        int number,
        LayerEstimate estimate
    )
    {
        var map = group.Map;
        var layer = map.Network.Layers[index];
        var inputs = layer.Inputs.Select(name => group.Tensors[name]);
        return new LayerPlan(
            number,
            layer,
            map.Loops[index],
            [.. constants.SwapsOperands ? inputs.Reverse() : inputs],
            group.Tensors[layer.Name],
            map.Dependencies[index],
            layer.PixelSteps(configuration.Pixels),
            map.Orders[index],
            estimate
        );
    }
}
