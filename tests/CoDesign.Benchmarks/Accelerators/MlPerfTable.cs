// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using CoDesign.Cosim.Verilator;
using CoDesign.Transforms;

namespace CoDesign.Benchmarks.Accelerators;

/// <summary>
/// Verb <c>mlperf FOLDER FILE</c>: simulates the MLPerf Tiny networks in FOLDER at 16 x 8 and writes latency, frame interval, utilization and MACs for each DSP block and cycle beside published
/// results between the marks of FILE. <c>--count N</c>: records of each simulation, at least 2; <c>--models TEXT</c>: networks whose names hold the text, printed only.
/// </summary>
internal static class MlPerfTable
{
    private const double ComparedClockMhz = 100;

    private static readonly string[] Networks = ["ic", "kws", "vww", "ad"];

    public static int Run(string folder, string file, string[] words)
    {
        string? Option(string name) =>
            Array.IndexOf(words, name) is >= 0 and var at && at + 1 < words.Length ? words[at + 1] : null;
        var count = Math.Max(2, int.Parse(Option("--count") ?? "2", CultureInfo.InvariantCulture));
        var chosen = Option("--models") ?? "";
        var text = new StringBuilder(Heading(count));
        foreach (var network in Networks.Where(name => name.Contains(chosen, StringComparison.Ordinal)))
        {
            if (!File.Exists(Path.Combine(folder, network, "model_int8.tflite")))
            {
                Console.Error.WriteLine($"bench: {network}: no model_int8.tflite in {Path.Combine(folder, network)}");
                return 2;
            }

            text.Append(Rows(Path.Combine(folder, network), network, count));
        }

        Console.Write(text);
        if (chosen.Length == 0)
            MarkedText.Replace(file, "mlperf table", text.ToString());
        return 0;
    }

    private static string Rows(string folder, string network, int count)
    {
        var text = new StringBuilder();
        var macs = 0L;
        foreach (var removes in network == "vww" ? [false, true] : (bool[])[false])
        {
            var options = PipelineOptions.Default;
            options = options with { Quantization = options.Quantization with { RemoveDeadChannels = removes } };
            var measurement = new AcceleratorMeasurement(
                Path.Combine(folder, "model_int8.tflite"),
                options,
                null,
                $"raw:{Path.Combine(folder, "inputs.bin")}"
            );
            foreach (var engine in EngineVariant.All)
            {
                var run = measurement.Run(engine.Accelerator, count);
                macs = run.ModelMacs;
                var row = Row(removes ? $"{network}, dead channels removed" : network, engine.Name, run);
                Console.Error.Write(row);
                text.Append(row);
            }
        }

        foreach (var published in PublishedResult.All.Where(result => result.Network == network))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {network} | fpgaConvNet, published | {macs:N0} | {published.Cycles:N0} | - | - | - | {published.Dsps} | {published.MacsPerDspCycle(macs):0.00} | {published.Cycles / (ComparedClockMhz * 1000):0.000} ({published.LatencyMs} at {published.ClockMhz} MHz) |\n"
            );
        }

        return text.ToString();
    }

    private static string Row(string network, string engine, AcceleratorRun run) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"| {network} | {engine} | {run.Macs:N0} | {run.Cycles:N0} | {run.Interval:N0} | {100 * run.Utilization:0.0} % | {(run.ConvMacs == 0 ? "-" : $"{100 * run.ConvUtilization:0.00} %")} | {run.Dsps.Array} + {run.Dsps.Requantizers} | {PerDsp(run)} | {run.Cycles / (ComparedClockMhz * 1000):0.000} |\n"
        );

    /// <summary>What the engine does, and in brackets what a network of all its MACs would count where they were removed.</summary>
    private static string PerDsp(AcceleratorRun run)
    {
        var done = run.MacsPerDspCycle.ToString("0.00", CultureInfo.InvariantCulture);
        var counted = run
            .Dsps.MacsPerDspCycle(run.ModelMacs, run.Interval)
            .ToString("0.00", CultureInfo.InvariantCulture);
        return run.Macs == run.ModelMacs ? done : $"{done} ({counted} of the file's MACs)";
    }

    private static string Heading(int count) =>
        $"""
            Measured by `./build.sh bench --mlperf` in {new VerilatorSimulator().Programs[
                0
            ].Probe().Version}, {count} {(
                count == 1 ? "record" : "records"
            )} of `inputs.bin` each, every byte of every layer equal
            to the integer model. 16 x 8 lanes, weights on chip, `exact` arithmetic. Latency is from the first image word to the last result word, in cycles and in ms; utilization and MACs per DSP and cycle
            are of the frame interval, from result to result of images back to back (of published results: of the latency).

            | network | engine | MACs | latency | interval | utilization | its convolutions | DSP, array + requantizers | MAC per DSP and cycle | latency, ms at {ComparedClockMhz} MHz |
            |---|---|---|---|---|---|---|---|---|---|

            """;
}
