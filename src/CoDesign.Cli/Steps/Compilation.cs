// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cli.Files;
using CoDesign.Cli.Frame;
using CoDesign.Cosim.Networks;
using CoDesign.Cosim.Vectors;
using CoDesign.Emit.C;
using CoDesign.Emit.Hls;
using CoDesign.Emit.Verilog;
using CoDesign.Golden.Integer;
using CoDesign.Import.Configuration;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Serialization;
using CoDesign.Mapping;
using CoDesign.Reports.Json;
using CoDesign.Reports.Layers;
using CoDesign.Reports.Pages;
using CoDesign.Reports.Writers;

namespace CoDesign.Cli.Steps;

/// <summary>Writes the artefacts of <c>compile</c> (cli, second table).</summary>
internal static class Compilation
{
    /// <summary>Records in <c>sim/vectors</c>: the bench runs the first without stalls and the second with.</summary>
    public const int VectorRecords = 2;

    /// <summary>Plans the accelerator; null after a diagnostic.</summary>
    public static AcceleratorPlan? Plan(Session session, IntegerModel model) =>
        session.Progress.During(
            "Plan the accelerator",
            () => Planner.Plan(model.Lowered, model.Accelerator, session.Diagnostics)
        );

    /// <summary>
    /// Writes everything into <paramref name="folder"/>; null after a diagnostic. A TFLite network in half_up arithmetic is compared with the exact one
    /// on <paramref name="comparison"/>, or on random records.
    /// </summary>
    public static NetworkSummary? Write(
        Session session,
        string folder,
        IntegerModel model,
        AcceleratorPlan plan,
        IEnumerable<short[]> records,
        IEnumerable<(short[] Codes, int? Label)>? comparison = null
    ) =>
        session.Progress.During(
            "Write",
            () =>
            {
                Save(model.Lowered, Path.Combine(folder, CompiledModel.ModelFileName));
                File.WriteAllText(
                    Path.Combine(folder, CompiledModel.ConfigurationFileName),
                    ConfigurationWriter.Write(model.Configuration)
                );
                if (model.Float is { } real)
                    Save(real, Path.Combine(folder, CompiledModel.FloatFileName));
                var hasC = CEmitter.Emit(model.Lowered, Path.Combine(folder, "c"), session.Diagnostics);
                if (
                    !hasC
                    || !HlsEmitter.Emit(
                        model.Lowered,
                        model.Accelerator,
                        Path.Combine(folder, "hls"),
                        session.Diagnostics
                    )
                )
                    return null;
                var verilog = VerilogEmitter.Emit(plan, Path.Combine(folder, "rtl"));
                WriteBench(Path.Combine(folder, "sim"), plan, verilog.Module, model.Lowered, records);
                var summary = PlanFigures.Of(plan) with
                {
                    DeadChannels = model.Rewrites?.DeadChannels,
                    Approximation = model.Rewrites?.Compare(model.Lowered, comparison),
                };
                WriteReport(folder, summary, plan);
                OutputKind.Compiled.WriteFileList(folder);
                return summary;
            }
        );

    /// <summary>Writes <c>report/</c>, over an earlier one.</summary>
    public static void WriteReport(string folder, NetworkSummary summary, AcceleratorPlan plan)
    {
        var report = Directory.CreateDirectory(Path.Combine(folder, "report")).FullName;
        var json = ResultJson.ToObject(summary);
        json.Insert(0, "schema", ResultJson.Schema);
        File.WriteAllText(Path.Combine(report, "summary.json"), ResultJson.Write(json) + "\n");
        File.WriteAllText(Path.Combine(report, "layers.csv"), LayersCsv.Write(summary));
        File.WriteAllText(Path.Combine(report, "report.html"), CompiledPage.Write(summary, plan));
    }

    private static void WriteBench(
        string folder,
        AcceleratorPlan plan,
        string module,
        Graph lowered,
        IEnumerable<short[]> records
    )
    {
        var network = BenchNetworkBuilder.Of(plan, module);
        BenchFolder.Write(folder, network);
        var vectors = Path.Combine(folder, BenchFolder.Vectors);
        VectorFolder.Write(vectors, network, new IntegerExecutor(lowered), records.Take(VectorRecords));
        if (!network.WeightStream)
            return;
        using var stream = new StreamWriter(Path.Combine(vectors, BenchFolder.WeightStream)) { NewLine = "\n" };
        foreach (var word in plan.Images.StreamWords())
            stream.WriteLine(MemoryFiles.Word(word));
    }

    private static void Save(Graph graph, string path)
    {
        using var stream = File.Create(path);
        ModelFile.Save(graph, stream);
    }
}
