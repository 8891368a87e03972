// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using CoDesign.Mapping.Tiling;

namespace CoDesign.Emit.Verilog;

/// <summary>The transfer lists as <c>cd_map_transfers</c> reads them, one entry a line: bits 27:0 first word, 51:28 words, 67:52 waits, 68 memory, 69 host, 70 last.</summary>
public static class TransferFiles
{
    /// <summary>One entry for each INPUT.</summary>
    public const string Inputs = "inputs.hex";

    /// <summary>One entry for each RESULT and each part of the image.</summary>
    public const string Outputs = "outputs.hex";

    private const int WordsPosition = 28;
    private const int WaitsPosition = 52;
    private const int MemoryPosition = 68;
    private const int HostPosition = 69;
    private const int LastPosition = 70;

    /// <summary>Writes both; returns their names.</summary>
    public static ImmutableArray<string> Write(TransferLists lists, string folder)
    {
        WriteList(lists.Inputs, Path.Combine(folder, Inputs));
        WriteList(lists.Outputs, Path.Combine(folder, Outputs));
        return [Inputs, Outputs];
    }

    private static void WriteList(ImmutableArray<Transfer> list, string path)
    {
        using var writer = new StreamWriter(path) { NewLine = "\n" };
        foreach (var transfer in list)
            writer.WriteLine(Entry(transfer).ToString("x18", CultureInfo.InvariantCulture));
    }

    private static UInt128 Entry(Transfer transfer)
    {
        var usesHost =
            transfer.Route is TransferRoute.HostToEngine or TransferRoute.HostToMemory or TransferRoute.EngineToHost;
        return (UInt128)transfer.FirstWord
            | ((UInt128)transfer.Words << WordsPosition)
            | ((UInt128)transfer.Waits << WaitsPosition)
            | (Bit(transfer.UsesMemory) << MemoryPosition)
            | (Bit(usesHost) << HostPosition)
            | (Bit(transfer.IsLast) << LastPosition);
    }

    private static UInt128 Bit(bool value) => value ? UInt128.One : UInt128.Zero;
}
