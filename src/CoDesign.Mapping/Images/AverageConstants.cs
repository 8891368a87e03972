// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping.Images;

/// <summary>The numbers of average pools (arithmetic, section 4; the layers are those of <see cref="WindowShare"/>).</summary>
internal static class AverageConstants
{
    /// <summary>A pool whose windows all hold the same number of elements, or null after a diagnostic.</summary>
    public static LayerConstants? Pool(
        EngineLayer layer,
        QuantizedAveragePool pool,
        BankCodes input,
        Arithmetic arithmetic,
        DiagnosticBag diagnostics
    )
    {
        var count =
            pool.CountPadding || layer.AddedLanes > 0
                ? pool.Window.Taps
                : layer.Taps.ValidCounts(layer.Input, layer.Shape)[0];
        if (MeanFactor.Find(count, input.Type, arithmetic) is not { } mean)
        {
            diagnostics.Add(MappingDiagnostics.NoExactMean(pool, count, arithmetic));
            return null;
        }

        // The sums of lanes are added, those of taps outside included.
        var taps = layer.Taps.Taps * Math.Max(1, layer.AddedLanes);
        // Taps outside add a code: the zero point where padding counts, else 0, which leaves the sum as it is.
        var padCode = pool.CountPadding && layer.AddedLanes == 0 ? pool.Output.ZeroPoint : 0;
        return new LayerConstants
        {
            TileWeights = [.. Enumerable.Repeat((byte)mean.Weight, layer.Taps.Taps)],
            Bias = [-mean.Weight * input.Offset * taps],
            Requantization = new Requantization([mean.Factor], 0),
            ZeroPoint = (byte)input.Offset,
            Low = input.Byte(pool.Clamp.Low),
            High = input.Byte(pool.Clamp.High),
            PadByte = layer.ReadsPadding ? input.Byte(padCode) : null,
            LeastSum = (long)mean.Weight * input.Type.Minimum * taps,
            GreatestSum = (long)mean.Weight * input.Type.Maximum * taps,
            GreatestProducts = (long)mean.Weight * input.Greatest * taps,
        };
    }

    /// <summary>
    /// A share's complement: <c>acc + bias = -Weight * (sum + (c - count) * b)</c>, where sum is that of the window's count elements and the padding reads b; or null after a diagnostic.
    /// </summary>
    public static LayerConstants? Share(
        EngineLayer layer,
        QuantizedAveragePool pool,
        WindowShare share,
        BankCodes input,
        Arithmetic arithmetic,
        DiagnosticBag diagnostics
    )
    {
        var taps = layer.Taps.Taps;
        if (MeanFactor.Find(share.Count, input.Type, arithmetic, negated: true, elements: 2 * taps) is not { } mean)
        {
            diagnostics.Add(MappingDiagnostics.NoExactMean(pool, share.Count, arithmetic));
            return null;
        }

        var padCode = share.PadsGreatest ? input.Type.Maximum : input.Type.Minimum;
        var greatest = (long)mean.Weight * 256 * 2 * taps;
        return new LayerConstants
        {
            TileWeights = [.. Enumerable.Repeat((byte)0, taps)],
            WeightZeroPoint = (byte)mean.Weight,
            Bias = [mean.Weight * ((input.Offset * taps) + (padCode * (taps - share.Count)))],
            Requantization = new Requantization([mean.Factor], 0),
            ZeroPoint = (byte)(input.Type.Minimum + input.Greatest),
            Low = (byte)input.Least,
            High = (byte)input.Greatest,
            PadByte = input.Byte(padCode),
            LeastSum = -greatest,
            GreatestSum = greatest,
            LeastProducts = -(long)mean.Weight * input.Greatest * taps,
        };
    }

    /// <summary>The greatest complement: of two shares as it is, of all bounds turned back into the mean.</summary>
    public static LayerConstants Greatest(
        EngineLayer layer,
        QuantizedAveragePool pool,
        BankCodes codes,
        LayerConstants identity
    ) =>
        layer.IsStep
            ? identity with
            {
                TileWeights = [1],
            }
            : identity with
            {
                TileWeights = [0],
                WeightZeroPoint = 1,
                ZeroPoint = (byte)(codes.Least + codes.Greatest),
                Low = codes.Byte(pool.Clamp.Low),
                High = codes.Byte(pool.Clamp.High),
                LeastSum = -byte.MaxValue,
                GreatestSum = 0,
                LeastProducts = -byte.MaxValue,
            };
}
