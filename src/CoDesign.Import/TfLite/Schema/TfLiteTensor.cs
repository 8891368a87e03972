// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.TfLite.FlatBuffers;

namespace CoDesign.Import.TfLite.Schema;

/// <summary>One tensor of the subgraph.</summary>
/// <param name="Index">Its number in the subgraph.</param>
/// <param name="Table">The table, for the name.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Dimensions, 32-bit, the batch first.</param>
/// <param name="Position">Of its constant bytes in the file.</param>
/// <param name="Bytes">Number of constant bytes; 0 for a value that is computed.</param>
/// <param name="Scales">Floats; empty when not quantized.</param>
/// <param name="ZeroPoints">64-bit numbers.</param>
/// <param name="QuantizedDimension">The dimension that several scales belong to.</param>
/// <param name="Special">What makes the tensor one that this tool does not read (sparse, custom quantization, variable); empty when nothing does.</param>
internal sealed record TfLiteTensor(
    int Index,
    FlatTable Table,
    TensorType Type,
    FlatVector Shape,
    long Position,
    int Bytes,
    FlatVector Scales,
    FlatVector ZeroPoints,
    int QuantizedDimension,
    string Special
)
{
    /// <summary>Name in the file, or <c>tensor 12</c>.</summary>
    public string Name => Table.Text(3, "name") is { Length: > 0 } name ? name : $"tensor {Index}";

    /// <summary>True when the file holds its elements.</summary>
    public bool IsConstant => Bytes > 0;

    /// <summary>Product of the dimensions; -1 when one is negative or the product is beyond 2^40.</summary>
    public long Elements
    {
        get
        {
            var product = 1L;
            for (var i = 0; i < Shape.Count; i++)
            {
                if (Shape.Int32(i) < 0)
                    return -1;
                product *= Shape.Int32(i);
                if (product > 1L << 40)
                    return -1;
            }

            return product;
        }
    }
}
