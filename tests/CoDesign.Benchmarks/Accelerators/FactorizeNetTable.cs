// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using CoDesign.Cosim.Verilator;
using CoDesign.Import.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Transforms;

namespace CoDesign.Benchmarks.Accelerators;

/// <summary>
/// Verb <c>factorizenet SHARED CONFIG FILE</c>: simulates the five trained FactorizeNets of the folder SHARED on 16 x 8 engines of every kind and writes latency, frame interval,
/// utilization and MACs for each DSP block and cycle between the marks of FILE. <c>--models TEXT</c>: networks whose names hold the text, printed only.
/// </summary>
internal static class FactorizeNetTable
{
    private const int Images = 2;

    private static readonly (string File, string Name)[] Networks =
    [
        ("regular_conv", "regular"),
        ("f2", "groups 2"),
        ("f4", "groups 4"),
        ("f_init2", "reverse pyramid 2, 4, 8"),
        ("dws_conv", "depthwise separable"),
    ];

    public static int Run(string shared, string configuration, string file, string[] words)
    {
        var chosen = words is ["--models", var text] ? text : "";
        var diagnostics = new DiagnosticBag();
        if (ConfigurationReader.Read(configuration, diagnostics) is not { } settings)
            throw new InvalidOperationException(string.Join('\n', diagnostics.Items));
        var options = PipelineOptions.Default with
        {
            Normalization = settings.Input,
            Quantization = settings.Quantization,
        };
        var table = new StringBuilder(Heading());
        foreach (var (stem, name) in Networks.Where(n => n.File.Contains(chosen, StringComparison.Ordinal)))
        {
            var model = Path.Combine(shared, "models", "factorizenet", $"factorizenet_w025_{stem}.onnx");
            if (!File.Exists(model))
            {
                Console.Error.WriteLine($"bench: {name}: {model} is not there");
                return 2;
            }

            var data = Path.Combine(shared, "data", "cifar10");
            var measurement = new AcceleratorMeasurement(
                model,
                options,
                $"cifar10:{Path.Combine(data, "calib_1024.bin")}",
                $"cifar10:{Path.Combine(data, "test_0000_1999.bin")}"
            );
            foreach (var engine in EngineVariant.All)
            {
                var row = Row(name, engine.Name, measurement.Run(engine.Accelerator, Images));
                Console.Error.Write(row);
                table.Append(row);
            }
        }

        Console.Write(table);
        if (chosen.Length == 0)
            MarkedText.Replace(file, "factorizenet table", table.ToString());
        return 0;
    }

    private static string Row(string network, string engine, AcceleratorRun run) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"| {network} | {engine} | {run.Macs:N0} | {run.Cycles:N0} | {run.Interval:N0} | {100 * run.Utilization:0.0} % | {100 * run.ConvUtilization:0.00} % | {run.Dsps.Array} + {run.Dsps.Requantizers} | {run.MacsPerDspCycle:0.00} |\n"
        );

    private static string Heading() =>
        $"""
            Measured by `./build.sh bench --factorizenet` in {new VerilatorSimulator().Programs[
                0
            ].Probe().Version}, {Images} images each, every byte of every layer equal to the integer model. 16 x 8 lanes, weights on
            chip, lean arithmetic. Latency is from the first image word to the last result word, interval from result to result of images back to back; utilization and MACs per DSP and cycle are
            of the interval. The convolutions' utilization counts every cycle from the first one's first step to the first step of the dense layers.

            | network | engine | MACs | latency | interval | utilization | its convolutions | DSP, array + requantizers | MAC per DSP and cycle |
            |---|---|---|---|---|---|---|---|---|

            """;
}
