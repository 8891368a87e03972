// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping.Layouts;

/// <summary>
/// Puts copies (1 x 1 identity) between group convolutions whose orders of channels do not fit, and between them and the network's input and result. A copy takes
/// <code>
/// n * OB * max(T, D),  T = CB * NJ
/// </code>
/// cycles, whatever the kernels around it are. Copies are tried around every convolution that takes more steps than its taps need; each trial walks downhill from the layouts found so far, in the
/// neighbourhood of the copy only. The copy that shortens the network most stays, until none pays.
/// </summary>
internal sealed class LayoutCopies
{
    /// <summary>Cycles around a copy: hand-over, and the drain that the layer behind it waits for.</summary>
    public const int CopyOverhead = 50;

    /// <summary>A copy that shortens the network by less than one cycle in so many is not worth its weights.</summary>
    private const int LeastGain = 1000;

    /// <summary>Trials of copies, in networks of hundreds of layers.</summary>
    private const int MostTrials = 1500;

    /// <summary>Convolutions that a trial looks at.</summary>
    private const int MostSteps = 48;

    private readonly LayoutCosts _costs;
    private readonly int _drainCycles;
    private EngineNetwork _network;
    private ImmutableSortedDictionary<string, ChannelLayout> _layouts;
    private long _total;
    private int _trials;

    private LayoutCopies(
        EngineNetwork network,
        ImmutableSortedDictionary<string, ChannelLayout> layouts,
        LayoutCosts costs,
        int drainCycles
    )
    {
        (_network, _layouts, _costs, _drainCycles) = (network, layouts, costs, drainCycles);
        _total = new LayoutClasses(network, costs, layouts).Total();
    }

    /// <summary>The network with copies and its layouts; the same where none pays.</summary>
    /// <param name="network">Layers that know how they drain.</param>
    /// <param name="layouts">Found for them.</param>
    /// <param name="costs">What they take.</param>
    /// <param name="drainCycles">Cycles in which a copy's pixels leave the array.</param>
    public static (EngineNetwork Network, ImmutableSortedDictionary<string, ChannelLayout> Layouts) Insert(
        EngineNetwork network,
        ImmutableSortedDictionary<string, ChannelLayout> layouts,
        LayoutCosts costs,
        int drainCycles
    )
    {
        var search = new LayoutCopies(network, layouts, costs, drainCycles);
        while (search.Round()) { }
        return (search._network, search._layouts);
    }

    private sealed record Trial(EngineNetwork Network, LayoutClasses Classes, long Total);

    /// <summary>Tries every place, then takes the best one as long as one pays; gains are found again where a copy has come in between. False when none was taken.</summary>
    private bool Round()
    {
        var gains = new PriorityQueue<CopyPlace, (long Loss, int Number)>();
        var number = 0;
        foreach (var place in Places())
            Enqueue(place, Try(place));
        var taken = false;
        while (gains.TryDequeue(out var place, out _))
        {
            if (Try(place) is not { } now || !Pays(now))
                continue;
            if (gains.TryPeek(out _, out var next) && now.Total - _total > next.Loss)
            {
                Enqueue(place, now);
                continue;
            }

            (_network, _layouts, _total) = (now.Network, now.Classes.Layouts(), now.Total);
            taken = true;
        }

        return taken && _trials < MostTrials;

        void Enqueue(CopyPlace place, Trial? trial)
        {
            if (trial is not null && Pays(trial))
                gains.Enqueue(place, (trial.Total - _total, number++));
        }
    }

    private bool Pays(Trial trial) => (_total - trial.Total) * LeastGain >= _total && trial.Total < _total;

    /// <summary>Around the group convolutions that share a class of tensors with a convolution that takes more than it must.</summary>
    private List<CopyPlace> Places()
    {
        var classes = new LayoutClasses(_network, _costs, _layouts);
        var slow = new HashSet<string>(StringComparer.Ordinal);
        foreach (var layer in _network.Layers.Where(l => l.Kind == LayerKind.Convolution))
        {
            if (classes.CyclesOf(layer) > _costs.Least(layer))
                slow.UnionWith([classes.ClassOf(layer.Inputs[0]), classes.ClassOf(layer.Name)]);
        }

        return
        [
            .. classes
                .GroupConvolutions.Where(l =>
                    slow.Contains(classes.ClassOf(l.Inputs[0])) || slow.Contains(classes.ClassOf(l.Name))
                )
                .SelectMany(l =>
                    new[]
                    {
                        new CopyPlace(l.Name, Before: true, Behind: false),
                        new CopyPlace(l.Name, Before: false, Behind: true),
                        new CopyPlace(l.Name, Before: true, Behind: true),
                    }
                ),
        ];
    }

    /// <summary>The network with copies at <paramref name="place"/>; null where they are already, or when there were trials enough.</summary>
    private Trial? Try(CopyPlace place)
    {
        if (_trials++ >= MostTrials || place.Insert(_network, _layouts, _drainCycles) is not var (network, layouts))
            return null;
        var classes = new LayoutClasses(network, _costs, layouts);
        var total = classes.Total() + (CopyOverhead * network.Layers.Count(l => l.Order is not null));
        total = Settle(classes, network.Layers.First(l => l.Name == place.Convolution), total);
        return new Trial(network, classes, total);
    }

    /// <summary>Walks downhill from the convolution at a copy to its neighbours, and on as long as layouts change.</summary>
    private static long Settle(LayoutClasses classes, EngineLayer first, long total)
    {
        var queue = new Queue<EngineLayer>();
        EnqueueAround(first);
        for (var step = 0; step < MostSteps && queue.TryDequeue(out var layer); step++)
        {
            var before = total;
            total = classes.Improve(layer, total);
            if (total < before)
                EnqueueAround(layer);
        }

        return total;

        void EnqueueAround(EngineLayer layer)
        {
            IEnumerable<EngineLayer> sides =
            [
                layer,
                .. classes.Around(classes.ClassOf(layer.Inputs[0])),
                .. classes.Around(classes.ClassOf(layer.Name)),
            ];
            // A copy leads on to what stands on its other side.
            var copies = sides.Where(l => l.Kind == LayerKind.Copy).ToArray();
            sides = sides.Concat(
                copies.SelectMany(l =>
                    classes.Around(classes.ClassOf(l.Inputs[0])).Concat(classes.Around(classes.ClassOf(l.Name)))
                )
            );
            foreach (var next in sides.Where(l => l.IsGroupConvolution && !queue.Contains(l)).ToArray())
                queue.Enqueue(next);
        }
    }
}
