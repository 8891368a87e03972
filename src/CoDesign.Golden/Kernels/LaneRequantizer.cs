// SPDX-License-Identifier: Apache-2.0
using CoDesign.Golden.Integer;

namespace CoDesign.Golden.Kernels;

/// <summary>One accumulator after the other through the definition: for machines without vectors and for bounds that no vector form proves.</summary>
internal sealed class LaneRequantizer(Scaling scaling, RequantizeStep requantize) : VectorRequantizer(scaling)
{
    public override void Store(Span<int> sums, int stride, int pixels, int channel, int count, Span<short> y, int step)
    {
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            for (var c = 0; c < count; c++)
            {
                var scaled = requantize(
                    sums[(pixel * stride) + c],
                    Scaling.Factors[channel + c],
                    Scaling.Factors.Preshift
                );
                y[(pixel * step) + c] = (short)Scaling.Clamp.Apply(scaled + Scaling.ZeroPoint);
            }
        }
    }
}
