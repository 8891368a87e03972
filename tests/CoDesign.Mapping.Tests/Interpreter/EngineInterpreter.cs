// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Images;
using CoDesign.Mapping.Tiling;

namespace CoDesign.Mapping.Tests.Interpreter;

/// <summary>A word that a LAYER wrote.</summary>
internal sealed record TracedWord(int Layer, int Block, int Pixel, short[] Bytes);

/// <summary>
/// The engine as docs/engine.md describes it, from parameters, memory images and streams alone: it knows nothing of graphs or plans. Descriptors run one after the other;
/// nothing is timed, except that the order in which written words become visible is the earliest or (<c>holdsBack</c>) the latest possible, and that an image taken ahead arrives
/// right with its release (<c>holdsBack</c>) or when its frame begins. Until then its words are unknown.
/// </summary>
internal sealed class EngineInterpreter(
    EngineParameters parameters,
    MemoryImages images,
    bool holdsBack,
    TransferLists? transfers = null
)
{
    private readonly WeightPackets _packets = WeightPackets.Of(images, parameters.WeightStream);
    private readonly int _po = parameters.Channels;
    private readonly int _px = parameters.Pixels;
    private readonly BankMemory _banks = new(parameters.Pixels, parameters.BankDepth, parameters.Channels, holdsBack);
    private readonly int _addressBits = System.Numerics.BitOperations.Log2((uint)parameters.BankDepth - 1) + 1;
    private readonly bool _fullRows =
        parameters.Multipliers is MacKind.Packed or MacKind.Quad
        && parameters.WeightLanes > 1
        && parameters.WeightLanes >= parameters.Pixels;
    private readonly int _multiplierLanes = parameters.Multipliers switch
    {
        MacKind.Plain => 1,
        MacKind.Quad => 4,
        _ => 2,
    };

    /// <summary>S: lanes that share a weight in a layer of own weights.</summary>
    private int Sharing => _fullRows ? 2 : _multiplierLanes;

    private int _weightWord;
    private int _parameterWord;
    private int _table;
    private int _layer;
    private int _home;
    private Descriptor? _ahead;
    private bool _arrived;

    public List<TracedWord> Trace { get; } = [];

    /// <summary>One frame: words of the input stream to words of the result stream. The first one after reset begins with the first descriptor.</summary>
    /// <param name="image">This frame's image.</param>
    /// <param name="following">The next frame's, some of which may be taken in this frame.</param>
    public List<byte[]> Run(IReadOnlyList<byte[]> image, IReadOnlyList<byte[]> following)
    {
        var result = new List<byte[]>();
        var shell = transfers is null ? null : new TransferInterpreter(transfers, image, result);
        var step = parameters.DescriptorWords;
        (_weightWord, _parameterWord, _table, _layer) = (0, 0, 0, 0);
        Trace.Clear();
        if (_ahead is { } input && !_arrived)
            Image(input, image, atOnce: true);
        _arrived = false;
        var releases = false;
        for (var at = _home; ; at += step)
        {
            var descriptor = new Descriptor(images.Descriptors.AsMemory().Slice(at, step), parameters.ConfigBits, _px);
            var repeats =
                descriptor.Kind != 3 && !(descriptor.Kind == 1 && descriptor.Prefetch && parameters.HasPrefetch);
            _home = !repeats && at == _home ? at + step : _home;
            _banks.StartLayer(descriptor.Dependency == 0);
            if (releases && _ahead is { } next)
            {
                Assert.False(_arrived, "a second release");
                Image(next, image, atOnce: true, forgets: true);
                if (_arrived = holdsBack)
                    Image(next, following, atOnce: true);
            }

            releases = descriptor.Release;
            switch (descriptor.Kind)
            {
                case 0:
                    Layer(descriptor);
                    break;
                case 1:
                    Input(descriptor, shell is null ? image : shell.Input(descriptor.Total * descriptor.OutputBlocks));
                    break;
                case 2:
                    if (shell is null)
                        result.AddRange(Result(descriptor));
                    else
                        shell.Result(Result(descriptor));
                    break;
                default:
                    Fill(descriptor);
                    break;
            }

            if (descriptor.Last)
                break;
        }

        shell?.CheckEnd();
        Assert.Equal(_packets.Weights.Length / _po, _weightWord);
        Assert.Equal(_packets.Parameters.Length / _po, _parameterWord);
        Assert.Equal(images.Tables.Length, _table * 256);
        return result;
    }

    private void Fill(Descriptor d)
    {
        for (var word = 0; word < d.PixelSteps; word++)
        {
            var value = (short)(d.LaneBase(word) & 255);
            for (var bank = 0; bank < _px; bank++)
                _banks.Write(0, 0, bank, d.PadAddress + word, [.. Enumerable.Repeat(value, _po)]);
        }
    }

    private void Input(Descriptor d, IReadOnlyList<byte[]> image)
    {
        Assert.Null(_ahead);
        _ahead = d.Prefetch && parameters.HasPrefetch ? d : null;
        Image(d, image, atOnce: false);
    }

    /// <summary>An image, or unknown bytes in its place.</summary>
    private void Image(Descriptor d, IReadOnlyList<byte[]> image, bool atOnce, bool forgets = false)
    {
        Assert.Equal(d.Total * d.OutputBlocks, image.Count);
        for (var index = 0; index < image.Count; index++)
        {
            var word = image[index].Select(b => forgets ? BankMemory.Unknown : (short)(d.Flip ? b ^ 128 : b)).ToArray();
            Multicast(d, index % d.OutputBlocks, 0, index / d.OutputBlocks, word, atOnce);
        }
    }

    /// <summary>n pixels of each bank, or all of bank 0.</summary>
    private List<byte[]> Result(Descriptor d)
    {
        var result = new List<byte[]>();
        var perBank = parameters.ResultBanks > 1 ? d.StepsOfLane : d.Total;
        for (var pixel = 0; pixel < d.Total; pixel++)
        {
            var (bank, at) = (pixel / perBank, pixel % perBank);
            for (var block = 0; block < d.OutputBlocks; block++)
            {
                var word = _banks.Read(bank, Address(d.LaneBase(bank) + (block * d.OutPitch) + at));
                Assert.DoesNotContain(BankMemory.Unknown, word.ToArray());
                result.Add([.. word.ToArray().Select(b => (byte)(d.Flip ? b ^ 128 : b))]);
            }
        }

        return result;
    }

    private void Layer(Descriptor d)
    {
        var tile = d.KernelHeight * d.KernelWidth * (((d.InputWords - 1) * d.Lanes) + d.LastLanes);
        if (d.LaneWeights)
        {
            Assert.True(
                parameters.WeightLanes * _multiplierLanes >= _px
                    && d.AddsLanes
                    && d.LanesOfSum <= _px
                    && d.LanesOfSum % Sharing == 0
            );
            Assert.True(!d.Swapped || (_fullRows && d.Wide == (_po / 2) - 1));
            _weightWord = (_weightWord + parameters.WeightLanes - 1) / parameters.WeightLanes * parameters.WeightLanes;
            tile *= parameters.WeightLanes;
        }

        if (d.Halves)
            CheckHalves(d);
        // Lanes that make a sum together, and the sums of a tile.
        var (sum, turns) = (d.LanesOfSum, Turns(d));
        var firstWeight = _weightWord;
        var lanes = new LaneWalk[_px];
        for (var block = 0; block < d.OutputBlocks; block++)
        {
            var requantizer = new Requantizer(
                parameters,
                _packets.Parameters,
                images.Tables,
                d,
                _parameterWord,
                _table
            );
            for (var lane = 0; lane < _px; lane++)
                lanes[lane] = new LaneWalk(d, lane, parameters.ConfigBits / 2);
            for (var turn = 0; turn < d.PixelSteps; turn++)
            {
                var step = (d.FirstStep + turn) % d.PixelSteps;
                var unwritten = Math.Max(0, d.Slack - turn);
                var best = new short[_px][];
                for (var wy = 0; wy < d.WindowHeight; wy++)
                {
                    for (var wx = 0; wx < d.WindowWidth; wx++)
                        Tile(
                            d,
                            block,
                            unwritten,
                            wy,
                            wx,
                            lanes,
                            d.WeightReuse ? firstWeight : firstWeight + (block * tile),
                            requantizer,
                            best
                        );
                }

                if (d.Halves)
                    WriteHalves(d, block, turn, step, best);
                foreach (
                    var output in d.Halves ? []
                    : d.BothPorts ? DrainOrder(d, step)
                    : Enumerable.Range(0, _px / sum * turns)
                )
                {
                    var pixel = (output * d.StepsOfLane) + step;
                    if (pixel < d.Total)
                    {
                        Assert.DoesNotContain(BankMemory.Unknown, best[output]);
                        Multicast(d, block, d.PixelSteps - 1 - turn, pixel, best[output]);
                        Trace.Add(new TracedWord(_layer, block, pixel, best[output]));
                    }
                }

                for (var lane = 0; lane < _px; lane++)
                {
                    if (step == d.PixelSteps - 1)
                        lanes[lane].FirstPixel();
                    else
                        lanes[lane].NextPixel();
                }
            }

            _parameterWord += ParameterImage.WordsPerBlock(parameters.Profile, parameters.IsSmall);
        }

        _weightWord += d.WeightReuse ? tile : tile * d.OutputBlocks;
        _table += d.Table ? 1 : 0;
        _layer++;
    }

    /// <summary>Lanes in the order in which they leave through both ports. Two that leave together never go to one bank.</summary>
    private IEnumerable<int> DrainOrder(Descriptor d, int step)
    {
        Assert.Equal(2, parameters.DrainPorts);
        Assert.False(d.AddsLanes);
        var first = (_px + 3) / 4 * 2;
        for (var lane = first; lane < _px; lane++)
        {
            long at = (lane * d.StepsOfLane) + step,
                other = ((lane - first) * d.StepsOfLane) + step;
            for (var bank = 0; at < d.Total && bank < _px; bank++)
                Assert.False(
                    Holds(bank, at) && Holds(bank, other),
                    $"bank {bank} gets pixels {other} and {at} at once"
                );
        }

        return Enumerable
            .Range(0, first)
            .SelectMany(lane => lane + first < _px ? new[] { lane, lane + first } : [lane]);

        bool Holds(int bank, long pixel) => pixel >= d.BankStart(bank) && pixel < d.BankStart(bank) + d.Size;
    }

    private void Tile(
        Descriptor d,
        int block,
        int unwritten,
        int wy,
        int wx,
        LaneWalk[] lanes,
        int weightWord,
        Requantizer requantizer,
        short[][] best
    )
    {
        var group = block / d.BlocksPerGroup;
        var sums = new long?[_px, _po];
        for (var lane = 0; lane < _px; lane++)
        {
            for (var o = 0; o < _po; o++)
                sums[lane, o] = 0;
        }

        for (var word = 0; word < d.InputWords; word++)
        {
            if (d.Dependency == 1)
                _banks.Need((word * d.DependWordStep) + (group * d.DependGroupStep), unwritten);
            else if (d.Dependency == 3)
                _banks.Need(d.DependGroupStep, unwritten);
            for (var ky = 0; ky < d.KernelHeight; ky++)
            {
                for (var kx = 0; kx < d.KernelWidth; kx++)
                {
                    int tx = (wx * d.WindowStepX) + (kx * d.TapStepX),
                        ty = (wy * d.WindowStepY) + (ky * d.TapStepY);
                    // Steps of the counters: each wrap of kx or wx adds the row step, each advance the column step.
                    var offset = (group * d.GroupPitch) + (word * d.WordPitch);
                    offset +=
                        (wy * (d.WindowRowStep + ((d.WindowWidth - 1L) * d.WindowStepX))) + ((long)wx * d.WindowStepX);
                    offset += (ky * (d.TapRowStep + ((d.KernelWidth - 1L) * d.TapStepX))) + ((long)kx * d.TapStepX);
                    var count = word == d.InputWords - 1 ? d.LastLanes : d.Lanes;
                    for (var lane = 0; lane < _px; lane++)
                    {
                        var reader = d.Swapped ? lane / 2 * 2 : lane;
                        var bytes = Word(d, reader, lanes[reader], tx, ty, offset);
                        if (d.Halves)
                            bytes = Beside(
                                bytes,
                                Word(d, reader, lanes[reader], tx + SecondPixel(d), ty, offset + SecondPixel(d))
                            );
                        for (var j = 0; j < count; j++)
                            Multiply(
                                d,
                                bytes,
                                j,
                                (weightWord + (d.LaneWeights ? (j * parameters.WeightLanes) + RowWord(d, lane) : j))
                                    * _po,
                                sums,
                                lane
                            );
                    }

                    weightWord += d.LaneWeights ? count * parameters.WeightLanes : count;
                }
            }
        }

        var (together, turns) = (d.LanesOfSum, Turns(d));
        for (var output = 0; output < _px / together * turns; output++)
        {
            var word = new short[_po];
            for (var o = 0; o < _po; o++)
            {
                var (first, total) = ((output / turns * together) + (output % turns), (long?)0);
                for (var lane = first; lane < first - (output % turns) + together; lane += turns)
                    total += d.Swapped ? Folded(lane, o) : sums[lane, o];
                word[o] = requantizer.Code(total, o);
            }

            best[output] = best[output] is { } seen
                ? [.. seen.Zip(word, (a, b) => a < 0 || b < 0 ? BankMemory.Unknown : Math.Max(a, b))]
                : word;
        }

        // Even lanes have the sums of the lower half of the outputs, odd ones those of the upper half.
        long? Folded(int lane, int o) =>
            o / (_po / 2) == lane % 2 ? sums[lane, o] + sums[lane, (o + (_po / 2)) % _po] : 0;
    }

    /// <summary>Sums that take turns in the drain.</summary>
    private int Turns(Descriptor d) => d.LaneWeights && !d.Swapped ? Sharing : 1;

    /// <summary>The word of a weight row with which a lane multiplies.</summary>
    private int RowWord(Descriptor d, int lane) =>
        !_fullRows ? lane / Sharing
        : d.Swapped ? lane
        : lane / 2 * 2;

    private void Multiply(Descriptor d, ReadOnlySpan<short> bytes, int j, int weightByte, long?[,] sums, int lane)
    {
        for (var o = 0; o < _po; o++)
        {
            var a = bytes.IsEmpty ? BankMemory.Unknown : bytes[ByteOf(d, o, j)];
            sums[lane, o] =
                a == BankMemory.Unknown
                    ? null
                    : sums[lane, o] + (a * (_packets.Weights[weightByte + o] - d.WeightZero));
        }
    }

    /// <summary>With halves there are two words, one for each half of the channel lanes.</summary>
    private int ByteOf(Descriptor d, int o, int j)
    {
        var (word, lane) = d.Halves ? (o / (_po / 2), o % (_po / 2)) : (0, o);
        return (word * _po) + ((lane & ~d.Wide) | (j & d.Wide));
    }

    private ReadOnlySpan<short> Word(Descriptor d, int lane, LaneWalk walk, int tx, int ty, long offset)
    {
        var address = walk.Inside(tx, ty) ? Address(walk.Base + offset) : Address(d.PadAddress);
        // An idle lane may point anywhere.
        return address < parameters.BankDepth ? _banks.Read(lane, address) : [];
    }

    private static int SecondPixel(Descriptor d) => d.PixelStepX / 2;

    /// <summary>The words of two pixels.</summary>
    private static ReadOnlySpan<short> Beside(ReadOnlySpan<short> first, ReadOnlySpan<short> second) =>
        first.IsEmpty || second.IsEmpty ? [] : (short[])[.. first, .. second];

    private void CheckHalves(Descriptor d)
    {
        Assert.True(parameters.HasHalves && !parameters.IsSmall);
        Assert.False(d.AddsLanes || d.LaneWeights || d.Table || d.BothPorts);
        Assert.Equal((1, 1), (d.WindowHeight, d.WindowWidth));
        Assert.True(d.Wide < _po / 2 || (parameters.HasWholeHalves && d.Wide == _po - 1));
        Assert.True(d.LastLanes > 1 && (d.InputWords == 1 || d.Lanes > 1));
        Assert.Equal((0, 0), (d.Total % 2, d.PixelStepX % 2));
    }

    /// <summary>The first pixels of all lanes, then the second ones, whose codes stand in the upper channel lanes.</summary>
    private void WriteHalves(Descriptor d, int block, int turn, int step, short[][] best)
    {
        for (var half = 0; half < 2; half++)
        {
            for (var lane = 0; lane < _px; lane++)
            {
                var pixel = (2 * ((lane * d.StepsOfLane) + step)) + half;
                if (pixel >= d.Total)
                    continue;
                short[] word = [.. best[lane][(half * _po / 2)..][..(_po / 2)], .. best[lane][(_po / 2)..]];
                Assert.DoesNotContain(BankMemory.Unknown, word);
                Multicast(d, block, d.PixelSteps - 1 - turn, pixel, word);
                Trace.Add(new TracedWord(_layer, block, pixel, word));
            }
        }
    }

    private void Multicast(Descriptor d, int block, int stepsAfter, int pixel, short[] word, bool atOnce = false)
    {
        for (var bank = 0; bank < _px; bank++)
        {
            var at = pixel - d.BankStart(bank);
            if (at >= 0 && at < d.Size)
                _banks.Write(block, stepsAfter, bank, Address(d.OutBase + (block * d.OutPitch) + at), word, atOnce);
        }
    }

    private int Address(long address) => (int)(address & ((1L << _addressBits) - 1));

    /// <summary>The lane's own counters.</summary>
    private sealed class LaneWalk
    {
        private readonly Descriptor _d;
        private readonly int _lane;
        private readonly int _mask;
        private int _row;
        private int _column;

        /// <summary>Begins a block: some pixels after the lane's first one, perhaps in a later row.</summary>
        public LaneWalk(Descriptor descriptor, int lane, int coordinateBits)
        {
            (_d, _lane, _mask) = (descriptor, lane, (1 << coordinateBits) - 1);
            FirstPixel();
            var crossed = (_column + _d.WrapColumns) & _mask;
            var crosses = ((crossed - _d.FirstColumn) & _mask) < _d.RotateColumns;
            _row = (_row + (crosses ? _d.WrapRows : _d.RotateRows)) & _mask;
            _column = crosses ? crossed : (_column + _d.RotateColumns) & _mask;
            Base += crosses ? _d.WrapBase : _d.RotateBase;
        }

        public long Base { get; private set; }

        public void FirstPixel()
        {
            _row = _d.LaneRow(_lane);
            _column = _d.LaneColumn(_lane);
            Base = _d.LaneBase(_lane);
        }

        public bool Inside(int tx, int ty) => ((_column + tx) & _mask) < _d.Width && ((_row + ty) & _mask) < _d.Height;

        public void NextPixel()
        {
            if (_column == _d.LastColumn)
            {
                _column = _d.FirstColumn;
                _row = (_row + _d.PixelStepY) & _mask;
                Base += _d.RowWrapStep;
            }
            else
            {
                _column = (_column + _d.PixelStepX) & _mask;
                Base += _d.PixelStepX;
            }
        }
    }
}
