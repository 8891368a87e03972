// SPDX-License-Identifier: Apache-2.0
using CoDesign.Golden.Integer;

namespace CoDesign.Golden.Tracing;

/// <summary>Computes one code of a graph again, term by term and step by step (arithmetic, sections 2 to 4).</summary>
public sealed class CodeTracer
{
    private readonly Graph _graph;
    private readonly IReadOnlyDictionary<string, short[]> _values;
    private readonly RequantizeStep _requantize;
    private readonly List<TraceTerm> _terms = [];
    private readonly List<TraceStep> _steps = [];

    private CodeTracer(Graph graph, IReadOnlyDictionary<string, short[]> values)
    {
        _graph = graph;
        _values = values;
        _requantize = Requantize.StepFor(graph.Arithmetic.Mode);
    }

    /// <summary>The trace of element (h, w, c) of <paramref name="value"/>; null for an operator whose codes have no such history (input, softmax).</summary>
    /// <param name="graph">Graph at stage Quantized or Lowered.</param>
    /// <param name="value">Name of the value.</param>
    /// <param name="values">Codes [H, W, C] of the values that it reads, by name.</param>
    /// <param name="h">Row.</param>
    /// <param name="w">Column.</param>
    /// <param name="c">Channel.</param>
    public static CodeTrace? Of(
        Graph graph,
        string value,
        IReadOnlyDictionary<string, short[]> values,
        int h,
        int w,
        int c
    )
    {
        var tracer = new CodeTracer(graph, values);
        var node = (QuantizedNode)graph[value];
        int? code = node switch
        {
            QuantizedConv2d conv => tracer.Convolution(conv, h, w, c),
            QuantizedMaxPool pool => tracer.Maximum(pool, h, w, c),
            QuantizedAveragePool pool => tracer.Mean(pool, h, w, c),
            QuantizedAdd add => tracer.Sum(add, node.Shape.IndexOf(h, w, c)),
            QuantizedRescale rescale => tracer.Rescale(rescale, node.Shape.IndexOf(h, w, c), c),
            QuantizedPad pad => tracer.Pad(pad, h, w, c),
            QuantizedConcat concat => tracer.Concat(concat, h, w, c),
            _ => null,
        };
        return code is { } found ? new CodeTrace(value, node.Op, [.. tracer._terms], [.. tracer._steps], found) : null;
    }

    private QuantizedNode Source(Node node, int input = 0) => (QuantizedNode)_graph[node.Inputs[input]];

    private int Convolution(QuantizedConv2d conv, int h, int w, int c)
    {
        var source = Source(conv);
        var x = _values[source.Name];
        var inputs = conv.GroupInputs;
        var first = c / (conv.Shape.Channels / conv.Groups) * inputs;
        long sum = 0;
        foreach (var (ky, kx, iy, ix) in Taps(conv.Window, source.Shape, h, w))
        {
            for (var i = 0; i < inputs; i++)
            {
                var code = x[source.Shape.IndexOf(iy, ix, first + i)];
                var weight = conv.Weights[
                    (((((c * conv.Window.KernelHeight) + ky) * conv.Window.KernelWidth) + kx) * inputs) + i
                ];
                var (left, right) = (code - source.Output.ZeroPoint, weight - conv.WeightQuantization.ZeroPoint);
                sum += left * right;
                _terms.Add(new TraceTerm(ky, kx, first + i, code, left, weight, right, left * right, sum));
            }
        }

        Step("sum", sum);
        Step("bias", conv.Bias[c]);
        var accumulator = Step("accumulator", sum + conv.Bias[c]);
        return Code(Scaled("", accumulator, conv.Requantization, c), conv.Output.ZeroPoint, conv.Clamp);
    }

    private int Maximum(QuantizedMaxPool pool, int h, int w, int c)
    {
        var source = Source(pool);
        var greatest = long.MinValue;
        foreach (var (ky, kx, iy, ix) in Taps(pool.Window, source.Shape, h, w))
        {
            var code = _values[source.Name][source.Shape.IndexOf(iy, ix, c)];
            greatest = Math.Max(greatest, code);
            _terms.Add(new TraceTerm(ky, kx, c, code, code - source.Output.ZeroPoint, null, null, code, greatest));
        }

        Step("maximum", greatest);
        return Code(greatest, 0, pool.Clamp);
    }

    private int Mean(QuantizedAveragePool pool, int h, int w, int c)
    {
        var source = Source(pool);
        long sum = 0;
        foreach (var (ky, kx, iy, ix) in Taps(pool.Window, source.Shape, h, w))
        {
            var code = _values[source.Name][source.Shape.IndexOf(iy, ix, c)];
            sum += code;
            _terms.Add(new TraceTerm(ky, kx, c, code, code - source.Output.ZeroPoint, null, null, code, sum));
        }

        Step("sum", sum);
        var count = _terms.Count;
        if (pool.CountPadding)
        {
            sum = Step("sum with padding", sum + ((pool.Window.Taps - count) * (long)pool.Output.ZeroPoint));
            count = pool.Window.Taps;
        }

        Step("elements", count);
        return Code(Step("rounded mean", IntegerPooling.RoundedMean((int)sum, count)), 0, pool.Clamp);
    }

    private int Sum(QuantizedAdd add, int index)
    {
        var a = Operand("first", Source(add), index, add.First);
        var b = Operand("second", Source(add, 1), index, add.Second);
        return Code(Scaled("", Step("sum", a + b), add.Sum, 0), add.Output.ZeroPoint, add.Clamp);
    }

    private long Operand(string name, QuantizedNode source, int index, Requantization factor)
    {
        var code = Step($"{name} code", _values[source.Name][index]);
        var widened = Step(
            $"{name} (code - zero point) << {IntegerElementwise.AddLeftShift}",
            (code - source.Output.ZeroPoint) << IntegerElementwise.AddLeftShift
        );
        return Scaled($"{name} ", widened, factor, 0);
    }

    private int Rescale(QuantizedRescale rescale, int index, int c)
    {
        var source = Source(rescale);
        var code = Step("x", _values[source.Name][index]);
        return Code(
            Scaled("", Step("x - Zx", code - source.Output.ZeroPoint), rescale.Requantization, c),
            rescale.Output.ZeroPoint,
            rescale.Clamp
        );
    }

    private int Pad(QuantizedPad pad, int h, int w, int c)
    {
        var source = Source(pad);
        var (iy, ix) = (h - pad.Top, w - pad.Left);
        var isInside = iy >= 0 && iy < source.Shape.Height && ix >= 0 && ix < source.Shape.Width;
        return (int)Step(
            isInside ? "x" : "border",
            isInside ? _values[source.Name][source.Shape.IndexOf(iy, ix, c)] : pad.Code
        );
    }

    private int Concat(QuantizedConcat concat, int h, int w, int c)
    {
        var input = 0;
        while (c >= Source(concat, input).Shape.Channels)
            c -= Source(concat, input++).Shape.Channels;
        var source = Source(concat, input);
        Step("input", input);
        return (int)Step("x", _values[source.Name][source.Shape.IndexOf(h, w, c)]);
    }

    private long Scaled(string prefix, long accumulator, Requantization factors, int channel)
    {
        var factor = factors[channel];
        if (factors.Preshift != 0)
            Step($"{prefix}accumulator >> {factors.Preshift}", accumulator >> factors.Preshift);
        Step($"{prefix}multiplier", factor.Value);
        Step($"{prefix}shift", factor.Shift);
        return Step($"{prefix}scaled", _requantize(accumulator, factor, factors.Preshift));
    }

    private int Code(long scaled, int zeroPoint, CodeClamp clamp)
    {
        if (zeroPoint != 0)
            Step("zero point", zeroPoint);
        Step("low", clamp.Low);
        Step("high", clamp.High);
        return (int)Step("code", clamp.Apply(scaled + zeroPoint));
    }

    private long Step(string name, long result)
    {
        _steps.Add(new TraceStep(name, result));
        return result;
    }

    private static IEnumerable<(int Ky, int Kx, int Iy, int Ix)> Taps(
        Window2d window,
        TensorShape input,
        int oy,
        int ox
    )
    {
        for (var ky = 0; ky < window.KernelHeight; ky++)
        {
            var iy = (oy * window.StrideHeight) - window.PadTop + (ky * window.DilationHeight);
            for (var kx = 0; kx < window.KernelWidth; kx++)
            {
                var ix = (ox * window.StrideWidth) - window.PadLeft + (kx * window.DilationWidth);
                if (iy >= 0 && iy < input.Height && ix >= 0 && ix < input.Width)
                    yield return (ky, kx, iy, ix);
            }
        }
    }
}
