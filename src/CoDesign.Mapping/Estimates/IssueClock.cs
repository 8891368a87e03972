// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping.Estimates;

/// <summary>
/// cd_issue: in which cycles the array issues the steps of layer after layer. Goes from tile to tile, and from step to step where one may wait for the layer that drains or for a weight that arrives.
/// A tile ends when the one before it has left the array, an output block's first tile when its requantization records are there.
/// </summary>
/// <param name="origin">When the first layer may begin.</param>
/// <param name="recordCycles">Least cycles from the first tile of an output block to that of the next.</param>
/// <param name="stream">When weights arrive; null when they are on the chip.</param>
internal sealed class IssueClock(long origin, int recordCycles, WeightRingClock? stream)
{
    /// <summary>From the copy of an output block's records by the lanes to the first tile that may take the next ones.</summary>
    private const int RecordRead = 2;

    // The next cycle; before which no tile may end; when the lanes copy the records of the last output block.
    private long _now;
    private long _spaced = origin;
    private long _copied = origin - RecordRead;
    private InterlockClock _interlock = new(null, new(DependencyMode.Independent, 0, 0), origin, 0, 0, 0);

    /// <summary>When a layer issues.</summary>
    /// <param name="First">First step.</param>
    /// <param name="FirstTile">The step that ends its first tile.</param>
    /// <param name="Last">Last step.</param>
    /// <param name="WaitedBefore">Cycles in front of its first step in which only words that are not written yet were missing.</param>
    /// <param name="Waited">The same behind it.</param>
    public readonly record struct Times(long First, long FirstTile, long Last, long WaitedBefore, long Waited);

    /// <summary>Issues a layer.</summary>
    /// <param name="layer">What it is.</param>
    /// <param name="loops">Its loops.</param>
    /// <param name="dependency">On <paramref name="older"/>.</param>
    /// <param name="order">Its slack.</param>
    /// <param name="load">When it is loaded.</param>
    /// <param name="older">The layer before it.</param>
    /// <param name="written">Gets its pixel steps.</param>
    /// <param name="onTileEnd">Gets the cycles of the steps that end tiles.</param>
    public Times Issue(
        EngineLayer layer,
        LoopNest loops,
        Dependency dependency,
        PixelOrder order,
        long load,
        DrainTimes? older,
        DrainTimes written,
        Action<long> onTileEnd
    )
    {
        _now = load + 1;
        var late = layer.PixelsAtOnce - 1;
        var positions = layer.Taps.Positions;
        _interlock = new InterlockClock(
            older,
            dependency,
            load,
            0,
            loops.InputWords > 1 ? dependency.WordStep : 0,
            order.Slack
        );
        var (first, firstTile, end, waited) = (-1L, 0L, 0L, 0L);
        for (var block = 0; block < loops.OutputBlocks; block++)
        {
            var arrives = stream is not null && (block == 0 || !layer.HasConstantWeights);
            var records = _copied;
            if (stream is not null)
                records = Math.Max(records, stream.Begin(arrives ? loops.TileSteps : 0, _copied));
            for (var pixel = 0; pixel < written.StepsPerBlock; pixel++)
            {
                for (var position = 0; position < positions; position++)
                {
                    var isFirst = pixel + position == 0;
                    var isLast = pixel + 1 == written.StepsPerBlock && position + 1 == positions;
                    var leaves =
                        isLast && stream is not null && (block + 1 == loops.OutputBlocks || !layer.HasConstantWeights);
                    var tile = new Tile(
                        loops,
                        dependency,
                        block,
                        isLast,
                        position + 1 == positions,
                        Math.Max(0, order.Slack - pixel),
                        isFirst ? Math.Max(_spaced, records + RecordRead) : _spaced
                    );
                    (var begin, end, var lost) = Issue(tile, arrives && isFirst, leaves);
                    waited += lost;
                    onTileEnd(end);
                    _spaced = end + layer.DrainCycles;
                    if (first < 0)
                        (first, firstTile) = (begin, end);
                    if (isFirst)
                        _copied = end + recordCycles - RecordRead + late;
                }

                written.Add(end);
            }
        }

        // The tiles of a layer with two pixels at once come to the drain a cycle later than those of the next one.
        _spaced += late;
        var before = Math.Min(waited, first - load - 1);
        return new Times(first, firstTile, end, before, waited - before);
    }

    /// <summary>A tile's first and last step, and how much later that is because its words were not written.</summary>
    private (long First, long End, long Waited) Issue(Tile tile, bool arrives, bool leaves)
    {
        var loops = tile.Loops;
        if (!arrives && !leaves && _now >= _interlock.FreeFrom)
        {
            var begin = loops.TileSteps == 1 ? Math.Max(_now, tile.NotBefore) : _now;
            var end = Math.Max(_now + loops.TileSteps - 1, tile.NotBefore);
            _now = end + 1;
            return (begin, end, 0);
        }

        var (first, free) = (-1L, _now - 1);
        for (var word = 0; word < loops.InputWords; word++)
        {
            var steps = loops.Taps * (word + 1 == loops.InputWords ? loops.LastLanes : loops.Lanes);
            for (var step = 1; step <= steps; step++)
            {
                var earliest = arrives ? stream!.NextWord() : 0;
                free = Math.Max(free + 1, earliest);
                var at = Issue(tile, word, step == steps, earliest);
                if (leaves)
                    stream!.Leave(at);
                if (first < 0)
                    first = at;
            }
        }

        return (first, _now - 1, _now - 1 - Math.Max(free, tile.NotBefore));
    }

    /// <summary>The cycle of a step, not before <paramref name="earliest"/>.</summary>
    private long Issue(Tile tile, int word, bool wordEnds, long earliest)
    {
        var tileEnds = wordEnds && word + 1 == tile.Loops.InputWords;
        if (tileEnds)
            earliest = Math.Max(earliest, tile.NotBefore);
        while (_now < _interlock.FreeFrom)
        {
            var issues = _interlock.IsReady && _now >= earliest;
            _interlock.Advance(
                _now,
                issues && wordEnds,
                issues && tileEnds && tile.EndsPixel,
                tile.InputBlock(word),
                tile.InputBlock(word + 1),
                tile.Slack
            );
            _now++;
            if (issues)
                return _now - 1;
        }

        _now = Math.Max(_now, earliest) + 1;
        return _now - 1;
    }

    /// <summary>A tile of output block <paramref name="Block"/>.</summary>
    private readonly record struct Tile(
        LoopNest Loops,
        Dependency Dependency,
        int Block,
        bool EndsBlock,
        bool EndsPixel,
        int Slack,
        long NotBefore
    )
    {
        /// <summary>The input block of a word; behind the last word that of the next tile's first one.</summary>
        public int InputBlock(int word)
        {
            var isNext = word == Loops.InputWords;
            var block = isNext && EndsBlock ? Block + 1 : Block;
            return (block / Loops.BlocksPerGroup * Dependency.GroupStep) + (isNext ? 0 : word * Dependency.WordStep);
        }
    }
}
