// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Import.TfLite.FlatBuffers;

/// <summary>A vector that lies in the file, not copied.</summary>
internal readonly struct FlatVector
{
    private readonly FlatBuffer? _file;
    private readonly string _name;
    private readonly int _elementBytes;

    public FlatVector(FlatBuffer? file, string name, int position, int count, int elementBytes)
    {
        _file = file;
        _name = name;
        _elementBytes = elementBytes;
        Position = position;
        Count = count;
    }

    /// <summary>No elements.</summary>
    public static FlatVector Empty => new(file: null, "", 0, 0, 1);

    /// <summary>Of the first element in the file.</summary>
    public int Position { get; }

    /// <summary>Number of elements.</summary>
    public int Count { get; }

    /// <summary>Element <paramref name="index"/> as a signed 32-bit number.</summary>
    public int Int32(int index) => (int)File(index).UInt32(At(index));

    /// <summary>Element <paramref name="index"/> as a signed 64-bit number.</summary>
    public long Int64(int index) =>
        (long)(((ulong)File(index).UInt32(At(index) + 4) << 32) | File(index).UInt32(At(index)));

    /// <summary>Element <paramref name="index"/> as a float.</summary>
    public float Single(int index) => BitConverter.UInt32BitsToSingle(File(index).UInt32(At(index)));

    /// <summary>The table that element <paramref name="index"/> points to; null when it leaves the file.</summary>
    public FlatTable? Table(int index, string table) => File(index).Table(At(index), table);

    /// <summary>"[1, 2, 3]" of 32-bit numbers; at most eight are printed.</summary>
    public override string ToString()
    {
        var vector = this;
        var shown = Enumerable.Range(0, Math.Min(Count, 8)).Select(i => $"{vector.Int32(i)}");
        return $"[{string.Join(", ", shown)}{(Count > 8 ? ", ..." : "")}]";
    }

    private long At(int index) => Position + ((long)index * _elementBytes);

    private FlatBuffer File(int index) =>
        _file is not null && index >= 0 && index < Count
            ? _file
            : throw new ArgumentOutOfRangeException(nameof(index), index, $"{_name} has {Count} elements.");
}
