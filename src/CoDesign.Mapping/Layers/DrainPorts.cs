// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Nodes;
using CoDesign.Mapping.Banks;

namespace CoDesign.Mapping.Layers;

/// <summary>
/// Through how many ports the array drains, and which layers use both (engine, section 7). Two pixels leave in a cycle, those of lanes k and H + k, H the lanes of the first
/// port; a bank takes one word a cycle, so a layer drains in pairs when no bank holds two pixels that are H*n apart:
/// <code>
/// for every bank b with start[b] &lt; H*n:   start[b] + H*n >= min(start[b] + size, pixels)
/// </code>
/// In other layers, and where the drain adds the lanes, the pixels leave one by one.
/// </summary>
internal static class DrainPorts
{
    /// <summary>Fewest lanes that two ports share.</summary>
    public const int LeastPixels = 3;

    /// <summary>H: lanes of the first of two ports, even since neighbours may share a multiplier and its carry.</summary>
    public static int LanesOfFirst(int pixels) => (pixels + 3) / 4 * 2;

    /// <summary>The network whose layers know how they drain through <paramref name="ports"/> ports.</summary>
    public static EngineNetwork Assign(EngineNetwork network, AcceleratorConfiguration configuration, int ports)
    {
        var pixels = configuration.Pixels;
        var ranges = ports == 1 ? null : PixelRanges.Of(network, pixels);
        var first = LanesOfFirst(pixels);
        return network with { Layers = [.. network.Layers.Select(Drained)] };

        EngineLayer Drained(EngineLayer layer)
        {
            var both =
                ranges is not null
                && layer.AddedLanes == 0
                && layer.Split is null
                && !layer.InHalves
                && !Collides(ranges[layer.Name], layer.Shape.Pixels, first * layer.PixelSteps(pixels));
            return layer with
            {
                BothPorts = both,
                DrainCycles = both ? first : configuration.DrainCycles * layer.PixelsAtOnce,
            };
        }
    }

    /// <summary>Two ports make more products per DSP block: the cycles fall by a larger factor than the DSP blocks grow.</summary>
    /// <param name="cycles">With one port and with two.</param>
    /// <param name="dsps">Likewise.</param>
    public static bool Pay((long One, long Two) cycles, (int One, int Two) dsps) =>
        cycles.Two * dsps.Two < cycles.One * dsps.One;

    /// <summary>A bank holds pixels p and p + <paramref name="distance"/>, p of a lane of the first port.</summary>
    public static bool Collides(BankRange range, int pixels, int distance) =>
        range.Starts.Any(s =>
            s is { } start && start < distance && start + distance < Math.Min(start + range.Size, pixels)
        );
}
