// SPDX-License-Identifier: Apache-2.0
using CoDesign.Emit.Native;

namespace CoDesign.Emit.C;

/// <summary>View of <c>model.h.hbs</c>.</summary>
internal sealed record ModelHView(
    string Model,
    string ModelString,
    string Arithmetic,
    string InputCode,
    string InputShape,
    string InputScale,
    int InputZeroPoint,
    int InputLow,
    int InputHigh,
    string OutputCode,
    string OutputShape,
    string OutputScale,
    int OutputZeroPoint,
    long WeightBytes,
    int ArenaBytes,
    long ScratchBytes,
    int InputHeight,
    int InputWidth,
    int InputChannels,
    long InputSize,
    int OutputHeight,
    int OutputWidth,
    int OutputChannels,
    long OutputSize,
    int ChannelsFirst,
    int FilesAreCodes,
    string Macs,
    string InputType,
    string OutputType
);

/// <summary>View of <c>model.c.hbs</c>.</summary>
internal sealed record ModelCView(
    int ArenaBytes,
    int RowElements,
    int PatchElements,
    int AccumulatorElements,
    IReadOnlyList<TensorView> Tensors,
    IReadOnlyList<ConcatListView> Concats,
    IReadOnlyList<LayerView> Layers,
    string Rounding,
    int InputTensor,
    int OutputTensor
);

/// <summary>A row of the tensor table.</summary>
internal sealed record TensorView(
    int Index,
    string Name,
    int Height,
    int Width,
    int Channels,
    int Offset,
    int ZeroPoint,
    int Sign
);

/// <summary>Inputs of a concatenation.</summary>
internal sealed record ConcatListView(string Name, string Tensors);

/// <summary>A row of the layer table; exactly one of the parts is there.</summary>
internal sealed record LayerView(string Name, string Kind, int Input, int Second, int Output)
{
    public Conv2dView? Conv2d { get; init; }
    public PoolView? Pool { get; init; }
    public AddView? Add { get; init; }
    public PadView? Pad { get; init; }
    public RescaleView? Rescale { get; init; }
    public ConcatView? Concat { get; init; }
    public SoftmaxView? Softmax { get; init; }
    public bool IsConv2d => Conv2d is not null;
    public bool IsPool => Pool is not null;
    public bool IsAdd => Add is not null;
    public bool IsPad => Pad is not null;
    public bool IsRescale => Rescale is not null;
    public bool IsConcat => Concat is not null;
    public bool IsSoftmax => Softmax is not null;
}

internal sealed record Conv2dView(
    string Window,
    int Groups,
    int RowLength,
    int WeightZeroPoint,
    string Weights,
    string Bias,
    string Multipliers,
    string Shifts,
    int Preshift,
    int Low,
    int High
);

internal sealed record PoolView(string Window, int CountPadding, int Low, int High);

internal sealed record AddView(string First, string Second, string Sum, int Low, int High);

internal sealed record PadView(int Top, int Left, int Code);

internal sealed record RescaleView(string Multipliers, string Shifts, int Preshift, int Low, int High);

internal sealed record ConcatView(string Inputs, int Count);

/// <summary>View of <c>weights.c.hbs</c> and <c>weights.h.hbs</c>.</summary>
internal sealed record WeightsView(IReadOnlyList<ArrayView> Arrays);
