// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.Datasets;

/// <summary>Writes a NumPy array [N, H, W, C] record by record; the header gets the count in the end.</summary>
public sealed class NpyWriter : IDisposable
{
    private readonly FileStream _file;
    private readonly string _type;
    private readonly TensorShape _shape;
    private long _count;

    /// <summary>Creates the file.</summary>
    /// <param name="path">Overwritten when it exists.</param>
    /// <param name="type">NumPy's name of the element type, such as <c>|u1</c> or <c>&lt;f8</c>.</param>
    /// <param name="shape">[H, W, C] of a record.</param>
    public NpyWriter(string path, string type, TensorShape shape)
    {
        _file = new FileStream(path, FileMode.Create, FileAccess.Write);
        _type = type;
        _shape = shape;
        _file.Write(Header());
    }

    /// <summary>Appends the bytes of one record, elements [H, W, C] in little endian.</summary>
    public void Write(ReadOnlySpan<byte> record)
    {
        _file.Write(record);
        _count++;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Position = 0;
        _file.Write(Header());
        _file.Dispose();
    }

    // The header's length does not depend on the count.
    private byte[] Header() => NpyHeader.Write(_type, [_count, _shape.Height, _shape.Width, _shape.Channels]);
}
