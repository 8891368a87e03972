// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;

namespace CoDesign.Cosim.Networks;

/// <summary>
/// What the bench has to know of a generated network, independent of the plan that made it: <c>sim/network.json</c>. It says which words to expect
/// in which order, and what each byte of a word stands for.
/// </summary>
/// <param name="Model">Name of the model.</param>
/// <param name="Top">Module that the bench instantiates.</param>
/// <param name="Channels">PO: bytes of a word.</param>
/// <param name="Pixels">PX: pixel lanes.</param>
/// <param name="ConfigBits">CONFIG_BITS: width of <c>trace_pixel</c>.</param>
/// <param name="WeightStream">Weights arrive over a stream.</param>
/// <param name="Input">Words of <c>s_axis_image</c>.</param>
/// <param name="Result">Words of <c>m_axis_result</c>.</param>
/// <param name="Layers">In the order that <c>trace_layer</c> counts.</param>
/// <param name="Bus">Buses of the top; null for the bare engine.</param>
public sealed record BenchNetwork(
    string Model,
    string Top,
    int Channels,
    int Pixels,
    int ConfigBits,
    bool WeightStream,
    BenchTensor Input,
    BenchTensor Result,
    ImmutableArray<BenchLayer> Layers,
    BenchBus? Bus = null
)
{
    /// <summary>The module has a port clk2x.</summary>
    public bool DoublesClock { get; init; }

    /// <summary>Words that layers write in one cycle at most, on as many trace ports.</summary>
    public int DrainPorts { get; init; } = 1;

    /// <summary>Multiply-accumulates of one image.</summary>
    public long Macs => Layers.Sum(layer => layer.Macs);

    /// <summary>Number of the first band or part of each layer; a layer that is not cut has its own.</summary>
    public ImmutableArray<int> FirstBands()
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var index = 0; index < Layers.Length; index++)
            first.TryAdd(Layers[index].Name, index);
        return [.. Layers.Select(layer => first[layer.Name])];
    }

    /// <summary>Words that the layers write for one image.</summary>
    public long TraceWords => Layers.Sum(layer => layer.Output.Words);

    /// <summary>Bytes of them that stand for a channel.</summary>
    public long TraceBytes => Layers.Sum(layer => layer.Output.Bytes);
}

/// <summary>The buses of a board-ready top (docs/system.md).</summary>
/// <param name="Width">Bits of the memory bus.</param>
/// <param name="AddressBits">Bits of its addresses.</param>
/// <param name="StreamBytes">Bytes of a beat of the image and result streams.</param>
/// <param name="WeightBeats">Beats of the weight image; 0 with on-chip weights.</param>
/// <param name="ScratchBeats">Beats of memory for feature maps; 0 when they stay in the banks.</param>
/// <param name="TimeoutCycles">Cycles without an expected beat that count as a dead bus; 0: never.</param>
public sealed record BenchBus(
    int Width,
    int AddressBits,
    int StreamBytes,
    long WeightBeats,
    long ScratchBeats = 0,
    int TimeoutCycles = 0
);

/// <summary>One LAYER of the frame.</summary>
/// <param name="Name">Unique name, as reports print it; bands and parts of a layer have the same one.</param>
/// <param name="Op">Operators that it stands for.</param>
/// <param name="PixelSteps">n: output pixels of a lane.</param>
/// <param name="FirstStep">Pixel step with which each block begins; step 0 comes after step n - 1.</param>
/// <param name="Macs">Multiply-accumulates; of a band or part, its share of the layer's.</param>
/// <param name="EstimatedCycles">From its first issue to the next layer's, as planned.</param>
/// <param name="Output">What it writes.</param>
public sealed record BenchLayer(
    string Name,
    string Op,
    int PixelSteps,
    int FirstStep,
    long Macs,
    long EstimatedCycles,
    BenchTensor Output
)
{
    /// <summary>Results leave the engine before the next layer begins, whose first issue does not end this one.</summary>
    public bool EndsGroup { get; init; }

    /// <summary>Lanes between the two whose pixels leave in one cycle; 0 where one leaves.</summary>
    public int PairDistance { get; init; }

    /// <summary>Pixels of a lane in one step: 1, or two neighbours, of which the second ones of all lanes leave behind the first ones.</summary>
    public int PixelsAtOnce { get; init; } = 1;

    /// <summary>
    /// Block and pixel of every word, in the order of the trace (engine, section 7): for each block, for each step i from FirstStep on, for each lane x
    /// the pixel <c>x * n + i</c> if there is one; behind each lane's that of the lane which leaves with it.
    /// </summary>
    public IEnumerable<(int Block, int Pixel)> TraceOrder()
    {
        for (var block = 0; block < Output.Blocks; block++)
        {
            for (var k = 0; k < PixelSteps; k++)
            {
                if (PixelsAtOnce > 1)
                {
                    foreach (var pixel in Neighbours((FirstStep + k) % PixelSteps))
                        yield return (block, pixel);
                    continue;
                }

                var distance = PairDistance > 0 ? PairDistance * PixelSteps : Output.Pixels;
                for (
                    var pixel = (FirstStep + k) % PixelSteps;
                    pixel < Math.Min(distance, Output.Pixels);
                    pixel += PixelSteps
                )
                {
                    yield return (block, pixel);
                    if (pixel + distance < Output.Pixels)
                        yield return (block, pixel + distance);
                }
            }
        }
    }

    private IEnumerable<int> Neighbours(int step)
    {
        for (var first = step * PixelsAtOnce; first < (step + 1) * PixelsAtOnce; first++)
        {
            for (var pixel = first; pixel < Output.Pixels; pixel += PixelSteps * PixelsAtOnce)
                yield return pixel;
        }
    }
}

/// <summary>A value of the graph as words of bytes.</summary>
/// <param name="Value">Name in the lowered graph.</param>
/// <param name="Height">H.</param>
/// <param name="Width">W.</param>
/// <param name="Channels">C.</param>
/// <param name="Lanes">PO: bytes of a word.</param>
/// <param name="CodeOffset">byte = (code + CodeOffset) mod 256; 128 for signed codes inside the engine, 0 on its streams.</param>
/// <param name="Layout">Channel of each position, block by block, lane by lane; -1 where there is none.</param>
public sealed record BenchTensor(
    string Value,
    int Height,
    int Width,
    int Channels,
    int Lanes,
    int CodeOffset,
    ImmutableArray<int> Layout
)
{
    /// <summary>Row of the value with which it begins; 0 unless it is a band of rows.</summary>
    public int FirstRow { get; init; }

    /// <summary>Rows of the value; 0: as many as the tensor has.</summary>
    public int ValueRows { get; init; }

    /// <summary>Words of a pixel.</summary>
    public int Blocks => Layout.Length / Lanes;

    /// <summary>H * W.</summary>
    public int Pixels => Height * Width;

    /// <summary>Words of the tensor.</summary>
    public long Words => (long)Blocks * Pixels;

    /// <summary>Bytes of them that stand for a channel.</summary>
    public long Bytes => Layout.LongCount(channel => channel >= 0) * Pixels;

    /// <summary>[H, W, C] of the value.</summary>
    public TensorShape Shape => new(Math.Max(Height, ValueRows), Width, Channels);

    /// <summary>The byte of (pixel, block, lane); 0 where there is no channel.</summary>
    public byte ByteOf(ReadOnlySpan<short> codesHwc, int pixel, int block, int lane)
    {
        var channel = Layout[(block * Lanes) + lane];
        return channel < 0
            ? (byte)0
            : unchecked((byte)(codesHwc[(((FirstRow * Width) + pixel) * Channels) + channel] + CodeOffset));
    }

    /// <summary>Index (h, w, c) of (pixel, block, lane).</summary>
    public (int Height, int Width, int Channel) IndexOf(int pixel, int block, int lane) =>
        (FirstRow + (pixel / Width), pixel % Width, Layout[(block * Lanes) + lane]);
}
