// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.Onnx.Operators;

/// <summary>The attributes kernel_shape, strides, pads, dilations and auto_pad of Conv and the pools, checked one by one.</summary>
internal sealed class WindowAttributes
{
    private readonly ImmutableArray<long> _strides;
    private readonly ImmutableArray<long> _dilations;
    private readonly ImmutableArray<long> _pads;
    private readonly string _autoPad;

    private WindowAttributes(OnnxNode node)
    {
        Kernel = List(node, "kernel_shape", 2, 1);
        _strides = List(node, "strides", 2, 1) ?? [1, 1];
        _dilations = List(node, "dilations", 2, 1) ?? [1, 1];
        _pads = List(node, "pads", 4, 0) ?? [0, 0, 0, 0];
        _autoPad = node.String("auto_pad", "NOTSET");
        if (_autoPad is not ("NOTSET" or "" or "VALID" or "SAME_UPPER" or "SAME_LOWER"))
            node.Report(
                ImportDiagnostics.AttributeValue(
                    node.Where,
                    "auto_pad",
                    _autoPad,
                    "NOTSET, VALID, SAME_UPPER or SAME_LOWER"
                )
            );
        else if (_autoPad is not ("NOTSET" or "") && _pads.Any(p => p != 0))
            node.Report(
                ImportDiagnostics.AttributeValue(
                    node.Where,
                    "auto_pad",
                    _autoPad,
                    $"NOTSET with pads {ConstantTensor.Text(_pads)}"
                )
            );
    }

    /// <summary>[KH, KW], or null when the attribute is absent.</summary>
    public ImmutableArray<long>? Kernel { get; }

    /// <summary>Reads and checks the attributes; problems are reported to <paramref name="node"/>.</summary>
    public static WindowAttributes Read(OnnxNode node) => new(node);

    /// <summary>The window over <paramref name="input"/>, automatic pads computed; each position must hold an element of the map if it <paramref name="mustCover"/>.</summary>
    public Window2d? Over(OnnxNode node, TensorShape input, long kernelHeight, long kernelWidth, bool mustCover)
    {
        if (node.Failed)
            return null;
        var rows = Axis(input.Height, kernelHeight, 0);
        var columns = Axis(input.Width, kernelWidth, 1);
        var window = new Window2d(
            (int)kernelHeight,
            (int)kernelWidth,
            (int)_strides[0],
            (int)_strides[1],
            (int)_dilations[0],
            (int)_dilations[1],
            (int)rows.Begin,
            (int)rows.End,
            (int)columns.Begin,
            (int)columns.End
        );
        var span = Math.Max((kernelHeight - 1) * _dilations[0], (kernelWidth - 1) * _dilations[1]);
        var fits =
            span <= 4 * MapLimits.GreatestExtent
            && window.OutputHeight(input.Height) > 0
            && window.OutputWidth(input.Width) > 0;
        if (fits && (!mustCover || WindowCoverage.IsWhole(window, input)))
            return window;
        node.Report(WindowCoverage.Problem(node, window, input, mustCover));
        return null;
    }

    private (long Begin, long End) Axis(long size, long kernel, int axis)
    {
        if (!_autoPad.StartsWith("SAME", StringComparison.Ordinal))
            return (_pads[axis], _pads[axis + 2]);
        var output = (size + _strides[axis] - 1) / _strides[axis];
        var total = Math.Max(0, ((output - 1) * _strides[axis]) + ((kernel - 1) * _dilations[axis]) + 1 - size);
        var small = total / 2;
        return _autoPad == "SAME_UPPER" ? (small, total - small) : (total - small, small);
    }

    private static ImmutableArray<long>? List(OnnxNode node, string attribute, int count, int least)
    {
        var values = node.Ints(attribute);
        if (values is null)
            return null;
        if (values.Value.Length == count && values.Value.All(v => v >= least && v <= MapLimits.GreatestExtent))
            return values;
        node.Report(
            ImportDiagnostics.AttributeValue(
                node.Where,
                attribute,
                ConstantTensor.Text(values.Value.Take(8)),
                $"{count} integers from {least} to {MapLimits.GreatestExtent}"
            )
        );
        return null;
    }
}
