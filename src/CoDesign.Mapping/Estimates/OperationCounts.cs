// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;

namespace CoDesign.Mapping.Estimates;

/// <summary>What a layer does for one frame, in the operations of an <see cref="EnergyTable"/>.</summary>
/// <param name="Products">8-bit multiplications, each with a 32-bit addition.</param>
/// <param name="Requantizations">32-bit multiplications, each with a 32-bit addition.</param>
/// <param name="BankBytes">Bytes read from and written to the activation banks.</param>
/// <param name="BankMemoryBytes">Size of one bank.</param>
/// <param name="WeightBytes">Bytes read from the weight memory, and written to it when weights are streamed.</param>
/// <param name="WeightMemoryBytes">Size of the weight memory.</param>
/// <param name="DramBytes">Bytes of streamed weights.</param>
public sealed record OperationCounts(
    long Products,
    long Requantizations,
    long BankBytes,
    long BankMemoryBytes,
    long WeightBytes,
    long WeightMemoryBytes,
    long DramBytes
)
{
    /// <summary>Both together, in the same memories.</summary>
    public OperationCounts Plus(OperationCounts other) =>
        this with
        {
            Products = Products + other.Products,
            Requantizations = Requantizations + other.Requantizations,
            BankBytes = BankBytes + other.BankBytes,
            WeightBytes = WeightBytes + other.WeightBytes,
            DramBytes = DramBytes + other.DramBytes,
        };

    /// <summary>Energy of the arithmetic, picojoule.</summary>
    public double ArithmeticPj(EnergyTable table) =>
        (Products * (table.Multiply8Pj + table.Add32Pj)) + (Requantizations * (table.Multiply32Pj + table.Add32Pj));

    /// <summary>Energy of the memory accesses, picojoule.</summary>
    public double MemoryPj(EnergyTable table) => BankPj(table) + WeightPj(table) + DramPj(table);

    /// <summary>Its part in the activation banks.</summary>
    public double BankPj(EnergyTable table) => BankBytes * table.SramBytePj(BankMemoryBytes);

    /// <summary>Its part in the weight memory.</summary>
    public double WeightPj(EnergyTable table) => WeightBytes * table.SramBytePj(WeightMemoryBytes);

    /// <summary>Its part in DRAM.</summary>
    public double DramPj(EnergyTable table) => DramBytes * table.DramBytePj;
}
