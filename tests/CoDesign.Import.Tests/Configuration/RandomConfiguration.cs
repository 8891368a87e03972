// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.Tests.Configuration;

/// <summary>A random configuration that a file can say: every key within what the reader allows.</summary>
internal static class RandomConfiguration
{
    public static ToolConfiguration Create(int seed)
    {
        var random = new Random(seed);
        var accelerator = new AcceleratorConfiguration
        {
            Channels = Pick(random, 4, 8, 16, 32),
            Pixels = random.Next(1, 17),
            BankDepth = Depth(random),
            WeightDepth = Depth(random),
            ParameterDepth = Depth(random),
            DescriptorDepth = Depth(random),
            TableDepth = Depth(random),
            Weights = Pick(random, Enum.GetValues<WeightPlacement>()),
            MultiplierBits = random.Next(8, 17),
            Profile = Pick(random, RequantizeProfile.Lean, RequantizeProfile.Wide),
            Multipliers = Pick(random, Enum.GetValues<MacKind>()),
            Requantizers = Pick(random, Enum.GetValues<RequantizerKind>()),
            LaneWeights = Pick(random, Enum.GetValues<LaneWeights>()),
            Halves = Pick(random, Enum.GetValues<ChannelHalves>()),
            Prefetch = Pick(random, Enum.GetValues<ImageArrival>()),
            DrainPorts = Pick<int?>(random, null, 1, 2),
            SinglePortBanks = random.Next(2) == 1,
            ClockMhz = Real(random, 1e-3, 1e4),
            Target = Pick(random, [.. AcceleratorConfiguration.Targets]),
        };
        var quantization = new QuantizationConfiguration(
            Pick(random, 0, 1, Real(random, 1e-9, 49)),
            Pick(random, Enum.GetValues<WeightScheme>()),
            random.Next(2, 9)
        )
        {
            RemoveDeadChannels = random.Next(2) == 1,
            ApproximateTfLite = random.Next(2) == 1,
        };
        return new ToolConfiguration(accelerator with { Bus = Bus(random, accelerator) }, quantization, Input(random));
    }

    /// <summary>A stream of weights has no bus, and weights in memory have one.</summary>
    private static BusConfiguration? Bus(Random random, AcceleratorConfiguration accelerator)
    {
        if (
            accelerator.Weights == WeightPlacement.Stream
            || (accelerator.Weights == WeightPlacement.OnChip && random.Next(2) == 0)
        )
            return null;
        int[] streams = [.. new[] { 1, 2, 4, 8, 16, 32 }.Where(bytes => bytes <= accelerator.Channels)];
        return new BusConfiguration(
            Pick(random, 32, 64, 128, 256),
            random.Next(32, 65),
            1 << random.Next(0, 8),
            random.Next(0, (1 << 24) + 1),
            random.Next(2) == 0 ? null : Pick(random, streams)
        );
    }

    private static InputNormalization? Input(Random random)
    {
        if (random.Next(3) == 0)
            return null;
        var channels = random.Next(1, 5);
        return new InputNormalization(
            Real(random, 1e-3, 1e9),
            [.. Enumerable.Range(0, channels).Select(_ => Pick(random, 1, -1) * Real(random, 1e-20, 1e20))],
            [.. Enumerable.Range(0, channels).Select(_ => Real(random, 1e-20, 1e20))]
        );
    }

    private static int? Depth(Random random) => random.Next(3) == 0 ? null : random.Next(1, (1 << 24) + 1);

    /// <summary>All digits of a double, between the bounds, spread over their decades; or a whole number.</summary>
    private static double Real(Random random, double least, double greatest)
    {
        var value = least * Math.Pow(greatest / least, random.NextDouble());
        return value >= 1 && random.Next(3) == 0 ? Math.Floor(value) : value;
    }

    private static T Pick<T>(Random random, params T[] choices) => choices[random.Next(choices.Length)];
}
