// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Import.Onnx;

/// <summary>Element types of tensors that are read, by their numbers in the ONNX IR specification.</summary>
internal enum ElementType
{
    Float32 = 1,
    UInt8 = 2,
    Int8 = 3,
    Int32 = 6,
    Int64 = 7,
    Bool = 9,
    Float64 = 11,
}

/// <summary>Names and sizes of element types.</summary>
internal static class ElementTypes
{
    private static readonly string[] Names =
    [
        "undefined",
        "float32",
        "uint8",
        "int8",
        "uint16",
        "int16",
        "int32",
        "int64",
        "string",
        "bool",
        "float16",
        "float64",
        "uint32",
        "uint64",
        "complex64",
        "complex128",
        "bfloat16",
        "float8e4m3fn",
        "float8e4m3fnuz",
        "float8e5m2",
        "float8e5m2fnuz",
        "uint4",
        "int4",
    ];

    /// <summary>The name of any type number, also of one that is not read.</summary>
    public static string NameOf(int type) => type >= 0 && type < Names.Length ? Names[type] : $"number {type}";

    /// <summary>True when tensors of the type are read.</summary>
    public static bool IsSupported(int type) => Enum.IsDefined((ElementType)type);

    /// <summary>Bytes of one element.</summary>
    public static int SizeOf(ElementType type) =>
        type switch
        {
            ElementType.Float32 or ElementType.Int32 => 4,
            ElementType.Float64 or ElementType.Int64 => 8,
            ElementType.UInt8 or ElementType.Int8 or ElementType.Bool => 1,
            _ => throw new InvalidOperationException($"No size for element type {type}."),
        };
}
