// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Ir.Diagnostics;

/// <summary>CD3xxx: calibration and quantization.</summary>
public static class QuantizationDiagnostics
{
    /// <summary>CD3001: a float model without calibration records.</summary>
    public static Diagnostic NoCalibration(string graph) =>
        Diagnostic.Error(
            "CD3001",
            $"Model '{graph}' is a float model and needs calibration records. Give them with --calibration DATA."
        );

    /// <summary>CD3002: calibration without records.</summary>
    public static Diagnostic EmptyCalibration(string graph) =>
        Diagnostic.Error("CD3002", $"The calibration set of model '{graph}' holds no record. Give at least one.");

    /// <summary>CD3003: a record of the wrong size.</summary>
    public static Diagnostic WrongRecordLength(long record, int found, Node input) =>
        Diagnostic.Error(
            "CD3003",
            $"Calibration record {record} has {found} values, input '{input.Name}' of shape {input.Shape} needs {input.Shape.Elements}."
        );

    /// <summary>CD3004: NaN or infinity in an activation.</summary>
    public static Diagnostic NotFinite(Node node, long count, long total, long record) =>
        Diagnostic.Error(
            "CD3004",
            $"{NodeLocation.Of(node)}: {count} of {total} calibration values are NaN or infinite, first in record {record}. "
                + "Values that are not finite have no range; check the model and the normalization of the records."
        );

    /// <summary>CD3005: a calibration record that is not finite.</summary>
    public static Diagnostic RecordNotFinite(Node input, long count, long record) =>
        Diagnostic.Error(
            "CD3005",
            $"The calibration records hold {count} values that are NaN or infinite, first in record {record}. Input '{input.Name}' needs real numbers."
        );

    /// <summary>CD3006: clipping out of range.</summary>
    public static Diagnostic BadClipping(double percent) =>
        Diagnostic.Error(
            "CD3006",
            $"Clipping of {percent} percent is not allowed. Use 0 (the whole range) to below 50, at each end."
        );

    /// <summary>CD3007: bits out of range.</summary>
    public static Diagnostic BadBits(int bits) =>
        Diagnostic.Error("CD3007", $"Codes of {bits} bits are not allowed. Use 2 to 8.");

    /// <summary>CD3008: multiplier bits out of range.</summary>
    public static Diagnostic BadMultiplierBits(int bits) =>
        Diagnostic.Error("CD3008", $"Multipliers of {bits} bits are not allowed. Use 8 to 16.");

    /// <summary>CD3009: a profile that belongs to another rounding mode.</summary>
    public static Diagnostic BadProfile(RequantizeProfile profile) =>
        Diagnostic.Error(
            "CD3009",
            $"Profile {Name(profile)} is not one for models that this tool quantizes. Use lean or wide."
        );

    /// <summary>CD3010: a bias outside int32.</summary>
    public static Diagnostic BiasOutsideInt32(Node node, int channel, double bias, double scale) =>
        Diagnostic.Error(
            "CD3010",
            $"{NodeLocation.Of(node)}: bias {bias:G6} of channel {channel} at scale {scale:G6} is {bias / scale:G6}, outside int32. "
                + "The weights of the channel are too small for its bias; prune the channel or quantize the weights per tensor."
        );

    /// <summary>CD3011: an accumulator outside int32.</summary>
    public static Diagnostic AccumulatorOutsideInt32(Node node, int channel, long bound) =>
        Diagnostic.Error(
            "CD3011",
            $"{NodeLocation.Of(node)}: the accumulator of channel {channel} can reach {bound}, which is not below 2^31. "
                + "Use fewer bits, or split the layer's inputs."
        );

    /// <summary>CD3012: a factor that the profile cannot hold.</summary>
    public static Diagnostic FactorOutsideProfile(
        Node node,
        int channel,
        double factor,
        RequantizeProfile profile,
        int preshift,
        RequantizeProfile? alternative
    ) =>
        Diagnostic.Error(
            "CD3012",
            $"{NodeLocation.Of(node)}: the requantization factor {factor:G6} of channel {channel} needs a shift outside 1 to 47 in profile {Name(profile)} with preshift {preshift}. "
                + (
                    alternative is { } other
                        ? $"Profile {Name(other)} can hold it."
                        : "No profile can hold it; the scales of the layer's input and output are too far apart."
                )
        );

    /// <summary>CD3013: a value that never differs from 0.</summary>
    public static Diagnostic AlwaysZero(Node node) =>
        Diagnostic.Warning("CD3013", $"{NodeLocation.Of(node)}: all calibration values are 0; its scale is 1.");

    /// <summary>CD3014: all weights of a layer are 0.</summary>
    public static Diagnostic ZeroWeights(Node node) =>
        Diagnostic.Warning(
            "CD3014",
            $"{NodeLocation.Of(node)}: all weights are 0; its weight scale is 1 and its output depends on the bias only."
        );

    /// <summary>CD3015: an input normalization with the wrong number of channels.</summary>
    public static Diagnostic NormalizationChannels(Node input, int mean, int deviation) =>
        Diagnostic.Error(
            "CD3015",
            $"The input normalization has {mean} means and {deviation} deviations, input '{input.Name}' has {input.Shape.Channels} channels."
        );

    /// <summary>CD3016: an input normalization that divides by zero or is not finite.</summary>
    public static Diagnostic NormalizationValue(string what, double value) =>
        Diagnostic.Error(
            "CD3016",
            $"The input normalization's {what} is {value}. Scale and deviations must be positive, means finite."
        );

    private static string Name(RequantizeProfile profile) => profile.ToString().ToLowerInvariant();
}
