// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Cosim.Networks;

/// <summary><c>sim/network.json</c>.</summary>
public static class BenchNetworkFile
{
    /// <summary>Name in <c>sim/</c>.</summary>
    public const string Name = "network.json";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        IgnoreReadOnlyProperties = true,
    };

    /// <summary>Writes it; the same network gives the same bytes.</summary>
    public static void Write(string folder, BenchNetwork network) =>
        File.WriteAllText(Path.Combine(folder, Name), JsonSerializer.Serialize(network, Options) + "\n");

    /// <summary>Reads it; null after a diagnostic.</summary>
    public static BenchNetwork? Read(string folder, DiagnosticBag diagnostics)
    {
        var path = Path.Combine(folder, Name);
        try
        {
            var network = JsonSerializer.Deserialize<BenchNetwork>(File.ReadAllText(path), Options);
            if (network is not null && IsSound(network))
                return network;
            diagnostics.Add(SimulationDiagnostics.BadNetworkFile(path, "Its sizes contradict each other."));
        }
        catch (Exception failure) when (failure is JsonException or IOException)
        {
            diagnostics.Add(SimulationDiagnostics.BadNetworkFile(path, failure.Message));
        }

        return null;
    }

    private static bool IsSound(BenchNetwork network) =>
        network is { Channels: > 0 and <= 64, Pixels: > 0, ConfigBits: > 0, DrainPorts: 1 or 2 }
        && !network.Layers.IsDefault
        && IsSound(network.Input, network.Channels)
        && IsSound(network.Result, network.Channels)
        && network.Layers.All(layer => IsSound(layer.Output, network.Channels, mayBePartial: true))
        && network
            .Layers.GroupBy(layer => (layer.Name, layer.Output.FirstRow))
            .All(parts => parts.All(part => part.Output.Bytes == 0) || HaveAllChannels(parts))
        && network.Layers.All(layer =>
            layer.PixelsAtOnce is 1 or 2
            && layer.PixelSteps * layer.PixelsAtOnce >= (layer.Output.Pixels + network.Pixels - 1) / network.Pixels
            && layer.PixelSteps <= layer.Output.Pixels
        )
        && network.Layers.All(layer => layer.FirstStep >= 0 && layer.FirstStep < layer.PixelSteps)
        && network.Layers.All(layer =>
            layer.PairDistance >= 0 && layer.PairDistance <= (network.DrainPorts - 1) * network.Pixels
        );

    /// <summary>Parts of a layer share its channels.</summary>
    private static bool HaveAllChannels(IEnumerable<BenchLayer> parts) =>
        parts
            .SelectMany(part => part.Output.Layout.Where(channel => channel >= 0))
            .ToHashSet()
            .SetEquals(Enumerable.Range(0, parts.First().Output.Channels));

    private static bool IsSound(BenchTensor tensor, int lanes, bool mayBePartial = false) =>
        tensor is { Height: > 0, Width: > 0, Channels: > 0 }
        && tensor.Lanes == lanes
        && !tensor.Layout.IsDefaultOrEmpty
        && tensor.Layout.Length % lanes == 0
        && (
            (
                mayBePartial
                && tensor.Layout.All(c => c < tensor.Channels)
                && tensor.Layout.Where(c => c >= 0).GroupBy(c => c).All(same => same.Count() == 1)
            ) || tensor.Layout.Where(c => c >= 0).Order().SequenceEqual(Enumerable.Range(0, tensor.Channels))
        );
}
