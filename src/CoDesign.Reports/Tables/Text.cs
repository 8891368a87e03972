// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using CoDesign.Reports.Layers;

namespace CoDesign.Reports.Tables;

/// <summary>Figures as people read them: thousands apart, empty for "not computed".</summary>
public static class Text
{
    /// <summary>1,234,567.</summary>
    public static string Count(long? number) => number?.ToString("N0", CultureInfo.InvariantCulture) ?? "";

    /// <summary>99.87 %.</summary>
    public static string Percent(double? share) =>
        share is { } value ? (value * 100).ToString("F2", CultureInfo.InvariantCulture) + " %" : "";

    /// <summary>32x32x16.</summary>
    public static string Shape(ImmutableArray<int> shape) => string.Join('x', shape);

    /// <summary>3x3, 3x3/2, 3x3/2x1; empty without a window.</summary>
    public static string Kernel(LayerSummary layer)
    {
        if (layer.Kernel is not { } kernel || layer.Stride is not { } stride)
            return "";
        var size = Shape(kernel);
        return stride switch
        {
            [1, 1] => size,
            [var rows, var columns] when rows == columns => $"{size}/{rows}",
            _ => $"{size}/{Shape(stride)}",
        };
    }
}
