// SPDX-License-Identifier: Apache-2.0
using CoDesign.Emit.Verilog;
using CoDesign.Ir.Nodes;
using CoDesign.Mapping;
using CoDesign.Mapping.Banks;
using CoDesign.Mapping.Layers;

namespace CoDesign.Cosim.Networks;

/// <summary>Plan to <see cref="BenchNetwork"/>.</summary>
public static class BenchNetworkBuilder
{
    /// <summary>What the bench has to know of <paramref name="plan"/>, whose generated module is <paramref name="top"/>.</summary>
    public static BenchNetwork Of(AcceleratorPlan plan, string top) =>
        new(
            plan.Graph.Name,
            top,
            plan.Parameters.Channels,
            plan.Parameters.Pixels,
            plan.Parameters.ConfigBits,
            plan.Parameters.WeightStream && plan.Configuration.Bus is null,
            Tensor(plan.Input) with
            {
                CodeOffset = 0,
            },
            Tensor(plan.Result) with
            {
                CodeOffset = 0,
            },
            [
                .. plan.Layers.Select(layer => new BenchLayer(
                    layer.Layer.Operator,
                    layer.Layer.Op,
                    layer.PixelSteps,
                    layer.Order.FirstStep,
                    Macs(plan, layer),
                    layer.Estimate.Cycles,
                    layer.Layer.IsStep ? Unchecked(Band(layer.Output, plan.Graph)) : Band(layer.Output, plan.Graph)
                )
                {
                    EndsGroup = layer.EndsGroup,
                    PixelsAtOnce = layer.Layer.PixelsAtOnce,
                    PairDistance = layer.Layer.BothPorts ? layer.Layer.DrainCycles : 0,
                }),
            ]
        )
        {
            DoublesClock = plan.Parameters.DoublesClock,
            DrainPorts = plan.Parameters.DrainPorts,
            Bus = Bus(plan),
        };

    /// <summary>A step on the way to a value that the integer model does not have: its words are counted, and the value itself is compared.</summary>
    private static BenchTensor Unchecked(BenchTensor tensor) =>
        tensor with
        {
            Layout = [.. tensor.Layout.Select(_ => -1)],
        };

    /// <summary>A band's share of its layer's; rows that are computed twice count once. A part of the output channels has its own.</summary>
    private static long Macs(AcceleratorPlan plan, LayerPlan layer)
    {
        if (layer.Layer.Part is not null)
            return layer.Layer.Macs;
        var whole = plan.Estimate.Layers.First(estimated => estimated.Layer.Name == layer.Layer.Name);
        return (whole.Layer.Macs * (layer.Band + 1) / whole.Bands) - (whole.Layer.Macs * layer.Band / whole.Bands);
    }

    /// <summary>Where in the value it lies.</summary>
    private static BenchTensor Band(TensorPlan tensor, Graph graph) =>
        Tensor(tensor) with
        {
            FirstRow = tensor.FirstRow,
            ValueRows = graph[tensor.Value].Shape.Height,
        };

    private static BenchBus? Bus(AcceleratorPlan plan) =>
        plan.Configuration.Bus is { } bus
            ? new BenchBus(
                bus.Width,
                bus.AddressBits,
                bus.StreamBytes ?? plan.Parameters.Channels,
                plan.Parameters.WeightStream ? WeightMemory.Beats(plan.Images, bus.Width) : 0,
                plan.Transfers is { } transfers
                    ? ((transfers.ScratchWords * plan.Parameters.Channels * 8) + bus.Width - 1) / bus.Width
                    : 0,
                bus.TimeoutCycles
            )
            : null;

    private static BenchTensor Tensor(TensorPlan tensor) =>
        new(
            tensor.Value,
            tensor.Shape.Height,
            tensor.Shape.Width,
            tensor.Shape.Channels,
            tensor.Layout.Lanes,
            tensor.CodeOffset,
            tensor.Layout.Positions
        );
}
