// SPDX-License-Identifier: Apache-2.0
using CoDesign.Emit.Native;

namespace CoDesign.Emit.Hls;

/// <summary>View of <c>model.hpp.hbs</c>.</summary>
internal sealed record ModelHppView(
    string Model,
    string Arithmetic,
    int Channels,
    int Pixels,
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
    long InputSize,
    long OutputSize,
    string InputType,
    string OutputType,
    long ResultSize,
    int InputPixels,
    int InputChannels,
    int ResultPixels,
    int ResultChannels,
    string ResultScale,
    int ResultZeroPoint,
    string ResultType,
    int ChannelsFirst,
    int FilesAreCodes
);

/// <summary>View of <c>model.cpp.hbs</c>.</summary>
internal sealed record ModelCppView(
    bool IsChain,
    int InputIndex,
    string InputName,
    long InputSize,
    int InputSign,
    int OutputIndex,
    long OutputSize,
    int OutputSign,
    IReadOnlyList<HlsValueView> Values,
    IReadOnlyList<HlsCallView> Calls
);

/// <summary>The array of a value between layers.</summary>
internal sealed record HlsValueView(int Index, long Size, int Lanes)
{
    public bool HasLanes => Lanes > 1;
}

/// <summary>A call of a layer function; the last one of a value completes it.</summary>
internal sealed record HlsCallView(string Call, bool IsLast, int Index, string Name, long Size, int Sign);

/// <summary>View of <c>layers.hpp.hbs</c>.</summary>
internal sealed record LayersHppView(IReadOnlyList<HlsLayerView> Layers);

/// <summary>Constants of one layer.</summary>
internal sealed record HlsLayerView(
    int Index,
    string Name,
    string Op,
    string Mode,
    IReadOnlyList<HlsConstantView> Constants
);

/// <summary>One constant.</summary>
internal sealed record HlsConstantView(string Name, int Value);

/// <summary>View of <c>weights.hpp.hbs</c>.</summary>
internal sealed record WeightsHppView(IReadOnlyList<ArrayView> Arrays);

/// <summary>View of <c>run_hls.tcl.hbs</c>.</summary>
internal sealed record RunHlsView(string Part, string PeriodNs, bool HasSoftmax);

/// <summary>View of <c>model_host.cpp.hbs</c>.</summary>
internal sealed record ModelHostView(
    bool HasSoftmax,
    string InputName,
    string OutputName,
    int OutputIndex,
    int Height,
    int Width,
    int Channels,
    int InputZeroPoint,
    int InputSign,
    int OutputZeroPoint,
    int OutputSign,
    string Rounding,
    SoftmaxView? Softmax
);
