// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;

namespace CoDesign.Cli.Tests.Fixtures;

/// <summary>A message in the protocol buffers wire format, field by field.</summary>
internal sealed class WireMessage
{
    private const int Varint = 0;
    private const int Length = 2;
    private const int Fixed32 = 5;
    private readonly MemoryStream _bytes = new();

    public byte[] Bytes => _bytes.ToArray();

    public WireMessage Add(int field, long value)
    {
        WriteVarint((ulong)((field << 3) | Varint));
        WriteVarint((ulong)value);
        return this;
    }

    public WireMessage Add(int field, float value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        WriteVarint((ulong)((field << 3) | Fixed32));
        _bytes.Write(bytes);
        return this;
    }

    public WireMessage Add(int field, string text) => Add(field, Encoding.UTF8.GetBytes(text));

    public WireMessage Add(int field, WireMessage message) => Add(field, message.Bytes);

    public WireMessage Add(int field, byte[] bytes)
    {
        WriteVarint((ulong)((field << 3) | Length));
        WriteVarint((ulong)bytes.Length);
        _bytes.Write(bytes);
        return this;
    }

    private void WriteVarint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _bytes.WriteByte((byte)(value | 0x80));
        _bytes.WriteByte((byte)value);
    }
}
