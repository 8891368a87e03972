// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Factorization;
using CoDesign.Import;
using CoDesign.Import.Configuration;
using CoDesign.Import.Datasets;
using CoDesign.Import.Onnx;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;
using CoDesign.Transforms;

namespace CoDesign.Benchmarks.Networks;

/// <summary>
/// The networks of the table: trained ones of the folder ../shared where it is there, and the full-width network with random weights, built from the example's
/// architecture. Float networks are quantized by this tool.
/// </summary>
internal sealed class BenchModels(string repository, string scratch)
{
    private const string FullWidth = "factorizenet_w100_regular_conv";
    private const int CalibrationRecords = 8;
    private const int Seed = 11;

    private static readonly string[] Factorized =
    [
        "factorizenet_w025_regular_conv",
        "factorizenet_w025_f2",
        "factorizenet_w025_f4",
        "factorizenet_w025_f_init2",
        "factorizenet_w025_dws_conv",
        "resnet8",
    ];

    private static readonly string[] MlPerf = ["ic", "kws", "vww", "ad"];
    private static readonly InputNormalization Normalization = new(1, [128, 128, 128], [64, 64, 64]);

    private string Shared => Path.GetFullPath(Path.Combine(repository, "..", "shared"));

    /// <summary>Names of all rows.</summary>
    public static IEnumerable<string> Names => [.. Factorized, FullWidth, .. MlPerf.Select(MlPerfName)];

    /// <summary>The model; null with the reason when its files are not there.</summary>
    public (BenchModel? Model, string? Reason) Open(string name)
    {
        if (name == FullWidth)
            return (Generated(), null);
        if (MlPerf.FirstOrDefault(folder => MlPerfName(folder) == name) is { } net)
        {
            var path = Path.Combine(Shared, "models", "mlperf-tiny", net, "model_int8.tflite");
            return File.Exists(path)
                ? (new BenchModel(name, Lower(Read(path), null), null, null), null)
                : (null, $"{path} is not there");
        }

        var stem = Path.Combine(Shared, "models", "factorizenet", name);
        if (!File.Exists($"{stem}.onnx"))
            return (null, $"{stem}.onnx is not there");
        return (
            new BenchModel(name, Lower(Read($"{stem}.onnx"), Normalization), $"{stem}.onnx", $"{stem}_qdq_u8u8.onnx"),
            null
        );
    }

    private static string MlPerfName(string folder) => $"MLPerf Tiny {folder}";

    private BenchModel Generated()
    {
        var bag = new DiagnosticBag();
        var yaml = Path.Combine(repository, "examples", "factorizenet_architecture.yaml");
        var graph =
            ArchitectureReader.Read(yaml, width: 1, bag) is { } architecture
            && FactorizedArchitecture.Of(architecture, "1", bag) is { } factorized
            && WeightInitializer.Of(WeightInitializer.Names.First(), Seed, bag) is { } initializer
                ? ArchitectureGraph.Of(factorized, initializer, bag)
                : null;
        var path = Path.Combine(scratch, FullWidth + ".onnx");
        File.WriteAllBytes(path, OnnxWriter.Write(Good(graph, bag)));
        return new BenchModel(FullWidth, Lower(Good(graph, bag), Normalization), path, null);
    }

    private static Graph Read(string path)
    {
        var bag = new DiagnosticBag();
        return Good(ModelReader.Read(path, bag), bag);
    }

    private Graph Lower(Graph graph, InputNormalization? normalization)
    {
        var bag = new DiagnosticBag();
        var options = PipelineOptions.Default with { Normalization = normalization };
        var records = graph.Stage < GraphStage.Quantized ? Calibration(graph) : null;
        return Good(Pipeline.Run(graph, options, records, bag), bag);
    }

    /// <summary>Speed hardly depends on the ranges: a few images do, or noise where there are none.</summary>
    private IEnumerable<double[]> Calibration(Graph graph)
    {
        var images = Path.Combine(Shared, "data", "cifar10", "calib_1024.bin");
        var bag = new DiagnosticBag();
        if (File.Exists(images) && Dataset.Open($"cifar10:{images}", graph, Normalization, bag) is { } dataset)
            return dataset.Samples.Take(CalibrationRecords).Select(sample => sample.Real);
        var random = new Random(Seed);
        var elements = (int)graph.InputNode.Shape.Elements;
        return Enumerable
            .Range(0, CalibrationRecords)
            .Select(_ => Enumerable.Range(0, elements).Select(_ => (random.NextDouble() * 4) - 2).ToArray());
    }

    private static Graph Good(Graph? graph, DiagnosticBag bag) =>
        graph ?? throw new InvalidOperationException(string.Join('\n', bag.Items));
}
