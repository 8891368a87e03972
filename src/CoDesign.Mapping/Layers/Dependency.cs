// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Mapping.Layers;

/// <summary>When a layer may start while the one before it still drains; the numbers are the descriptor's.</summary>
public enum DependencyMode
{
    /// <summary>When the previous layer has written all.</summary>
    Wait = 0,

    /// <summary>A step waits until its input block is written: the layer reads the whole tensor that the previous one writes, block for block.</summary>
    Blocks = 1,

    /// <summary>At once: it reads nothing of the previous layer's.</summary>
    Independent = 2,

    /// <summary>As <see cref="Blocks"/>, where every step reads the last block: slices of the input words reach to it.</summary>
    LastBlock = 3,
}

/// <summary>How a layer depends on the one before it.</summary>
/// <param name="Mode">What it waits for.</param>
/// <param name="GroupStep">Input block index from group to group (mode Blocks); the last block (mode LastBlock).</param>
/// <param name="WordStep">Input block index from word to word (mode Blocks).</param>
public sealed record Dependency(DependencyMode Mode, int GroupStep, int WordStep)
{
    /// <summary>Of a layer that follows when the one before it is done.</summary>
    internal static readonly Dependency Wait = new(DependencyMode.Wait, 0, 0);
    private static readonly Dependency Independent = new(DependencyMode.Independent, 0, 0);

    /// <summary>The dependency of the layer at <paramref name="index"/>. Older layers than the one before it have written all: only one may be draining.</summary>
    /// <param name="network">The layers.</param>
    /// <param name="index">Which one.</param>
    /// <param name="loops">Loops of all.</param>
    internal static Dependency Of(EngineNetwork network, int index, ImmutableArray<LoopNest> loops)
    {
        if (index == 0)
            return Wait;
        var layer = network.Layers[index];
        var previous = network.Layers[index - 1].Name;
        // Of a layer in two parts the first blocks were written last; the others are there.
        if (
            network.Layers[index - 1].Part is { IsRest: false, Whole.Name: var whole }
            && layer.Inputs.Contains(whole, StringComparer.Ordinal)
        )
            previous = whole;
        // Slices of the words reach to the last block from the first step on; those of the kernel rows alone read block for block.
        if (layer.Split is { DividesWords: true } && layer.Inputs.Contains(previous, StringComparer.Ordinal))
            return new(DependencyMode.LastBlock, loops[index - 1].OutputBlocks - 1, 0);
        if (layer.Inputs.Contains(previous, StringComparer.Ordinal))
            return layer.Kind == LayerKind.Add
                ? new(DependencyMode.Blocks, 1, 0)
                : new(DependencyMode.Blocks, loops[index].GroupStep, 1);
        return layer.Inputs.Any(input => IsPart(network, previous, input)) ? Wait : Independent;
    }

    private static bool IsPart(EngineNetwork network, string tensor, string whole) =>
        network.Concatenations.FirstOrDefault(c => c.Name == whole) is { } found
        && found.Parts.Any(part => part == tensor || IsPart(network, tensor, part));
}
