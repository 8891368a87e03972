// SPDX-License-Identifier: Apache-2.0
using System.Text;
using CoDesign.Reports.Pages;

namespace CoDesign.Reports.Tables;

/// <summary>
/// The activation banks over one frame as text: a line for each tensor in the order of its addresses, a column for each layer (or for a few, where there are many), <c>#</c> where it is alive.
/// The first column is the input's arrival, the last one the result's departure.
/// </summary>
public static class MemoryText
{
    private const int GreatestColumns = 64;
    private const int GreatestName = 28;

    /// <summary>The lines.</summary>
    public static IEnumerable<string> Of(MemoryPicture memory)
    {
        // Layers -1 (input) to Layers.Length (result).
        var slots = memory.Layers.Length + 2;
        var perColumn = (slots + GreatestColumns - 1) / GreatestColumns;
        var tensors = memory
            .Tensors.OrderBy(tensor => tensor.FirstAddress)
            .ThenBy(tensor => tensor.FirstLayer)
            .ToArray();
        var nameWidth = tensors.Max(tensor => Name(tensor).Length);
        var addressWidth = tensors.Max(tensor => Addresses(tensor).Length);
        yield return $"{memory.Name}: {Text.Count(memory.Peak)} {memory.Unit}, at most {Text.Count(memory.Live)} alive at once."
            + (perColumn > 1 ? $" A column is {perColumn} layers." : " A column is a layer.");
        foreach (var tensor in tensors)
        {
            var line = new StringBuilder();
            for (var first = -1; first < memory.Layers.Length + 1; first += perColumn)
                line.Append(tensor.FirstLayer < first + perColumn && first <= tensor.LastLayer ? '#' : '.');
            yield return $"{Name(tensor).PadRight(nameWidth)}  {Addresses(tensor).PadLeft(addressWidth)}  {line}";
        }
    }

    private static string Addresses(AllocatedTensor tensor) =>
        $"{Text.Count(tensor.FirstAddress)}..{Text.Count(tensor.EndAddress - 1)}";

    /// <summary>The end of a long name says more than its beginning.</summary>
    private static string Name(AllocatedTensor tensor) =>
        tensor.Name.Length <= GreatestName ? tensor.Name : $"..{tensor.Name[^(GreatestName - 2)..]}";
}
