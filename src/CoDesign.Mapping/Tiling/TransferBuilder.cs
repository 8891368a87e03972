// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Banks;
using CoDesign.Mapping.Layers;
using CoDesign.Mapping.Layouts;

namespace CoDesign.Mapping.Tiling;

/// <summary>
/// Writes the transfer lists of a tiled frame. In memory a tensor lies pixel after pixel, blocks inside the pixel, so a band of rows is one piece; parts of a concatenation are tensors of their own.
/// The image goes to memory first when more than one band reads it, in parts: each band's new rows, one band ahead of the results. A tensor's words are free for another one after
/// the last segment that reads it; the engine takes and gives bands in order, so a later write never overtakes an earlier read.
/// </summary>
internal sealed class TransferBuilder
{
    private readonly EngineNetwork _network;
    private readonly ImmutableSortedDictionary<string, ChannelLayout> _layouts;
    private readonly ImmutableArray<(FrameGroup Group, int Segment)> _groups;
    private readonly Dictionary<string, long> _bases = new(StringComparer.Ordinal);
    private readonly List<Transfer> _inputs = [];
    private readonly List<Transfer> _outputs = [];
    private readonly int _wordsPerBeat;
    private readonly bool _imageInMemory;
    private int _imageRows;

    private TransferBuilder(
        EngineNetwork network,
        ImmutableSortedDictionary<string, ChannelLayout> layouts,
        ImmutableArray<(FrameGroup Group, int Segment)> groups,
        int wordsPerBeat
    )
    {
        _network = network;
        _layouts = layouts;
        _groups = groups;
        _wordsPerBeat = wordsPerBeat;
        _imageInMemory = groups.Count(at => Reads(at.Group, network.Input.Name)) > 1;
    }

    /// <summary>The lists.</summary>
    /// <param name="network">The whole network.</param>
    /// <param name="layouts">Channel layout of every tensor.</param>
    /// <param name="groups">Groups in order, each with the number of its segment.</param>
    /// <param name="segments">The segments.</param>
    /// <param name="wordsPerBeat">Words in a beat of the bus, at least 1: tensors begin with one.</param>
    public static TransferLists Build(
        EngineNetwork network,
        ImmutableSortedDictionary<string, ChannelLayout> layouts,
        ImmutableArray<(FrameGroup Group, int Segment)> groups,
        ImmutableArray<Segment> segments,
        int wordsPerBeat
    )
    {
        var builder = new TransferBuilder(network, layouts, groups, wordsPerBeat);
        var words = builder.PlaceTensors();
        builder.AddImage(0);
        for (var index = 0; index < groups.Length; index++)
        {
            builder.AddInputs(groups[index].Group);
            builder.AddImage(index + 1);
            builder.AddResults(groups[index].Group);
        }

        return new TransferLists([.. builder._inputs], [.. builder._outputs], words, segments);
    }

    private static bool Reads(FrameGroup group, string name) =>
        group.Map.Network.Inputs.Any(input => input.Name == name);

    private bool IsInMemory(string name) => name == _network.Input.Name ? _imageInMemory : name != _network.Result;

    private long WordsOfRow(string name) => (long)_network.Tensors[name].Width * _layouts[name].Blocks;

    /// <summary>Gives every tensor that passes through memory its words; returns how many there are.</summary>
    private long PlaceTensors()
    {
        var regions = new Dictionary<string, BankRegion>(StringComparer.Ordinal);
        foreach (var (group, segment) in _groups)
        {
            foreach (
                var name in group
                    .Map.Network.Results.Select(r => r.Name)
                    .Concat(group.Map.Network.Inputs.Select(i => i.Name))
                    .Where(IsInMemory)
            )
            {
                var words = WordsOfRow(name) * _network.Tensors[name].Height;
                var beats = (words + _wordsPerBeat - 1) / _wordsPerBeat * _wordsPerBeat;
                var first = name == _network.Input.Name ? -1 : segment;
                var seen =
                    regions.GetValueOrDefault(name) ?? new BankRegion(name, 0, checked((int)beats), first, segment);
                regions[name] = seen with { LastLayer = segment };
            }
        }

        if (regions.Count == 0)
            return 0;
        var allocation = BankAllocator.Allocate(
            [],
            [.. regions.Values.OrderBy(r => r.FirstLayer).ThenBy(r => r.Name, StringComparer.Ordinal)]
        );
        foreach (var region in allocation.Regions)
            _bases[region.Name] = region.Base;
        return allocation.PeakWords;
    }

    /// <summary>The rows of the image that the next band which reads it, from group <paramref name="from"/> on, needs beyond those that are there.</summary>
    private void AddImage(int from)
    {
        var name = _network.Input.Name;
        if (!_imageInMemory || from >= _groups.Length || !Reads(_groups[from].Group, name))
            return;
        var tensor = _groups[from].Group.Tensors[name];
        // What no band reads must be taken from the stream too.
        var isLast = !_groups.Skip(from + 1).Any(at => Reads(at.Group, name));
        var rows = new RowRange(
            _imageRows,
            isLast ? _network.Tensors[name].Height : tensor.FirstRow + tensor.Shape.Height
        );
        if (rows.Rows <= 0)
            return;
        _outputs.Add(Move(TransferRoute.HostToMemory, name, rows));
        _imageRows = rows.End;
    }

    private void AddInputs(FrameGroup group)
    {
        foreach (var input in group.Map.Network.Inputs)
        {
            var first = group.Tensors[input.Name].FirstRow;
            var rows = new RowRange(first, first + input.Shape.Height);
            if (!IsInMemory(input.Name))
            {
                _inputs.Add(Move(TransferRoute.HostToEngine, input.Name, rows));
                continue;
            }

            var last = _outputs.FindLastIndex(t => t.Tensor == input.Name && t.Rows.Meets(rows));
            _inputs.Add(Move(TransferRoute.MemoryToEngine, input.Name, rows) with { Waits = last + 1 });
        }
    }

    private void AddResults(FrameGroup group)
    {
        foreach (var result in group.Map.Network.Results)
        {
            var tensor = group.Tensors[result.Name];
            var first = tensor.FirstRow + (result.FirstPixel / tensor.Shape.Width);
            var rows = new RowRange(first, first + (result.Pixels / tensor.Shape.Width));
            _outputs.Add(
                Move(
                    IsInMemory(result.Name) ? TransferRoute.EngineToMemory : TransferRoute.EngineToHost,
                    result.Name,
                    rows
                )
            );
        }
    }

    private Transfer Move(TransferRoute route, string name, RowRange rows)
    {
        var row = WordsOfRow(name);
        var at = _bases.TryGetValue(name, out var first) ? first + (rows.First * row) : 0;
        var isLast = route == TransferRoute.EngineToHost && rows.End == _network.Tensors[name].Height;
        return new Transfer(route, name, rows, at, rows.Rows * row, 0, isLast);
    }
}
