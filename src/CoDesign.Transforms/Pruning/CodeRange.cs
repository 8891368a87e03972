// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Transforms.Pruning;

/// <summary>Least and greatest code that a channel can take at any pixel, for any input.</summary>
internal readonly record struct CodeRange(int Low, int High)
{
    /// <summary>True when the channel is one code everywhere.</summary>
    public bool IsConstant => Low == High;

    /// <summary>The range that holds both.</summary>
    public CodeRange With(int code) => new(Math.Min(Low, code), Math.Max(High, code));
}
