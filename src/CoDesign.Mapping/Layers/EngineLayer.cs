// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;
using CoDesign.Mapping.Banks;

namespace CoDesign.Mapping.Layers;

/// <summary>What a LAYER descriptor does.</summary>
public enum LayerKind
{
    /// <summary>Convolution of any group count, dense layers among them; with a maximum pool behind it where fused.</summary>
    Convolution,

    /// <summary>Maximum pool: 1 x 1 identity over a window loop.</summary>
    MaxPool,

    /// <summary>Average pool: depthwise convolution with one constant weight.</summary>
    AveragePool,

    /// <summary>Complement of an average pool that takes every window to hold one number of elements: exact where that is so, else a bound (<see cref="Layers.WindowShare"/>).</summary>
    WindowShare,

    /// <summary>The greatest of several tensors, element by element: a window loop that steps from tensor to tensor.</summary>
    Greatest,

    /// <summary>Sum of two tensors, table mode.</summary>
    Add,

    /// <summary>Codes to other codes, also an activation that stands alone.</summary>
    Rescale,

    /// <summary>Border of one code.</summary>
    Pad,

    /// <summary>The same values elsewhere, perhaps in another channel layout.</summary>
    Copy,
}

/// <summary>One LAYER before anything about the hardware is chosen.</summary>
/// <param name="Name">Unique: the value that it writes, or a name made up for a copy.</param>
/// <param name="Value">The graph's value that the written tensor equals.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Inputs">Tensors read, by name.</param>
/// <param name="Input">Shape of each of them.</param>
/// <param name="Shape">Shape written.</param>
/// <param name="Taps">Which input pixels an output pixel reads.</param>
/// <param name="Groups">G; C when every output channel reads its own input channel only.</param>
/// <param name="Nodes">The graph's nodes that it stands for, in order; none for a copy and for a step on the way to a node's value.</param>
/// <param name="Macs">Multiply-accumulates of the convolution, taps in the padding included; 0 for other kinds.</param>
public sealed record EngineLayer(
    string Name,
    string Value,
    LayerKind Kind,
    ImmutableArray<string> Inputs,
    TensorShape Input,
    TensorShape Shape,
    TapGeometry Taps,
    int Groups,
    ImmutableArray<Node> Nodes,
    long Macs
)
{
    /// <summary>A layer <paramref name="name"/> that makes the codes of <paramref name="tensor"/>, which are the graph's <paramref name="value"/>, once more.</summary>
    public static EngineLayer CopyOf(string name, string value, string tensor, TensorShape shape) =>
        new(name, value, LayerKind.Copy, [tensor], shape, shape, TapGeometry.Single, shape.Channels, [], 0);

    /// <summary>Of a <see cref="LayerKind.WindowShare"/>: what it assumes.</summary>
    public WindowShare? Share { get; init; }

    /// <summary>Of a copy that brings channels into another order: for which convolution.</summary>
    public CopyOrder? Order { get; init; }

    /// <summary>True when the tensor written is a step on the way to <see cref="Value"/>, which no node of the graph has.</summary>
    public bool IsStep => Kind is LayerKind.WindowShare or LayerKind.Greatest && Nodes.IsEmpty;

    /// <summary>
    /// PX when the lanes share the taps of each output pixel and the drain adds their sums; else 0. Lane x then takes the taps <c>[x*k, (x+1)*k)</c> of a row of
    /// all input pixels, as if there were PX output pixels.
    /// </summary>
    public int AddedLanes { get; init; }

    /// <summary>How lanes with weights of their own share the taps of each output pixel; null: every lane has pixels of its own.</summary>
    public LaneSplit? Split { get; init; }

    /// <summary>Each lane works on two pixels of a row at once, one in each half of the channel lanes (engine, section 2, halves).</summary>
    public bool InHalves { get; init; }

    /// <summary>What it is of a convolution whose last blocks are a LAYER of their own; null: a whole layer.</summary>
    public BlockPart? Part { get; init; }

    /// <summary>The layer of the network that it is, or is a part of: reports and benches count parts together.</summary>
    public string Operator => Part?.Whole.Name ?? Name;

    /// <summary>Output channels that it makes.</summary>
    public int MadeChannels => Part?.Channels ?? Shape.Channels;

    /// <summary>Codes that it makes.</summary>
    public long MadeElements => (long)Shape.Pixels * MadeChannels;

    /// <summary>Output pixels of a lane in one pixel step.</summary>
    public int PixelsAtOnce => InHalves ? 2 : 1;

    /// <summary>n: pixel steps on <paramref name="pixels"/> lanes.</summary>
    public int PixelSteps(int pixels) => Split?.PixelSteps(Shape) ?? PixelRanges.StepsOf(Shape, pixels * PixelsAtOnce);

    /// <summary>The pixel step in which <paramref name="pixel"/> is made, of n = <paramref name="steps"/>.</summary>
    public int StepOf(int pixel, int steps) => pixel % (steps * PixelsAtOnce) / PixelsAtOnce;

    /// <summary>The pixels of pixel step <paramref name="step"/>, of n = <paramref name="steps"/>, in the order in which they leave the array.</summary>
    public IEnumerable<int> PixelsOf(int step, int steps)
    {
        for (var first = step * PixelsAtOnce; first < (step + 1) * PixelsAtOnce; first++)
        {
            for (var pixel = first; pixel < Shape.Pixels; pixel += steps * PixelsAtOnce)
                yield return pixel;
        }
    }

    /// <summary>The channel lane of <paramref name="lanes"/> whose channel <paramref name="lane"/> makes: the upper half repeats the lower one where it has another pixel.</summary>
    public int LaneOf(int lane, int lanes) => InHalves ? lane % (lanes / PixelsAtOnce) : lane;

    /// <summary>What a lane walks over: output pixels, or pairs of them.</summary>
    public TensorShape WalkShape => InHalves ? LaneShape with { Width = LaneShape.Width / PixelsAtOnce } : LaneShape;

    /// <summary>Taps of what a lane walks over, from the first pixel of a pair.</summary>
    public TapGeometry WalkTaps => Taps with { PixelStepX = Taps.PixelStepX * PixelsAtOnce };

    /// <summary>Cycles in which a tile's pixels leave the array; 0 before that is known.</summary>
    public int DrainCycles { get; init; }

    /// <summary>A tile's pixels leave through both drain ports at once: in cycle k those of lanes k and <see cref="DrainCycles"/> + k.</summary>
    public bool BothPorts { get; init; }

    /// <summary>The lane with which the last word of the layer drains; of a pair the one of the first port.</summary>
    public int LastLane(int pixels, PixelOrder order)
    {
        if (AddedLanes > 0)
            return AddedLanes - 1;
        var steps = PixelSteps(pixels);
        var last = ((Shape.Pixels / PixelsAtOnce) - 1 - order.Steps(steps).Last()) / steps;
        if (InHalves)
            return pixels + last;
        return Split is { } split ? split.LastLaneOf(last)
            : BothPorts ? Math.Min(last, DrainCycles - 1)
            : last;
    }

    /// <summary>The pixels that the lanes work on: those of the output, or one of each lane.</summary>
    public TensorShape LaneShape => AddedLanes == 0 ? Shape : new TensorShape(1, AddedLanes, Shape.Channels);

    /// <summary>True when some tap lies outside the input.</summary>
    public bool ReadsPadding => Taps.ReadsPadding(Input, LaneShape);

    /// <summary>Input channels of one group, Cg.</summary>
    public int GroupInputs => Input.Channels / Groups;

    /// <summary>Output channels of one group, Og.</summary>
    public int GroupOutputs => Shape.Channels / Groups;

    /// <summary>True when the output has the input's channel layout: each channel is made from the same channel.</summary>
    public bool KeepsLayout => Kind != LayerKind.Copy && Groups == Input.Channels && Groups == Shape.Channels;

    /// <summary>True for a convolution of several groups that is not depthwise with one output per channel.</summary>
    public bool IsGroupConvolution => Kind == LayerKind.Convolution && Groups > 1 && !KeepsLayout;

    /// <summary>True when one weight serves all output blocks.</summary>
    public bool HasConstantWeights => Kind is not (LayerKind.Convolution or LayerKind.Copy);

    /// <summary>Operator name in reports.</summary>
    public string Op =>
        Kind switch
        {
            LayerKind.Copy => "copy",
            LayerKind.WindowShare => "window_share",
            LayerKind.Greatest when IsStep => "greatest",
            _ => string.Join('+', Nodes.Select(node => node.Op)),
        };
}
