// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Mapping.Tiling;

namespace CoDesign.Mapping.Estimates;

/// <summary>
/// When the transfers of a tiled frame's output list end: one after the other, words to memory through the write master, which needs
/// <see cref="BusConfiguration.WriteCycles"/> for them and takes what its FIFO holds at once.
/// </summary>
/// <param name="configuration">Bus and streams.</param>
/// <param name="transfers">The output list.</param>
internal sealed class OutputTimes(AcceleratorConfiguration configuration, IEnumerable<Transfer> transfers)
{
    private readonly Queue<Transfer> _next = new(transfers);
    private readonly List<long> _ends = [];

    /// <summary>When all transfers so far are written.</summary>
    public long Written => _ends.Count == 0 ? 0 : _ends[^1];

    /// <summary>When transfer <paramref name="index"/> is written.</summary>
    public long End(int index) => _ends[index];

    /// <summary>A part of the image, if it is next, which may come from cycle <paramref name="from"/> on.</summary>
    public void TakeImage(long from)
    {
        if (_next.TryPeek(out var next) && next.Route == TransferRoute.HostToMemory)
            Take(from);
    }

    /// <summary>The cycles in which the engine gives each of so many results, the first from cycle <paramref name="from"/> on.</summary>
    public ImmutableArray<long> TakeResults(long from, int count)
    {
        var cycles = ImmutableArray.CreateBuilder<long>(count);
        for (var result = 0; result < count; result++)
        {
            var given = Take(from);
            cycles.Add(given - from);
            from = given;
        }

        return cycles.MoveToImmutable();
    }

    /// <summary>The next transfer; returns when its last word is taken.</summary>
    private long Take(long from)
    {
        var transfer = _next.Dequeue();
        var begin = Math.Max(from, Written);
        var words = transfer.Words;
        if (transfer.Route is TransferRoute.HostToMemory)
            words *= configuration.CyclesPerStreamWord;
        if (!transfer.UsesMemory || configuration.Bus is not { } bus)
        {
            _ends.Add(begin + (transfer.Words * configuration.CyclesPerStreamWord));
            return _ends[^1];
        }

        var write = bus.WriteCycles(transfer.Words * configuration.Channels);
        _ends.Add(begin + Math.Max(words, write));
        return Math.Max(begin + words, _ends[^1] - bus.WriteCycles(bus.FifoBeats * (long)bus.Width / 8));
    }
}
