// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping.Layouts;

/// <summary>Where copies may change the order of channels: before a group convolution (for it alone), behind it (for all that read it), or on both sides.</summary>
/// <param name="Convolution">Its name.</param>
/// <param name="Before">A copy of its input.</param>
/// <param name="Behind">A copy of its output.</param>
internal sealed record CopyPlace(string Convolution, bool Before, bool Behind)
{
    /// <summary>How many copies.</summary>
    public int Copies => (Before ? 1 : 0) + (Behind ? 1 : 0);

    /// <summary>The network with the copies, which begin with the layouts of what they copy; null where a copy is there already.</summary>
    public (EngineNetwork Network, ImmutableSortedDictionary<string, ChannelLayout> Layouts)? Insert(
        EngineNetwork network,
        ImmutableSortedDictionary<string, ChannelLayout> layouts,
        int drainCycles
    )
    {
        var convolution = network.Layers.First(l => l.Name == Convolution);
        var (input, output) = (convolution.Inputs[0], convolution.Name);
        if (
            network.Layers.Any(l =>
                l.Order is not null && ((Before && l.Name == input) || (Behind && l.Inputs[0] == output))
            )
        )
            return null;
        var before = Before
            ? Copy(input, convolution.Input, new CopyOrder(output, convolution.GroupInputs, IsInput: true))
            : null;
        var behind = Behind
            ? Copy(output, convolution.Shape, new CopyOrder(output, convolution.GroupOutputs, IsInput: false))
            : null;
        var layers = ImmutableArray.CreateBuilder<EngineLayer>(network.Layers.Length + Copies);
        foreach (var layer in network.Layers)
        {
            if (layer != convolution)
            {
                layers.Add(layer with { Inputs = [.. layer.Inputs.Select(Read)] });
                continue;
            }

            if (before is not null)
                layers.Add(before);
            layers.Add(before is null ? layer : layer with { Inputs = [before.Name] });
            if (behind is not null)
                layers.Add(behind);
        }

        foreach (var copy in new[] { before, behind }.OfType<EngineLayer>())
            layouts = layouts.SetItem(copy.Name, layouts[copy.Inputs[0]]);
        var concatenations = network.Concatenations.Select(c => c with { Parts = [.. c.Parts.Select(Read)] });
        var results = network.Results.Select(result => result with { Name = Read(result.Name) });
        return (
            new EngineNetwork(network.Graph, network.Inputs, layers.ToImmutable(), [.. concatenations], [.. results]),
            layouts
        );

        string Read(string tensor) => behind is not null && tensor == output ? behind.Name : tensor;

        EngineLayer Copy(string tensor, TensorShape shape, CopyOrder order) =>
            EngineLayer.CopyOf(network.Unused($"{tensor}/order"), ValueOf(network, tensor), tensor, shape) with
            {
                Order = order,
                DrainCycles = drainCycles,
            };
    }

    private static string ValueOf(EngineNetwork network, string tensor) =>
        network.Layers.FirstOrDefault(layer => layer.Name == tensor)?.Value
        ?? network.Concatenations.FirstOrDefault(whole => whole.Name == tensor)?.Value
        ?? network.Input.Value;
}
