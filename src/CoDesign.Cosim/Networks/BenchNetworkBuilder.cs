// SPDX-License-Identifier: Apache-2.0
using CoDesign.Emit.Verilog;
using CoDesign.Mapping;
using CoDesign.Mapping.Banks;

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
                    layer.Layer.Name,
                    layer.Layer.Op,
                    layer.PixelSteps,
                    layer.Order.FirstStep,
                    layer.Layer.Macs,
                    layer.Estimate.Cycles,
                    layer.Layer.IsStep ? Unchecked(Tensor(layer.Output)) : Tensor(layer.Output)
                )),
            ]
        )
        {
            DoublesClock = plan.Parameters.DoublesClock,
            Bus = Bus(plan),
        };

    /// <summary>A step on the way to a value that the integer model does not have: its words are counted, and the value itself is compared.</summary>
    private static BenchTensor Unchecked(BenchTensor tensor) =>
        tensor with
        {
            Layout = [.. tensor.Layout.Select(_ => -1)],
        };

    private static BenchBus? Bus(AcceleratorPlan plan) =>
        plan.Configuration.Bus is { } bus
            ? new BenchBus(
                bus.Width,
                bus.AddressBits,
                bus.StreamBytes ?? plan.Parameters.Channels,
                plan.Parameters.WeightStream ? WeightMemory.Beats(plan.Images, bus.Width) : 0
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
