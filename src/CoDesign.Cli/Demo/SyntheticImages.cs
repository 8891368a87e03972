// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cli.Steps;

namespace CoDesign.Cli.Demo;

/// <summary>
/// Images made from nothing but a number, 32 x 32 RGB, the same on every machine: a sky over a ground, two or three shaded shapes, smooth noise of falling
/// amplitude, a little sensor noise. Their pixel statistics resemble photographs enough to calibrate a network; they show nothing.
/// </summary>
internal static class SyntheticImages
{
    /// <summary>Width and height.</summary>
    public const int Size = 32;

    private const int Channels = 3;
    private const double SensorNoise = 6;

    /// <summary>Image <paramref name="number"/>, bytes [H, W, C].</summary>
    public static byte[] Image(int number)
    {
        var random = new RandomSequence((ulong)number + 1);
        var image = Background(random);
        var shapes = 2 + random.Below(2);
        for (var shape = 0; shape < shapes; shape++)
            Draw(image, random);
        for (var cells = 2; cells <= 16; cells *= 2)
            AddSmoothNoise(image, random, cells, 36.0 / cells);
        return Array.ConvertAll(
            image,
            value => (byte)Math.Clamp(Math.Round(value + (SensorNoise * random.Centred())), 0, 255)
        );
    }

    private static double[] Background(RandomSequence random)
    {
        double[] sky = Color(random),
            ground = Color(random);
        var horizon = 8 + random.Below(16);
        var image = new double[Size * Size * Channels];
        for (var at = 0; at < image.Length; at++)
        {
            var (y, _, c) = Position(at);
            image[at] =
                y < horizon
                    ? sky[c] + ((ground[c] - sky[c]) * 0.4 * y / horizon)
                    : ground[c] * (0.7 + (0.3 * y / Size));
        }

        return image;
    }

    /// <summary>An ellipse or a rectangle, lighter on its upper left side.</summary>
    private static void Draw(double[] image, RandomSequence random)
    {
        var color = Color(random);
        double centreY = 6 + random.Below(20),
            centreX = 6 + random.Below(20),
            height = 3 + random.Below(9),
            width = 3 + random.Below(11);
        var isRound = random.Below(2) == 0;
        for (var at = 0; at < image.Length; at++)
        {
            var (y, x, c) = Position(at);
            double dy = (y - centreY) / height,
                dx = (x - centreX) / width;
            var distance = isRound ? (dy * dy) + (dx * dx) : Math.Max(Math.Abs(dy), Math.Abs(dx));
            if (distance <= 1)
                image[at] = color[c] * (0.85 - (0.25 * (dy + dx) / 2));
        }
    }

    /// <summary>Random values on a grid of <paramref name="cells"/> cells, bilinear between, the same for all channels up to a tint.</summary>
    private static void AddSmoothNoise(double[] image, RandomSequence random, int cells, double amplitude)
    {
        var grid = new double[(cells + 1) * (cells + 1)];
        for (var i = 0; i < grid.Length; i++)
            grid[i] = random.Centred();
        double[] tint = [1 + (0.3 * random.Centred()), 1, 1 + (0.3 * random.Centred())];
        for (var at = 0; at < image.Length; at++)
        {
            var (y, x, c) = Position(at);
            double v = (double)y * cells / Size,
                u = (double)x * cells / Size;
            var corner = ((int)v * (cells + 1)) + (int)u;
            var top = Between(grid[corner], grid[corner + 1], u - (int)u);
            var bottom = Between(grid[corner + cells + 1], grid[corner + cells + 2], u - (int)u);
            image[at] += amplitude * tint[c] * Between(top, bottom, v - (int)v);
        }
    }

    private static double Between(double a, double b, double share) => a + ((b - a) * share);

    private static (int Y, int X, int Channel) Position(int at) =>
        (at / (Size * Channels), at / Channels % Size, at % Channels);

    private static double[] Color(RandomSequence random) =>
        [40 + random.Below(190), 40 + random.Below(190), 40 + random.Below(190)];
}
