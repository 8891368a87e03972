// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Mapping.Layers;

/// <summary>Some output blocks of a convolution as a LAYER of their own: they have the whole's shape and channel numbers, and of its words a few.</summary>
/// <param name="Whole">The convolution.</param>
/// <param name="Loops">Its loops.</param>
/// <param name="Channels">Channels of the part.</param>
/// <param name="IsRest">The last blocks, on two pixels at once, which are written first; else the blocks before them.</param>
public sealed record BlockPart(EngineLayer Whole, LoopNest Loops, int Channels, bool IsRest);
