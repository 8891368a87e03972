// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping.Layouts;

/// <summary>What layers take between two channel layouts, each looked up once for all searches over a network; and the layouts that they would like.</summary>
/// <param name="lanes">PO.</param>
/// <param name="cycles">What a layer with the given loops takes.</param>
internal sealed class LayoutCosts(int lanes, Func<EngineLayer, LoopNest, long> cycles)
{
    private readonly Dictionary<(string Layer, ChannelLayout Input, ChannelLayout Output), long> _known = [];
    private readonly Dictionary<(TensorShape Shape, ChannelLayout Input, ChannelLayout Output), long> _copies = [];
    private readonly Dictionary<(int Groups, int PerGroup, int LaneGroup), ChannelLayout> _grouped = [];

    /// <summary>PO.</summary>
    public int Lanes => lanes;

    /// <summary>PO, .. 2, 1.</summary>
    public IEnumerable<int> LaneGroups
    {
        get
        {
            for (var laneGroup = lanes; laneGroup >= 1; laneGroup /= 2)
                yield return laneGroup;
        }
    }

    /// <summary>Cycles of <paramref name="layer"/> between two layouts.</summary>
    public long Of(EngineLayer layer, ChannelLayout input, ChannelLayout output)
    {
        if (layer.Order is not null)
            return OfCopy(layer, input, output);
        var key = (layer.Name, input, output);
        if (!_known.TryGetValue(key, out var found))
            _known[key] = found = cycles(layer, LoopNest.Of(layer, input, output));
        return found;
    }

    /// <summary>Copies of tensors of one shape are alike.</summary>
    private long OfCopy(EngineLayer copy, ChannelLayout input, ChannelLayout output)
    {
        var key = (copy.Shape, input, output);
        if (!_copies.TryGetValue(key, out var found))
            _copies[key] = found = cycles(copy, LoopNest.Of(copy, input, output));
        return found;
    }

    /// <summary>Cycles of <paramref name="layer"/>, were its channels in the order that suits it best and no word partly empty.</summary>
    public long Least(EngineLayer layer)
    {
        var blocks = (layer.Shape.Channels + lanes - 1) / lanes;
        return cycles(layer, new LoopNest(1, blocks, 1, 1, 1, layer.GroupInputs, layer.GroupInputs, layer.Taps.Taps));
    }

    /// <summary><see cref="ChannelLayout.Grouped"/> on these lanes.</summary>
    public ChannelLayout Grouped(int groups, int perGroup, int laneGroup)
    {
        var key = (groups, perGroup, laneGroup);
        if (!_grouped.TryGetValue(key, out var found))
            _grouped[key] = found = ChannelLayout.Grouped(groups, perGroup, laneGroup, lanes);
        return found;
    }
}
