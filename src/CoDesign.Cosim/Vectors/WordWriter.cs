// SPDX-License-Identifier: Apache-2.0
using System.Text;
using CoDesign.Cosim.Networks;

namespace CoDesign.Cosim.Vectors;

/// <summary>One word of PO bytes on each line, byte 0 rightmost, as <c>$readmemh</c> and <c>$fscanf</c> read it.</summary>
internal sealed class WordWriter(string path, int lanes) : IDisposable
{
    private const string Digits = "0123456789abcdef";
    private readonly StreamWriter _writer = new(path, append: false, new UTF8Encoding(false), 1 << 16);
    private readonly char[] _line = new char[(2 * lanes) + 1];

    /// <summary>The word of (pixel, block).</summary>
    public void Write(BenchTensor tensor, ReadOnlySpan<short> codes, int pixel, int block)
    {
        for (var lane = 0; lane < lanes; lane++)
        {
            var value = tensor.ByteOf(codes, pixel, block, lane);
            var at = 2 * (lanes - 1 - lane);
            _line[at] = Digits[value >> 4];
            _line[at + 1] = Digits[value & 15];
        }

        _line[^1] = '\n';
        _writer.Write(_line);
    }

    public void Dispose() => _writer.Dispose();
}
