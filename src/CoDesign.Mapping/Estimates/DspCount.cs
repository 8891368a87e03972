// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Numerics;

namespace CoDesign.Mapping.Estimates;

/// <summary>
/// DSP blocks of an engine, in DSP48 (a signed 25 x 18 product each; families xc7 and xcup), or in SB_MAC16 where the array is made of them. The one place that counts them: whatever builds the array or the requantizers
/// otherwise changes <see cref="Of"/>, and every figure per DSP follows. Addresses, coordinates and write-back take none.
/// </summary>
/// <param name="Array">Of the PO x PX multiply-accumulators.</param>
/// <param name="Requantizers">Of the PO requantizers of each drain port.</param>
public sealed record DspCount(int Array, int Requantizers)
{
    /// <summary>Both.</summary>
    public int Total => Array + Requantizers;

    /// <summary>
    /// The DSP blocks of the engine that <paramref name="configuration"/> asks for, for a network of arithmetic <paramref name="profile"/> whose accumulators need
    /// <paramref name="accBits"/> bits (null: not known), with <paramref name="drainPorts"/> ports.
    /// </summary>
    public static DspCount Of(
        AcceleratorConfiguration configuration,
        RequantizeProfile profile,
        int? accBits,
        int drainPorts = 1
    )
    {
        var products = drainPorts * configuration.Channels * PerRequantizer(profile, accBits);
        return new DspCount(
            configuration.Multipliers == MacKind.Ice40
                ? configuration.Channels * configuration.Pixels / 2
                : configuration.Channels * PerColumn(configuration.Multipliers, configuration.Pixels),
            configuration.Requantizers switch
            {
                RequantizerKind.Doubled => products / 2,
                RequantizerKind.Shared => configuration.Multipliers == MacKind.Ice40 ? Mac16sOfProduct : 1,
                _ => products,
            }
        );
    }

    /// <summary>Multipliers of the PX lanes of one channel: groups of four, then of two, then single ones (hw/engine/cd_engine.v).</summary>
    private static int PerColumn(MacKind kind, int pixels) =>
        kind switch
        {
            MacKind.Plain => pixels,
            MacKind.Packed => (pixels / 2) + (pixels % 2),
            MacKind.Quad => (pixels / 4) + (pixels % 4 / 2) + (pixels % 2),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown kind"),
        };

    /// <summary>16 x 16 blocks of a 25 x 16 product (hw/engine/cd_requantize_shared.v).</summary>
    private const int Mac16sOfProduct = 2;

    /// <summary>MACs of a frame over DSP blocks and cycles.</summary>
    public double MacsPerDspCycle(long macs, long cycles) => cycles == 0 ? 0 : macs / ((double)cycles * Total);

    /// <summary>
    /// 25 x 17 in one block; 32 x 16 in two of at most 18 x 17; 25 x 31 in two, 32 x 31 in four (hw/engine/cd_requantize_half_up.v, cd_requantize_exact.v).
    /// </summary>
    private static int PerRequantizer(RequantizeProfile profile, int? accBits) =>
        profile switch
        {
            RequantizeProfile.Lean => 1,
            RequantizeProfile.Wide => 2,
            RequantizeProfile.Exact => accBits <= ParameterChooser.ShortOperandBits ? 2 : 4,
            _ => throw new ArgumentOutOfRangeException(nameof(profile), profile, "unknown profile"),
        };
}
