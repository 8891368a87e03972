// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Import.TfLite.Schema;

/// <summary>Element types of the TFLite schema (version 3).</summary>
internal enum TensorType
{
    Float32 = 0,
    Float16 = 1,
    Int32 = 2,
    Uint8 = 3,
    Int64 = 4,
    String = 5,
    Bool = 6,
    Int16 = 7,
    Complex64 = 8,
    Int8 = 9,
    Float64 = 10,
    Complex128 = 11,
    Uint64 = 12,
    Resource = 13,
    Variant = 14,
    Uint32 = 15,
    Uint16 = 16,
    Int4 = 17,
    Bfloat16 = 18,
}

/// <summary>Sizes and names of element types.</summary>
internal static class TensorTypes
{
    /// <summary>Bytes of an element of a type that this tool reads; 0 for others.</summary>
    public static int BytesOf(TensorType type) =>
        type switch
        {
            TensorType.Int8 or TensorType.Uint8 => 1,
            TensorType.Float16 => 2,
            TensorType.Float32 or TensorType.Int32 => 4,
            TensorType.Int64 => 8,
            _ => 0,
        };

    /// <summary>As the schema spells it: <c>FLOAT32</c>.</summary>
    public static string NameOf(TensorType type) =>
        Enum.IsDefined(type) ? type.ToString().ToUpperInvariant() : $"type {(int)type}";
}
