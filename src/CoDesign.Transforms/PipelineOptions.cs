// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Transforms;

/// <summary>The user's choices for the passes.</summary>
public sealed record PipelineOptions
{
    /// <summary>1 % clipping, quint8, lean requantization with 16-bit multipliers.</summary>
    public static PipelineOptions Default { get; } = new();

    /// <summary>Clipping, bits and weight codes.</summary>
    public QuantizationConfiguration Quantization { get; init; } = QuantizationConfiguration.Default;

    /// <summary>Lean or wide.</summary>
    public RequantizeProfile Profile { get; init; } = RequantizeProfile.Lean;

    /// <summary>B: bits of a requantization multiplier, 8 to 16.</summary>
    public int MultiplierBits { get; init; } = 16;

    /// <summary>How a stored pixel becomes a real input; replaces the graph's own where it is not null.</summary>
    public InputNormalization? Normalization { get; init; }

    /// <summary>Name of the last pass to run; null runs all.</summary>
    public string? StopAfter { get; init; }

    /// <summary>Called after each pass, for dumps and timings.</summary>
    public Action<PassResult>? AfterPass { get; init; }

    /// <summary>Adds what is out of range; true when all is well.</summary>
    internal bool Verify(Graph graph, DiagnosticBag diagnostics)
    {
        var before = diagnostics.Items.Count;
        var clip = Quantization.ClipPercent;
        if (!(clip >= 0.0 && clip < 50.0))
            diagnostics.Add(QuantizationDiagnostics.BadClipping(clip));
        if (Quantization.Bits is < 2 or > 8)
            diagnostics.Add(QuantizationDiagnostics.BadBits(Quantization.Bits));
        if (MultiplierBits is < 8 or > 16)
            diagnostics.Add(QuantizationDiagnostics.BadMultiplierBits(MultiplierBits));
        if (Profile is not (RequantizeProfile.Lean or RequantizeProfile.Wide))
            diagnostics.Add(QuantizationDiagnostics.BadProfile(Profile));
        if (Normalization is { } normalization && graph.Nodes is [var input, ..])
            VerifyNormalization(normalization, input, diagnostics);
        return diagnostics.Items.Count == before;
    }

    private static void VerifyNormalization(InputNormalization normalization, Node input, DiagnosticBag diagnostics)
    {
        var channels = input.Shape.Channels;
        if (normalization.Mean.Length != channels || normalization.Deviation.Length != channels)
        {
            diagnostics.Add(
                QuantizationDiagnostics.NormalizationChannels(
                    input,
                    normalization.Mean.Length,
                    normalization.Deviation.Length
                )
            );
        }

        if (!IsPositive(normalization.Scale))
            diagnostics.Add(QuantizationDiagnostics.NormalizationValue("scale", normalization.Scale));
        foreach (var mean in normalization.Mean.Where(mean => !double.IsFinite(mean)))
            diagnostics.Add(QuantizationDiagnostics.NormalizationValue("mean", mean));
        foreach (var deviation in normalization.Deviation.Where(deviation => !IsPositive(deviation)))
            diagnostics.Add(QuantizationDiagnostics.NormalizationValue("deviation", deviation));
    }

    private static bool IsPositive(double value) => value > 0.0 && double.IsFinite(value);
}
