// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Banks;
using CoDesign.Mapping.Estimates;

namespace CoDesign.Mapping.Layers;

/// <summary>One LAYER descriptor with all that was decided for it.</summary>
/// <param name="Index">Its number in the frame, as <c>trace_layer</c> counts.</param>
/// <param name="Layer">What it does.</param>
/// <param name="Loops">Loop bounds.</param>
/// <param name="Inputs">Tensors read; for an Add the operand with the smaller scale first.</param>
/// <param name="Output">Tensor written.</param>
/// <param name="Dependency">What it waits for.</param>
/// <param name="PixelSteps">n: output pixels of a lane.</param>
/// <param name="Order">In which order a lane takes them.</param>
/// <param name="Estimate">Cycles, multiply-accumulates, bound.</param>
public sealed record LayerPlan(
    int Index,
    EngineLayer Layer,
    LoopNest Loops,
    ImmutableArray<TensorPlan> Inputs,
    TensorPlan Output,
    Dependency Dependency,
    int PixelSteps,
    PixelOrder Order,
    LayerEstimate Estimate
)
{
    /// <summary>Number of the layer in the network; several bands have the same one.</summary>
    public int WholeIndex { get; init; } = Index;

    /// <summary>Which band of the layer's map it computes.</summary>
    public int Band { get; init; }

    /// <summary>The last of a group: results leave the engine before the next layer begins.</summary>
    public bool EndsGroup { get; init; }

    /// <summary>
    /// Block and pixel of every word that the layer writes, in the order of the trace (engine, section 7): for each block, for each step i, for each lane x the pixel
    /// <c>x * n + i</c> if there is one (of two pixels at once those of the lower channel lanes, then those of the upper); behind each lane's that of the lane which leaves with it.
    /// </summary>
    public IEnumerable<(int Block, int Pixel)> TraceOrder()
    {
        var pixels = Layer.Shape.Pixels;
        for (var block = 0; block < Loops.OutputBlocks; block++)
        {
            foreach (var step in Order.Steps(PixelSteps))
            {
                if (Layer.InHalves)
                {
                    foreach (var pixel in Layer.PixelsOf(step, PixelSteps))
                        yield return (block, pixel);
                    continue;
                }

                var distance = Layer.BothPorts ? Layer.DrainCycles * PixelSteps : pixels;
                for (var pixel = step; pixel < Math.Min(distance, pixels); pixel += PixelSteps)
                {
                    yield return (block, pixel);
                    if (pixel + distance < pixels)
                        yield return (block, pixel + distance);
                }
            }
        }
    }
}
