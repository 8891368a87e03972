// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Tiling;

namespace CoDesign.Mapping.Tests.Interpreter;

/// <summary>
/// The shell as docs/system.md describes it, from its transfer lists alone. A read may see only words whose writes it waits for, whatever has been written meanwhile.
/// </summary>
internal sealed class TransferInterpreter(TransferLists lists, IReadOnlyList<byte[]> image, List<byte[]> result)
{
    private readonly Dictionary<long, (byte[] Word, int Write)> _memory = [];
    private int _taken;
    private int _reads;
    private int _writes;
    private bool _ended;

    /// <summary>Words of the next INPUT.</summary>
    public IReadOnlyList<byte[]> Input(int words)
    {
        var read = lists.Inputs[_reads++];
        Assert.Equal(words, read.Words);
        if (read.Route == TransferRoute.HostToEngine)
            return Image(words);
        Assert.Equal(TransferRoute.MemoryToEngine, read.Route);
        StoreImage();
        Assert.InRange(read.Waits, 0, _writes);
        var taken = new List<byte[]>();
        for (var at = read.FirstWord; at < read.FirstWord + read.Words; at++)
        {
            var (word, write) = _memory[at];
            Assert.True(
                write < read.Waits,
                $"{read.Tensor} rows {read.Rows} waits for {read.Waits} writes and reads a word of write {write}"
            );
            taken.Add(word);
        }

        return taken;
    }

    /// <summary>Takes the words of the next RESULT.</summary>
    public void Result(List<byte[]> words)
    {
        Assert.False(_ended);
        StoreImage();
        var write = lists.Outputs[_writes];
        Assert.Equal(words.Count, write.Words);
        if (write.Route == TransferRoute.EngineToMemory)
            Store(write, words);
        else
        {
            Assert.Equal(TransferRoute.EngineToHost, write.Route);
            result.AddRange(words);
            _ended = write.IsLast;
        }

        _writes++;
    }

    /// <summary>Everything has been moved.</summary>
    public void CheckEnd()
    {
        Assert.Equal(image.Count, _taken);
        Assert.True(_ended);
        Assert.Equal((lists.Inputs.Length, lists.Outputs.Length), (_reads, _writes));
    }

    private void StoreImage()
    {
        while (_writes < lists.Outputs.Length && lists.Outputs[_writes] is { Route: TransferRoute.HostToMemory } part)
        {
            Store(part, Image((int)part.Words));
            _writes++;
        }
    }

    private void Store(Transfer write, IReadOnlyList<byte[]> words)
    {
        Assert.InRange(write.FirstWord, 0, lists.ScratchWords - write.Words);
        for (var at = 0; at < words.Count; at++)
            _memory[write.FirstWord + at] = (words[at], _writes);
    }

    private List<byte[]> Image(int words)
    {
        _taken += words;
        return [.. image.Skip(_taken - words).Take(words)];
    }
}
