// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;

namespace CoDesign.Mapping.Layers;

/// <summary>
/// How the pixel lanes share the taps of an output pixel (engine, section 2, laneWeights): each lane reads weights of its own and sums one slice of the input words and kernel
/// rows; the drain adds the slices. Lanes that share a weight have the same slice of different pixels. Lane
/// <c>x = (group * Slices + slice) * Sharing + r</c> works on the pixels <c>[q*n, (q+1)*n)</c>, <c>q = group * Sharing + r</c>. Swapped, the lanes 2k and 2k + 1 share the activation
/// instead: <c>q = group</c>, and r tells for which half of a word's outputs the weight is.
/// </summary>
/// <param name="Sharing">S: lanes that share a weight, or an activation; 1, 2 or 4.</param>
/// <param name="Groups">Groups of lanes whose sums are added.</param>
/// <param name="Words">CB of the whole layer. Of a flat one: words of the tensor, blocks times pixels.</param>
/// <param name="WordsEach">CB of a lane.</param>
/// <param name="Rows">KH of the whole layer; 1 when flat.</param>
/// <param name="RowsEach">KH of a lane.</param>
/// <param name="IsFlat">The kernel covers the map, and the tensor is read as one row of words: a dense layer.</param>
public sealed record LaneSplit(int Sharing, int Groups, int Words, int WordsEach, int Rows, int RowsEach, bool IsFlat)
{
    /// <summary>A weight row has a word for every lane, not for every S of them.</summary>
    public bool HasFullRows { get; init; }

    /// <summary>Pairs of lanes share the activation (engine, section 2, swapped); full rows only.</summary>
    public bool IsSwapped { get; init; }

    /// <summary>Output pixels of a slice's lanes.</summary>
    private int PixelsOfSlice => IsSwapped ? 1 : Sharing;

    private int WordSlices => (Words + WordsEach - 1) / WordsEach;

    /// <summary>Slices begin with different input words, not only with different kernel rows.</summary>
    public bool DividesWords => WordsEach < Words;

    private int RowSlices => (Rows + RowsEach - 1) / RowsEach;

    /// <summary>Slices of an output pixel.</summary>
    public int Slices => WordSlices * RowSlices;

    /// <summary>Lanes whose sums are added, those of neighbouring pixels among them.</summary>
    public int LanesOfSum => Slices * Sharing;

    /// <summary>Output pixels at once.</summary>
    public int PixelLanes => Groups * PixelsOfSlice;

    /// <summary>Words of a weight row that are used.</summary>
    public int OwnWeights => Groups * Slices * (IsSwapped ? Sharing : 1);

    /// <summary>The lane that reads word <paramref name="word"/> of a row, or the first of those that do.</summary>
    public int LaneOf(int word) => HasFullRows ? word : word * Sharing;

    /// <summary>True when a lane has a weight: one with a part, and where lanes share it the first of them.</summary>
    public bool HasWeight(int lane) => lane < Groups * LanesOfSum && (IsSwapped || lane % Sharing == 0);

    /// <summary>Weights that lanes which share a multiplier of <paramref name="pixels"/> lanes could read.</summary>
    public static int OwnWeightsOf(int sharing, int pixels) => (pixels + sharing - 1) / sharing;

    /// <summary>n: pixel steps of a layer that writes <paramref name="shape"/>.</summary>
    public int PixelSteps(TensorShape shape) => (shape.Pixels + PixelLanes - 1) / PixelLanes;

    /// <summary>q of lane <paramref name="lane"/>, or null when it has no part.</summary>
    public int? PixelLaneOf(int lane) =>
        lane >= Groups * LanesOfSum ? null : (lane / LanesOfSum * PixelsOfSlice) + (lane % PixelsOfSlice);

    /// <summary>The lane with which the sum of pixel lane <paramref name="pixelLane"/> is complete.</summary>
    public int LastLaneOf(int pixelLane) =>
        (pixelLane / PixelsOfSlice * LanesOfSum) + LanesOfSum - PixelsOfSlice + (pixelLane % PixelsOfSlice);

    /// <summary>The slice of lane <paramref name="lane"/>.</summary>
    public int SliceOf(int lane) => lane / Sharing % Slices;

    /// <summary>First word of a slice. The last slice ends with the last word, so it may begin with words that the one before it has.</summary>
    public int FirstWord(int slice) => Math.Min(slice / RowSlices * WordsEach, Words - WordsEach);

    /// <summary>First kernel row of a slice; the last one ends with the last row.</summary>
    public int FirstRow(int slice) => Math.Min(slice % RowSlices * RowsEach, Rows - RowsEach);

    /// <summary>True when word <paramref name="word"/> and kernel row <paramref name="row"/> are this slice's, not those of the one before it.</summary>
    public bool Has(int slice, int word, int row) =>
        word >= slice / RowSlices * WordsEach && row >= slice % RowSlices * RowsEach;
}
