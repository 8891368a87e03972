// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Mapping.Tests.Interpreter;

/// <summary>
/// The banks. A byte that nothing has written is <see cref="Unknown"/>, as X in simulation. Words of a layer may be held back until a reader must see them: the latest moment
/// that the rules of docs/engine.md allow.
/// </summary>
internal sealed class BankMemory(int banks, int depth, int channels, bool holdsBack)
{
    public const short Unknown = -1;

    private readonly short[][] _banks =
    [
        .. Enumerable.Range(0, banks).Select(_ => Enumerable.Repeat(Unknown, depth * channels).ToArray()),
    ];
    private readonly Queue<(int Block, int StepsAfter, int Bank, int Address, short[] Word)> _held = new();
    private Queue<(int Block, int StepsAfter, int Bank, int Address, short[] Word)> _older = new();

    public ReadOnlySpan<short> Read(int bank, int address)
    {
        Assert.InRange(address, 0, depth - 1);
        return _banks[bank].AsSpan(address * channels, channels);
    }

    /// <summary>A word of output block <paramref name="block"/> of the running layer, with <paramref name="stepsAfter"/> pixel steps of the block to come.</summary>
    public void Write(int block, int stepsAfter, int bank, int address, short[] word, bool atOnce = false)
    {
        Assert.InRange(address, 0, depth - 1);
        if (holdsBack && !atOnce)
            _held.Enqueue((block, stepsAfter, bank, address, word));
        else
            word.CopyTo(_banks[bank].AsSpan(address * channels));
    }

    /// <summary>A layer starts: only one older layer may be draining.</summary>
    public void StartLayer(bool waits)
    {
        Drain(_older, int.MaxValue, 0);
        _older = new(_held);
        _held.Clear();
        if (waits)
            Drain(_older, int.MaxValue, 0);
    }

    /// <summary>A step needs the previous layer's blocks before <paramref name="block"/>, and of that one all but the last <paramref name="unwritten"/> pixel steps.</summary>
    public void Need(int block, int unwritten) => Drain(_older, block, unwritten);

    private void Drain(
        Queue<(int Block, int StepsAfter, int Bank, int Address, short[] Word)> words,
        int block,
        int unwritten
    )
    {
        while (
            words.TryPeek(out var next) && (next.Block < block || (next.Block == block && next.StepsAfter >= unwritten))
        )
        {
            words.Dequeue();
            next.Word.CopyTo(_banks[next.Bank].AsSpan(next.Address * channels));
        }
    }
}
