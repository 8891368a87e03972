// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using CoDesign.Ir.Nodes;

namespace CoDesign.Ir.Diagnostics;

/// <summary>CD35xx: analysis of a quantized network.</summary>
public static class AnalysisDiagnostics
{
    /// <summary>CD3501: a data set without records.</summary>
    public static Diagnostic NoRecords(string graph) =>
        Diagnostic.Error("CD3501", $"The data set to analyze model '{graph}' on holds no record. Give at least one.");

    /// <summary>CD3502: NaN or infinity among the values.</summary>
    public static Diagnostic NotFinite(Node node, long count, long total) =>
        Diagnostic.Error(
            "CD3502",
            $"{NodeLocation.Of(node)}: {count} of {total} values over the data set are NaN or infinite. Check the records and the layer's weights."
        );

    /// <summary>CD3503: all weights of a layer are equal.</summary>
    public static Diagnostic ConstantWeights(Node node, double value) =>
        Diagnostic.Warning(
            "CD3503",
            $"{NodeLocation.Of(node)}: all weights are {Text(value)} (range 0); their average channel precision, kurtosis and divergence are not defined and left out."
        );

    /// <summary>CD3504: an activation that never changes.</summary>
    public static Diagnostic ConstantActivation(Node node, double value) =>
        Diagnostic.Warning(
            "CD3504",
            $"{NodeLocation.Of(node)}: all values over the data set are {Text(value)} (range 0); their average channel precision, kurtosis and divergence are not defined and left out."
        );

    /// <summary>CD3505: a model that has no float form to compare with.</summary>
    public static Diagnostic IntegerModel(string path) =>
        Diagnostic.Error(
            "CD3505",
            $"'{path}' holds integers only: there are no real values to compare with. Give the float model that it was made from."
        );

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
