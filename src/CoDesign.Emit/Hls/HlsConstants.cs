// SPDX-License-Identifier: Apache-2.0
using CoDesign.Emit.Native;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Emit.Hls;

/// <summary>The constants of a layer's struct, as the layer functions name them.</summary>
internal static class HlsConstants
{
    /// <summary>Constants of <paramref name="node"/> reading <paramref name="source"/>.</summary>
    /// <param name="node">The layer.</param>
    /// <param name="source">The value it reads (the first one).</param>
    /// <param name="second">The second value, of an add.</param>
    /// <param name="lanes">Parallelism of the layer.</param>
    /// <param name="load">Codes of the input read at once.</param>
    public static IReadOnlyList<HlsConstantView> Of(
        QuantizedNode node,
        QuantizedNode source,
        QuantizedNode? second,
        HlsLanes lanes,
        int load
    )
    {
        var list = new List<HlsConstantView>();
        Add("IN_HEIGHT", source.Shape.Height);
        Add("IN_WIDTH", source.Shape.Width);
        Add("IN_CHANNELS", source.Shape.Channels);
        Add("IN_SIZE", (int)source.Shape.Elements);
        Add("IN_ZERO_POINT", CarriedCodes.ZeroPointOf(source));
        Add("OUT_HEIGHT", node.Shape.Height);
        Add("OUT_WIDTH", node.Shape.Width);
        Add("OUT_CHANNELS", node.Shape.Channels);
        Add("OUT_SIZE", (int)node.Shape.Elements);
        Add("OUT_ZERO_POINT", CarriedCodes.ZeroPointOf(node));
        Add("SIGN", CarriedCodes.SignOf(node.Output.Type));
        Add("LANES", lanes.Channels);
        switch (node)
        {
            case QuantizedConv2d conv:
                Convolution(conv);
                break;
            case QuantizedMaxPool pool:
                Window(pool.Window);
                Clamp(pool.Clamp);
                break;
            case QuantizedAveragePool pool:
                Window(pool.Window);
                Add("COUNT_PADDING", pool.CountPadding ? 1 : 0);
                Clamp(pool.Clamp);
                break;
            case QuantizedAdd add:
                Add("FIRST_ZERO_POINT", CarriedCodes.ZeroPointOf(source));
                Add("SECOND_ZERO_POINT", CarriedCodes.ZeroPointOf(second ?? source));
                Factor("FIRST", add.First);
                Factor("SECOND", add.Second);
                Factor("SUM", add.Sum);
                Clamp(add.Clamp);
                break;
            case QuantizedPad pad:
                Add("PAD_TOP", pad.Top);
                Add("PAD_LEFT", pad.Left);
                Add("CODE", pad.Code + CarriedCodes.SignOf(pad.Output.Type));
                break;
            case QuantizedRescale rescale:
                Add("PRESHIFT", rescale.Requantization.Preshift);
                Clamp(rescale.Clamp);
                break;
            case QuantizedConcat:
                break;
            default:
                throw new NotSupportedException($"No HLS for {node.GetType().Name}.");
        }

        return list;

        void Add(string name, int value) => list.Add(new HlsConstantView(name, value));

        void Window(Window2d window)
        {
            Add("KERNEL_HEIGHT", window.KernelHeight);
            Add("KERNEL_WIDTH", window.KernelWidth);
            Add("STRIDE_HEIGHT", window.StrideHeight);
            Add("STRIDE_WIDTH", window.StrideWidth);
            Add("DILATION_HEIGHT", window.DilationHeight);
            Add("DILATION_WIDTH", window.DilationWidth);
            Add("PAD_TOP", window.PadTop);
            Add("PAD_LEFT", window.PadLeft);
        }

        void Clamp(CodeClamp bounds)
        {
            var clamp = CarriedCodes.Carried(node, bounds);
            Add("LOW", clamp.Low);
            Add("HIGH", clamp.High);
        }

        void Factor(string name, Requantization factor)
        {
            Add(name + "_MULTIPLIER", factor[0].Value);
            Add(name + "_SHIFT", factor[0].Shift);
            Add(name + "_PRESHIFT", factor.Preshift);
        }

        void Convolution(QuantizedConv2d conv)
        {
            Window(conv.Window);
            Add("SPAN", conv.Window.SpanHeight);
            Add("WIDTH", ((conv.Shape.Width - 1) * conv.Window.StrideWidth) + conv.Window.SpanWidth);
            Add("GROUPS", conv.Groups);
            Add("INPUTS", conv.GroupInputs);
            Add("OUTPUTS", conv.Shape.Channels / conv.Groups);
            Add("LOAD", load);
            Add("GROUPS_AT_ONCE", lanes.GroupsAtOnce);
            Add("PIXELS", lanes.Pixels);
            Add("BLOCKS", conv.Shape.Channels / lanes.Channels);
            Add("STEPS", conv.Window.Taps * conv.GroupInputs);
            Add(
                "WEIGHT_ZERO_POINT",
                conv.WeightQuantization.ZeroPoint - CarriedCodes.WeightOffsetOf(conv.WeightQuantization.Type)
            );
            Add("PRESHIFT", conv.Requantization.Preshift);
            Clamp(conv.Clamp);
        }
    }
}
