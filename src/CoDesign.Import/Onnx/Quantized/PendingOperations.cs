// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.Onnx.Quantized;

/// <summary>An activation that stands alone, or codes that change scale: <c>M = S_x / S_out</c>.</summary>
internal sealed record PendingRescale(OnnxNode Origin, MapValue X) : PendingOperation(Origin)
{
    public override QuantizedNode? Finish(
        string name,
        TensorShape shape,
        QuantizationParameters output,
        RealClamp clamp
    ) => X.Codes is { } codes ? Rescale(name, X.Source, codes, shape, output, clamp) : null;
}

/// <summary>Sum of two maps (arithmetic, section 4): with <c>L = max(S_a, S_b)</c>, operands by <c>S_k / (2 L)</c>, their sum by <c>2 L / (2^20 * S_out)</c>.</summary>
internal sealed record PendingAdd(OnnxNode Origin, MapValue A, MapValue B) : PendingOperation(Origin)
{
    private const int LeftShift = 20;

    public override QuantizedNode? Finish(
        string name,
        TensorShape shape,
        QuantizationParameters output,
        RealClamp clamp
    )
    {
        if (A.Codes is not { } a || B.Codes is not { } b)
            return null;
        var none = IntegerFactors.None;
        var draft = From(
            new QuantizedAdd(name, [A.Source, B.Source], shape, output, none, none, none, output.Bounds(clamp))
        );
        var larger = Math.Max(a.Scale, b.Scale);
        var (factorA, factorB) = (a.Scale / (2.0 * larger), b.Scale / (2.0 * larger));
        var first = IntegerFactors.Of(Origin, draft, factorA, Distance(a));
        var second = IntegerFactors.Of(Origin, draft, factorB, Distance(b));
        var reach = (long)((factorA * Distance(a)) + (factorB * Distance(b))) + 2;
        var sum = IntegerFactors.Of(Origin, draft, Math.ScaleB(2.0 * larger / output.Scale, -LeftShift), reach);
        return first is null || second is null || sum is null
            ? null
            : draft with
            {
                First = first,
                Second = second,
                Sum = sum,
            };
    }

    private static long Distance(QuantizationParameters codes) =>
        (long)AccumulatorBound.MaximumDistance(codes) << LeftShift;
}

/// <summary>
/// Mean over a window. To the same codes it is an average pool; to others a depthwise convolution with weights 1 at scale 1/n, which rounds once:
/// <c>M = S_x / (n * S_out)</c>. Where padding is left out of the count, n differs between positions: an average pool and a rescale.
/// </summary>
internal sealed record PendingAverage(OnnxNode Origin, MapValue X, Window2d Window, bool CountPadding)
    : PendingOperation(Origin)
{
    public override QuantizedNode? Finish(
        string name,
        TensorShape shape,
        QuantizationParameters output,
        RealClamp clamp
    )
    {
        if (X.Codes is not { } codes)
            return null;
        if (output == codes)
            return From(
                new QuantizedAveragePool(name, [X.Source], shape, output, Window, CountPadding, output.Bounds(clamp))
            );
        if (!Window.HasPadding || CountPadding)
        {
            var channels = shape.Channels;
            ImmutableArray<short> ones = [.. Enumerable.Repeat((short)1, channels * Window.Taps)];
            var scale = new WeightQuantization(CodeType.Qint8, [1.0 / Window.Taps], 0);
            return new PendingConvolution(
                Origin,
                X,
                Window,
                channels,
                ones,
                scale,
                PendingBias.Zero(channels),
                IsDense: false
            ).Finish(name, shape, output, clamp);
        }

        var pool = new QuantizedAveragePool(
            $"{name}.mean",
            [X.Source],
            shape,
            codes,
            Window,
            CountPadding,
            codes.Bounds(RealClamp.None)
        );
        Origin.Import.Add(From(pool));
        return Rescale(name, pool.Name, codes, shape, output, clamp);
    }
}

/// <summary>Concatenation over the channels; inputs of other codes are rescaled first.</summary>
internal sealed record PendingConcat(OnnxNode Origin, ImmutableArray<MapValue> Inputs) : PendingOperation(Origin)
{
    public override QuantizedNode? Finish(
        string name,
        TensorShape shape,
        QuantizationParameters output,
        RealClamp clamp
    )
    {
        var sources = Inputs.Select(i => i.Source).ToArray();
        for (var i = 0; i < sources.Length; i++)
        {
            if (Inputs[i].Codes is not { } codes)
                return null;
            if (codes == output && clamp.IsNone)
                continue;
            if (Rescale($"{name}.rescale{i}", sources[i], codes, Inputs[i].Shape, output, clamp) is not { } rescale)
                return null;
            Origin.Import.Add(rescale);
            sources[i] = rescale.Name;
        }

        return From(new QuantizedConcat(name, [.. sources], shape, output));
    }
}

/// <summary>Softmax on the host.</summary>
internal sealed record PendingSoftmax(OnnxNode Origin, MapValue X) : PendingOperation(Origin)
{
    /// <summary>Codes of probabilities where the model does not quantize them: 0 to 255/256.</summary>
    public static QuantizationParameters Probabilities { get; } = new(CodeType.Quint8, 1.0 / 256, 0);

    public override QuantizedNode Finish(
        string name,
        TensorShape shape,
        QuantizationParameters output,
        RealClamp clamp
    ) => From(new QuantizedSoftmax(name, [X.Source], shape, output));
}
