// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Mapping.Layers;

/// <summary>The order of channels that a copy makes or ends.</summary>
/// <param name="Convolution">The group convolution whose order it is.</param>
/// <param name="GroupChannels">Channels of a group, of the convolution's input or output.</param>
/// <param name="IsInput">The copy puts the convolution's input into the order; else it takes the output out of it.</param>
public sealed record CopyOrder(string Convolution, int GroupChannels, bool IsInput)
{
    /// <summary>What the copy is for.</summary>
    /// <param name="channels">Channels that it copies.</param>
    public string Text(int channels) =>
        IsInput
            ? $"copy: puts {channels} channels into the order of groups of {GroupChannels} for {Convolution}"
            : $"copy: takes {channels} channels out of the order of groups of {GroupChannels} of {Convolution}";
}
