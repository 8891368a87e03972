// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;
using CoDesign.Mapping.Banks;
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping.Images;

/// <summary>The four kinds of descriptor, filled in (engine, section 4).</summary>
/// <param name="pixels">PX.</param>
internal sealed class DescriptorImage(int pixels)
{
    private const int KindInput = 1;
    private const int KindResult = 2;
    private const int KindFill = 3;
    private const int LastBit = 1 << 2;
    private const int DependencyPosition = 3;
    private const int WeightReuseBit = 1 << 5;
    private const int TableBit = 1 << 6;
    private const int FlipBit = 1 << 7;
    private const int PreshiftBit = 1 << 8;
    private const int WindowBit = 1 << 9;
    private const int AddLanesBit = 1 << 10;
    private const int LaneWeightsBit = 1 << 11;
    private const int PrefetchBit = 1 << 12;
    private const int ReleaseBit = 1 << 13;
    private const int HalvesBit = 1 << 15;
    private const int BothPortsBit = 1 << 14;

    private const int SwapBit = 1 << 16;

    private int LaneStart => DescriptorFields.FixedWords;
    private int LaneBase => DescriptorFields.FixedWords + pixels;
    private int BankStart => DescriptorFields.FixedWords + (2 * pixels);

    /// <summary>PAD words from address <paramref name="address"/> on, at most PX of them.</summary>
    public DescriptorFields Fill(int address, ReadOnlySpan<byte> bytes)
    {
        var fields = new DescriptorFields("fill", pixels);
        fields.Wrapping(0, KindFill);
        fields.Wrapping(1, bytes.Length - 1);
        fields.Whole(18, "the PAD address", address);
        for (var k = 0; k < bytes.Length; k++)
            fields.Wrapping(LaneBase + k, bytes[k]);
        return fields;
    }

    /// <summary>The network's input from the stream.</summary>
    /// <param name="tensor">Where it is written.</param>
    /// <param name="ahead">In later frames it is taken ahead.</param>
    public DescriptorFields Input(TensorPlan tensor, bool ahead)
    {
        var fields = new DescriptorFields(tensor.Name, pixels);
        fields.Wrapping(0, KindInput | (tensor.CodeOffset > 0 ? FlipBit : 0) | (ahead ? PrefetchBit : 0));
        fields.Halves(2, "output blocks per group - 1", 0, "blocks - 1", tensor.Layout.Blocks - 1);
        Written(fields, tensor);
        return fields;
    }

    /// <summary>A result to the stream.</summary>
    /// <param name="tensor">What leaves.</param>
    /// <param name="result">Which of its pixels.</param>
    /// <param name="spread">They lie in all banks; else in bank 0.</param>
    /// <param name="isLast">It ends the frame.</param>
    public DescriptorFields Result(TensorPlan tensor, NetworkResult result, bool spread, bool isLast)
    {
        var fields = new DescriptorFields(tensor.Name, pixels);
        var perBank = result.PerBank(spread, pixels);
        fields.Wrapping(0, KindResult | (isLast ? LastBit : 0) | (tensor.CodeOffset > 0 ? FlipBit : 0));
        fields.Halves(2, "output blocks per group - 1", 0, "blocks - 1", tensor.Layout.Blocks - 1);
        fields.Whole(22, "pixels of a bank", tensor.Range.Size);
        fields.Whole(24, "pixels", result.Pixels);
        if (spread)
            fields.Whole(25, "pixels of a bank", perBank);
        for (var bank = 0; bank * perBank < result.Pixels; bank++)
            fields.Whole(
                LaneBase + bank,
                "the base address",
                tensor.Base + result.FirstPixel + (bank * perBank) - (tensor.Range.Starts[bank] ?? 0)
            );
        return fields;
    }

    /// <summary>One layer.</summary>
    /// <param name="layer">What it does and where.</param>
    /// <param name="constants">Its numbers.</param>
    /// <param name="padAddress">Address of its PAD word.</param>
    /// <param name="releasesImage">Behind it the next frame's image may be written.</param>
    public DescriptorFields Layer(LayerPlan layer, LayerConstants constants, int padAddress, bool releasesImage)
    {
        var fields = new DescriptorFields(layer.Layer.Name, pixels);
        var taps = layer.Layer.Taps;
        var loops = layer.Loops;
        var isAdd = layer.Layer.Kind == LayerKind.Add;
        var source = layer.Inputs[0];
        fields.Wrapping(
            0,
            ((int)layer.Dependency.Mode << DependencyPosition)
                | (layer.Layer.HasConstantWeights ? WeightReuseBit : 0)
                | (isAdd ? TableBit : 0)
                | (constants.Requantization.Preshift > 0 ? PreshiftBit : 0)
                | (taps.Positions > 1 ? WindowBit : 0)
                | (LanesOfSum(layer.Layer) > 0 ? AddLanesBit : 0)
                | (layer.Layer.Split is not null ? LaneWeightsBit : 0)
                | (releasesImage ? ReleaseBit : 0)
                | (layer.Layer.Split is { IsSwapped: true } ? SwapBit : 0)
                | (layer.Layer.InHalves ? HalvesBit : 0)
                | (layer.Layer.BothPorts ? BothPortsBit : 0)
        );
        fields.Whole(1, "pixel steps - 1", layer.PixelSteps - 1);
        fields.Halves(
            2,
            "output blocks per group - 1",
            loops.BlocksPerGroup - 1,
            "output blocks - 1",
            loops.OutputBlocks - 1
        );
        fields.Halves(3, "slack of the pixel steps", layer.Order.Slack, "input words - 1", loops.InputWords - 1);
        fields.Halves(4, "lanes of the last word - 1", loops.LastLanes - 1, "lanes of a word - 1", loops.Lanes - 1);
        fields.Halves(5, "first pixel step", layer.Order.FirstStep, "the lane mask", loops.LaneGroup - 1);
        var (rows, columns) = layer.Layer.Split switch
        {
            { IsFlat: true } => (1, 1),
            { } split => (split.RowsEach, taps.KernelWidth),
            null => (taps.KernelHeight, taps.KernelWidth),
        };
        fields.Halves(6, "kernel height - 1", rows - 1, "kernel width - 1", columns - 1);
        fields.Halves(7, "window height - 1", taps.WindowHeight - 1, "window width - 1", taps.WindowWidth - 1);
        fields.Wrapping(
            13,
            isAdd ? layer.Inputs[1].Base - source.Base
                : layer.Layer.Split is { IsFlat: true } ? 1
                : source.Range.Size
        );
        fields.Wrapping(14, (long)loops.GroupStep * source.Range.Size);
        fields.Whole(18, "the PAD address", padAddress);
        fields.Wrapping(19, (constants.ZeroPoint << 8) | constants.WeightZeroPoint);
        fields.Wrapping(20, (constants.High << 8) | constants.Low);
        fields.Whole(25, "pixel steps", layer.PixelSteps);
        fields.Halves(
            26,
            "input blocks of a group",
            layer.Dependency.GroupStep,
            "input blocks of a word",
            layer.Dependency.WordStep
        );
        Geometry(fields, layer, source);
        var walked = layer.Layer.InHalves ? layer.Layer.WalkShape : layer.Layer.Shape;
        Rotation(fields, layer.Layer.WalkTaps, layer.Layer.Input, walked, layer.Order.FirstStep);
        Written(fields, layer.Output);
        return fields;
    }

    private void Geometry(DescriptorFields fields, LayerPlan layer, TensorPlan source)
    {
        var flat = layer.Layer.Split is { IsFlat: true };
        // A flat layer steps from word to word, its only tap stays in the only pixel of its map.
        var taps = flat ? TapGeometry.Single : layer.Layer.WalkTaps;
        var (input, output) = (layer.Layer.Input, layer.Layer.WalkShape);
        if (flat)
            input = new TensorShape(1, 1, input.Channels);
        fields.Halves(8, "input height", input.Height, "input width", input.Width);
        fields.Halves(9, "row step of a tap", taps.TapStepY, "column step of a tap", taps.TapStepX);
        fields.Halves(10, "row step of the window", taps.WindowStepY, "column step of the window", taps.WindowStepX);
        fields.Halves(11, "row step of a pixel", taps.PixelStepY, "column step of a pixel", taps.PixelStepX);
        fields.Coordinates(12, taps.FirstColumn(output.Width - 1), taps.FirstColumn(0));
        fields.Wrapping(15, ((long)taps.TapStepY * input.Width) - ((taps.KernelWidth - 1L) * taps.TapStepX));
        fields.Wrapping(
            16,
            layer.Layer.Kind == LayerKind.Greatest ? layer.Inputs[1].Base - source.Base
                : LanesOfSum(layer.Layer) is > 0 and var lanes ? lanes - 1
                : ((long)taps.WindowStepY * input.Width) - ((taps.WindowWidth - 1L) * taps.WindowStepX)
        );
        fields.Wrapping(17, ((long)taps.PixelStepY * input.Width) - ((output.Width - 1L) * taps.PixelStepX));
        var lastRow = taps.FirstRow(output.Height - 1) + taps.LastOffsetY;
        var lastColumn =
            taps.FirstColumn(output.Width - 1)
            + taps.LastOffsetX
            + (layer.Layer.WalkTaps.PixelStepX - layer.Layer.Taps.PixelStepX);
        fields.Span("the range of row coordinates", Math.Min(0, taps.OriginY), Math.Max(input.Height, lastRow));
        fields.Span("the range of column coordinates", Math.Min(0, taps.OriginX), Math.Max(input.Width, lastColumn));
        for (var lane = 0; lane < pixels; lane++)
        {
            var split = layer.Layer.Split;
            var pixelLane = split is null ? lane : split.PixelLaneOf(lane);
            if (pixelLane * layer.PixelSteps is not { } pixel || pixel >= output.Pixels)
            {
                // No pixel of its own: the lane starts below the map, at its PAD word.
                fields.Coordinates(LaneStart + lane, input.Height, taps.FirstColumn(0));
                continue;
            }

            // A lane whose taps are all padding has no range; its address is never used.
            var start = source.Range.Starts[lane] ?? 0;
            var row = taps.FirstRow(pixel / output.Width);
            var slice = split?.SliceOf(lane) ?? 0;
            row += (split?.FirstRow(slice) ?? 0) * taps.TapStepY;
            var word = (split?.FirstWord(slice) ?? 0) * (flat ? 1 : source.Range.Size);
            var column = taps.FirstColumn(pixel % output.Width);
            fields.Coordinates(LaneStart + lane, row, column);
            fields.Wrapping(LaneBase + lane, source.Base + word + ((long)row * input.Width) + column - start);
        }
    }

    /// <summary>Lanes whose sums the drain adds, those of neighbouring pixels among them; 0 where it adds none.</summary>
    private static int LanesOfSum(EngineLayer layer) => layer.Split?.LanesOfSum ?? layer.AddedLanes;

    /// <summary>From a lane's first pixel to the one with which its blocks begin, <paramref name="step"/> pixels on, in the same row and across the end of a row.</summary>
    private static void Rotation(
        DescriptorFields fields,
        TapGeometry taps,
        TensorShape input,
        TensorShape output,
        int step
    )
    {
        var (rows, columns) = (step / output.Width, step % output.Width);
        Set(27, rows, columns);
        Set(29, rows + 1, columns - output.Width);
        if (step > 0)
            fields.Span(
                "the range of column coordinates and of the first pixel step",
                0,
                ((long)output.Width + columns) * taps.PixelStepX
            );

        void Set(int word, int rowsOn, int columnsOn)
        {
            fields.Coordinates(word, (long)rowsOn * taps.PixelStepY, (long)columnsOn * taps.PixelStepX);
            fields.Wrapping(
                word + 1,
                ((long)rowsOn * taps.PixelStepY * input.Width) + ((long)columnsOn * taps.PixelStepX)
            );
        }
    }

    private void Written(DescriptorFields fields, TensorPlan tensor)
    {
        fields.Whole(21, "the output's base address", tensor.Base);
        fields.Whole(22, "pixels of a bank", tensor.Range.Size);
        fields.Whole(23, "pixels of a bank", tensor.Range.Size);
        fields.Whole(24, "pixels", tensor.Shape.Pixels);
        for (var bank = 0; bank < pixels; bank++)
        {
            if (tensor.Range.Starts[bank] is { } start)
                fields.Whole(BankStart + bank, "a bank's first pixel", start);
            else
                fields.AllOnes(BankStart + bank);
        }
    }
}
