// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;

namespace CoDesign.Import.Tests.TfLite;

/// <summary>Builds TFLite files for tests. Operators and options are numbers of the schema.</summary>
internal sealed class TfLiteBuilder
{
    public const byte Float32 = 0;
    public const byte Int32 = 2;
    public const byte Uint8 = 3;
    public const byte Int8 = 9;

    private readonly List<FlatFields> _buffers =
    [
        [],
    ];
    private readonly List<FlatFields> _tensors = [];
    private readonly List<FlatFields> _operators = [];
    private readonly List<FlatFields> _codes = [];

    public uint Version { get; init; } = 3;
    public string Identifier { get; init; } = "TFL3";
    public int[] Inputs { get; set; } = [0];
    public int[]? Outputs { get; set; }
    public int Subgraphs { get; init; } = 1;

    /// <summary>The fields of a tensor that has been added, to be changed.</summary>
    public FlatFields this[int tensor] => _tensors[tensor];

    /// <summary>A value that is computed, or the input.</summary>
    public int Value(int[] shape, float scale = 0.5f, long zeroPoint = 0, byte type = Int8, string name = "") =>
        Tensor(shape, type, [], type == Float32 ? [] : [scale], [zeroPoint], 0, name);

    /// <summary>int8 constant.</summary>
    public int Codes(int[] shape, sbyte[] codes, float[] scales, int dimension = 0, long[]? zeroPoints = null) =>
        Tensor(
            shape,
            Int8,
            MemoryMarshal.AsBytes(codes.AsSpan()).ToArray(),
            scales,
            zeroPoints ?? new long[scales.Length],
            dimension,
            ""
        );

    /// <summary>int32 constant.</summary>
    public int Integers(int[] shape, params int[] values) =>
        Tensor(shape, Int32, MemoryMarshal.AsBytes(values.AsSpan()).ToArray(), [], [], 0, "");

    /// <summary>float32 constant.</summary>
    public int Reals(int[] shape, params float[] values) =>
        Tensor(shape, Float32, MemoryMarshal.AsBytes(values.AsSpan()).ToArray(), [], [], 0, "");

    /// <summary>An operator; its outputs are tensors that exist.</summary>
    public TfLiteBuilder Operator(
        int code,
        int[] inputs,
        int[] outputs,
        int optionsKind = 0,
        FlatFields? options = null
    )
    {
        _codes.Add(new FlatFields { [0] = (byte)Math.Min(code, 127), [3] = code });
        var fields = new FlatFields
        {
            [0] = (uint)(_codes.Count - 1),
            [1] = inputs,
            [2] = outputs,
        };
        if (options is not null)
        {
            fields[3] = (byte)optionsKind;
            fields[4] = options;
        }

        _operators.Add(fields);
        return this;
    }

    /// <summary>The file; the last tensor that an operator defines is the output unless told.</summary>
    public byte[] Build()
    {
        var outputs = Outputs ?? (_operators.Count > 0 ? (int[])_operators[^1][2] : []);
        var subgraph = new FlatFields
        {
            [0] = _tensors.ToArray(),
            [1] = Inputs,
            [2] = outputs,
            [3] = _operators.ToArray(),
            [4] = "main",
        };
        var root = new FlatFields
        {
            [0] = Version,
            [1] = _codes.ToArray(),
            [2] = Enumerable.Repeat(subgraph, Subgraphs).ToArray(),
            [4] = _buffers.ToArray(),
        };
        return FlatWriter.Write(root, Identifier);
    }

    private int Tensor(
        int[] shape,
        byte type,
        byte[] data,
        float[] scales,
        long[] zeroPoints,
        int dimension,
        string name
    )
    {
        var fields = new FlatFields
        {
            [0] = shape,
            [1] = type,
            [3] = name.Length > 0 ? name : $"value{_tensors.Count}",
        };
        if (data.Length > 0)
        {
            fields[2] = (uint)_buffers.Count;
            _buffers.Add(new FlatFields { [0] = data });
        }

        if (scales.Length > 0)
            fields[4] = new FlatFields
            {
                [2] = scales,
                [3] = zeroPoints,
                [6] = dimension,
            };
        _tensors.Add(fields);
        return _tensors.Count - 1;
    }
}
