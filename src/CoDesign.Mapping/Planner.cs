// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Mapping.Banks;
using CoDesign.Mapping.Estimates;
using CoDesign.Mapping.Images;
using CoDesign.Mapping.Layers;

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
        var (tensors, allocation) = BankPlanner.Place(map, configuration, padWords);
        var accBits = ParameterChooser.AccBits(known, configuration.Multipliers, lowered.Arithmetic.Profile);
        var estimate = map.Estimate(configuration, allocation, accBits);
        ImmutableArray<LayerPlan> layers =
        [
            .. map.Network.Layers.Select(
                (_, index) => Layer(map, index, known[index], tensors, configuration, estimate)
            ),
        ];
        var input = tensors[map.Network.Input.Name];
        var result = tensors[map.Network.Result];
        var images = ImageBuilder.Build(
            lowered.Arithmetic,
            configuration,
            input,
            result,
            layers,
            known,
            allocation,
            map.WeightLanes(configuration),
            diagnostics
        );
        if (images is null)
            return null;
        var parameters = ParameterChooser.Choose(
            lowered.Arithmetic,
            configuration,
            images,
            allocation,
            layers,
            known,
            diagnostics
        );
        return parameters is null
            ? null
            : new AcceleratorPlan(
                lowered,
                configuration,
                parameters,
                tensors,
                input,
                result,
                layers,
                allocation,
                images.Images,
                estimate
            );
    }

    private static LayerPlan Layer(
        NetworkMap map,
        int index,
        LayerConstants constants,
        ImmutableSortedDictionary<string, TensorPlan> tensors,
        AcceleratorConfiguration configuration,
        NetworkEstimate estimate
    )
    {
        var layer = map.Network.Layers[index];
        var inputs = layer.Inputs.Select(name => tensors[name]);
        return new LayerPlan(
            index,
            layer,
            map.Loops[index],
            [.. constants.SwapsOperands ? inputs.Reverse() : inputs],
            tensors[layer.Name],
            map.Dependencies[index],
            layer.PixelSteps(configuration.Pixels),
            map.Orders[index],
            estimate.Layers[index].Estimate
        );
    }
}
