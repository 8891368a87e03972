// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Analysis.Factorization;

/// <summary>Multiply-accumulates of a factorized architecture by the thesis' equations, one image, taps in the padding included.</summary>
/// <param name="Stem"><c>H W K^2 cin cout</c> of the first convolution (Eq. 2.3).</param>
/// <param name="Spatial">Blocks without their pointwise convolutions: regular <c>H W K^2 cin cout</c> (Eq. 2.3), grouped <c>H W K^2 cin cin / g</c> (Eq. 5.1); H, W of the output.</param>
/// <param name="Pointwise"><c>H W cin cout</c> of the grouped blocks (Eq. 5.2).</param>
/// <param name="Dense"><c>inputs * outputs</c> of the dense layers.</param>
public sealed record FactorizationMacs(long Stem, long Spatial, long Pointwise, long Dense)
{
    /// <summary>All convolutions.</summary>
    public long Convolutions => Stem + Spatial + Pointwise;

    /// <summary>The counts of <paramref name="factorized"/>.</summary>
    public static FactorizationMacs Of(FactorizedArchitecture factorized)
    {
        var architecture = factorized.Architecture;
        long height = Reduced(architecture.Input.Height, architecture.Stem.Stride),
            width = Reduced(architecture.Input.Width, architecture.Stem.Stride);
        var stem =
            height
            * width
            * architecture.Stem.Kernel
            * architecture.Stem.Kernel
            * architecture.Input.Channels
            * architecture.Stem.Channels;
        long spatial = 0,
            pointwise = 0,
            inputs = architecture.Stem.Channels;
        foreach (var (block, groups) in architecture.Blocks.Zip(factorized.Groups))
        {
            (height, width) = (Reduced(height, block.Stride), Reduced(width, block.Stride));
            var taps = height * width * block.Kernel * block.Kernel * inputs;
            spatial += groups == 1 ? taps * block.Channels : taps * inputs / groups;
            pointwise += groups == 1 ? 0 : height * width * inputs * block.Channels;
            inputs = block.Channels;
        }

        long dense = 0;
        inputs *= height * width;
        foreach (var outputs in architecture.DenseOutputs)
        {
            dense += inputs * outputs;
            inputs = outputs;
        }

        return new FactorizationMacs(stem, spatial, pointwise, dense);
    }

    /// <summary>Rows of a K x K convolution with padding K / 2, K odd: <c>ceil(rows / stride)</c>.</summary>
    private static long Reduced(long extent, int stride) => (extent + stride - 1) / stride;
}
