// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Mapping.Tiling;

/// <summary>From where to where the words of a transfer go.</summary>
public enum TransferRoute
{
    /// <summary>Image stream to INPUT.</summary>
    HostToEngine,

    /// <summary>Memory to INPUT.</summary>
    MemoryToEngine,

    /// <summary>Image stream to memory.</summary>
    HostToMemory,

    /// <summary>RESULT to memory.</summary>
    EngineToMemory,

    /// <summary>RESULT to the result stream.</summary>
    EngineToHost,
}

/// <summary>Words that the shell moves on behalf of one INPUT or RESULT descriptor, or of the image (docs/system.md, transfer lists).</summary>
/// <param name="Route">From where to where.</param>
/// <param name="Tensor">What they belong to.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="FirstWord">Word of the scratch memory with which it begins; 0 where it does not touch it.</param>
/// <param name="Words">How many, PO bytes each.</param>
/// <param name="Waits">Of a read: transfers of the output list that must have been written before.</param>
/// <param name="IsLast">It ends the result.</param>
public sealed record Transfer(
    TransferRoute Route,
    string Tensor,
    RowRange Rows,
    long FirstWord,
    long Words,
    int Waits,
    bool IsLast
)
{
    /// <summary>It touches the memory.</summary>
    public bool UsesMemory =>
        Route is TransferRoute.MemoryToEngine or TransferRoute.HostToMemory or TransferRoute.EngineToMemory;
}

/// <summary>What a frame moves through memory.</summary>
/// <param name="Inputs">Of the INPUT descriptors in order.</param>
/// <param name="Outputs">Of the RESULT descriptors in order, parts of the image among them.</param>
/// <param name="ScratchWords">Words of the scratch memory.</param>
/// <param name="Segments">The segments of the network.</param>
public sealed record TransferLists(
    ImmutableArray<Transfer> Inputs,
    ImmutableArray<Transfer> Outputs,
    long ScratchWords,
    ImmutableArray<Segment> Segments
)
{
    /// <summary>Words that cross the memory bus in a frame, weights apart.</summary>
    public long MemoryWords => Inputs.Concat(Outputs).Where(t => t.UsesMemory).Sum(t => t.Words);
}
