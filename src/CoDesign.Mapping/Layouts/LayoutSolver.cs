// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping.Layouts;

/// <summary>
/// Chooses a channel layout for every tensor. The search walks downhill in the cycles of the whole network: each group convolution tries lane groups of P = 1, 2, .. PO on both
/// of its sides, each class every layout that one of its layers would like best. It walks from natural layouts, from those of one P everywhere and from random ones, and keeps the cheapest end. What a
/// layer cannot have, its loops make up for (<see cref="LoopNest"/> serves any pair of layouts).
/// </summary>
internal sealed class LayoutSolver
{
    private const int Passes = 8;

    // Starts with layouts drawn at random.
    private const int RandomStarts = 4;

    // Layers looked at, after which no other start is tried: networks of hundreds of channels and layers.
    private const long MostLooks = 100_000;

    private readonly LayoutCosts _costs;
    private readonly LayoutClasses _classes;
    private readonly SortedDictionary<string, ImmutableArray<ChannelLayout>> _candidates = new(StringComparer.Ordinal);

    private LayoutSolver(EngineNetwork network, LayoutCosts costs)
    {
        _costs = costs;
        _classes = new LayoutClasses(network, costs);
    }

    /// <summary>A layout for every tensor of <paramref name="network"/>, and the network's cycles.</summary>
    /// <param name="network">The layers.</param>
    /// <param name="costs">What they take.</param>
    public static (ImmutableSortedDictionary<string, ChannelLayout> Layouts, long Cycles) Solve(
        EngineNetwork network,
        LayoutCosts costs
    ) => new LayoutSolver(network, costs).Solve();

    private (ImmutableSortedDictionary<string, ChannelLayout> Layouts, long Cycles) Solve()
    {
        var total = Descend(_classes.Total());
        FindCandidates();
        foreach (var start in Starts())
        {
            if (_classes.Looks > MostLooks)
                break;
            var best = _classes.Chosen;
            foreach (var (tensorClass, layout) in start)
                _classes[tensorClass] = layout;
            var now = Descend(_classes.Total());
            if (now < total)
            {
                total = now;
                continue;
            }

            foreach (var (tensorClass, layout) in best)
                _classes[tensorClass] = layout;
        }

        return (_classes.Layouts(), total);
    }

    /// <summary>The layouts that group convolutions would like their tensors in, for every class that is free.</summary>
    private void FindCandidates()
    {
        foreach (var layer in _classes.GroupConvolutions)
        {
            Add(_classes.ClassOf(layer.Inputs[0]), layer.Groups, layer.GroupInputs);
            Add(_classes.ClassOf(layer.Name), layer.Groups, layer.GroupOutputs);
        }

        void Add(string tensorClass, int groups, int perGroup)
        {
            if (!_classes.IsFree(tensorClass))
                return;
            var known = _candidates.GetValueOrDefault(tensorClass, [_classes[tensorClass]]);
            var grouped = _costs.LaneGroups.Select(p => _costs.Grouped(groups, perGroup, p));
            _candidates[tensorClass] = [.. known.Concat(grouped).Distinct()];
        }
    }

    /// <summary>Where the search begins, besides natural layouts.</summary>
    private IEnumerable<IEnumerable<KeyValuePair<string, ChannelLayout>>> Starts()
    {
        // With one candidate besides what was found all ways lead to the same end.
        if (_candidates.Values.All(layouts => layouts.Length < 2))
            yield break;
        yield return _classes.Chosen;
        var places = _costs.LaneGroups.Count();
        for (var place = 1; place <= places; place++)
        {
            var at = place;
            yield return _candidates.Select(c => KeyValuePair.Create(c.Key, c.Value[at % c.Value.Length]));
        }

        for (var seed = 0; seed < RandomStarts; seed++)
        {
            var random = new Random(seed);
            yield return [.. _candidates.Select(c => KeyValuePair.Create(c.Key, c.Value[random.Next(c.Value.Length)]))];
        }
    }

    /// <summary>Keeps what shortens the network, until nothing does; returns its cycles.</summary>
    private long Descend(long total)
    {
        for (var pass = 0; pass < Passes; pass++)
        {
            var before = total;
            foreach (var layer in _classes.GroupConvolutions)
                total = _classes.Improve(layer, total);
            foreach (var (tensorClass, layouts) in _candidates)
                total = _classes.Improve(tensorClass, layouts, total);
            if (total == before)
                break;
        }

        return total;
    }
}
