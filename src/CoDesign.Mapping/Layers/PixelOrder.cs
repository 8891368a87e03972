// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Mapping.Layers;

/// <summary>
/// In which order lanes walk over their pixels, and how close behind the previous layer's drain they may follow. A block's pixel steps run from
/// <see cref="FirstStep"/> to n - 1, then from 0 on: a lane's first pixels need the last ones of the lane before it, which are written last.
/// </summary>
/// <param name="FirstStep">Pixel step with which a block begins.</param>
/// <param name="Slack">The k-th step of a block finds all that it reads while at most <c>Slack - k</c> pixel steps of the previous layer's block are unwritten; 0: the whole block.</param>
public sealed record PixelOrder(int FirstStep, int Slack)
{
    /// <summary>Step 0 first, behind whole blocks.</summary>
    public static PixelOrder Plain { get; } = new(0, 0);

    // More is never asked for: a drain is over in less steps.
    private const int MostSlack = 64;

    // Half of the narrowest descriptor word.
    private const int HalfRange = 1 << 10;

    /// <summary>The n steps of a lane in the order that it takes them.</summary>
    public IEnumerable<int> Steps(int pixelSteps) =>
        Enumerable.Range(0, pixelSteps).Select(k => (FirstStep + k) % pixelSteps);

    /// <summary>The order of a layer behind <paramref name="producer"/>.</summary>
    /// <param name="layer">Reads the producer's tensor, block for block.</param>
    /// <param name="producer">The layer before it.</param>
    /// <param name="order">The producer's order.</param>
    /// <param name="pixels">PX.</param>
    /// <param name="wanted">Slack with which it never waits; 0 when it does not read what is written last before that is there.</param>
    internal static PixelOrder Behind(EngineLayer layer, EngineLayer producer, PixelOrder order, int pixels, int wanted)
    {
        var reads = new Reads(layer, producer, order, pixels);
        var best = new PixelOrder(0, reads.Slack(0, 0));
        for (var first = 1; first < Math.Min(reads.Steps, HalfRange) && best.Slack < wanted; first++)
        {
            var width = layer.Shape.Width / layer.PixelsAtOnce;
            if ((width + (first % width)) * layer.WalkTaps.PixelStepX > HalfRange)
                continue;
            var slack = reads.Slack(first, best.Slack);
            if (slack > best.Slack)
                best = new PixelOrder(first, slack);
        }

        return best;
    }

    /// <summary>Which of the producer's pixel steps the lanes read.</summary>
    private sealed class Reads(EngineLayer layer, EngineLayer producer, PixelOrder order, int pixels)
    {
        private readonly int _producerSteps = producer.PixelSteps(pixels);
        private readonly int?[] _written = new int?[layer.PixelSteps(pixels)];

        public int Steps => _written.Length;

        /// <summary>The slack when blocks begin with step <paramref name="first"/>, or a number that is not above <paramref name="least"/>.</summary>
        public int Slack(int first, int least)
        {
            var slack = Math.Min(_producerSteps, MostSlack);
            for (var k = 0; k < Math.Min(slack, Steps) && slack > least; k++)
                slack = Math.Min(slack, _producerSteps - Written((first + k) % Steps) + k);
            return slack;
        }

        /// <summary>Number of the producer's steps that are written when the last one is that <paramref name="step"/> reads, over all lanes.</summary>
        private int Written(int step)
        {
            if (_written[step] is { } known)
                return known;
            var written = 0;
            foreach (var pixel in layer.PixelsOf(step, Steps))
                written = Math.Max(written, Written(pixel / layer.Shape.Width, pixel % layer.Shape.Width));
            _written[step] = written;
            return written;
        }

        private int Written(int outputRow, int outputColumn)
        {
            var written = 0;
            foreach (
                var row in Taps(
                    layer.Taps.FirstRow(outputRow),
                    layer.Input.Height,
                    layer.Taps.KernelHeight,
                    layer.Taps.TapStepY,
                    layer.Taps.WindowHeight,
                    layer.Taps.WindowStepY
                )
            )
            {
                foreach (
                    var column in Taps(
                        layer.Taps.FirstColumn(outputColumn),
                        layer.Input.Width,
                        layer.Taps.KernelWidth,
                        layer.Taps.TapStepX,
                        layer.Taps.WindowWidth,
                        layer.Taps.WindowStepX
                    )
                )
                {
                    var step = producer.StepOf((row * layer.Input.Width) + column, _producerSteps);
                    written = Math.Max(written, 1 + ((step - order.FirstStep + _producerSteps) % _producerSteps));
                }
            }

            return written;
        }

        private static IEnumerable<int> Taps(
            int origin,
            int extent,
            int taps,
            int tapStep,
            int positions,
            int positionStep
        )
        {
            for (var position = 0; position < positions; position++)
            {
                for (var tap = 0; tap < taps; tap++)
                {
                    var at = origin + (position * positionStep) + (tap * tapStep);
                    if (at >= 0 && at < extent)
                        yield return at;
                }
            }
        }
    }
}
