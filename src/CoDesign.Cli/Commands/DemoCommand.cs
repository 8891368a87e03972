// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using CoDesign.Cli.Demo;
using CoDesign.Cli.Files;
using CoDesign.Cli.Frame;
using CoDesign.Cli.Steps;
using CoDesign.Cosim.Icarus;
using CoDesign.Ir.Nodes;
using CoDesign.Reports.Json;
using CoDesign.Reports.Layers;
using CoDesign.Reports.Tables;
using CoDesign.Reports.Verification;

namespace CoDesign.Cli.Commands;

/// <summary><c>codesign demo</c>: the main job from one end to the other, with nothing to bring along.</summary>
internal static class DemoCommand
{
    private const int CalibrationImages = 64;
    private const int TimeoutSeconds = 600;

    public static ToolCommand Create()
    {
        var output = new Option<string>("--out")
        {
            Description = "Folder for the results.",
            HelpName = "DIR",
            DefaultValueFactory = _ => Path.Combine("out", "demo"),
        };
        return new ToolCommand(
            "demo",
            "The whole main job on an embedded trained model: import, fold, calibrate, quantize, emit, cosimulate in Icarus, report.",
            "codesign demo --out out/demo"
        )
        {
            Options = { output },
            Work = (session, parsed) => Run(session, parsed.GetRequiredValue(output)),
        };
    }

    private static ExitCode Run(Session session, string output)
    {
        // Told before the work, not after it.
        if (!new IcarusSimulator().IsThere(session.Diagnostics))
            return ExitCode.ToolFailed;
        using var folder = OutputFolder.Open(output, OutputKind.Compiled, session.Diagnostics);
        if (folder is null || Quantize(session) is not { } model)
            return session.Failed();
        session.Line(
            $"{EmbeddedModel.FileName}: imported, folded, calibrated on {CalibrationImages} synthetic images, quantized to 8 bits."
        );
        if (Compilation.Plan(session, model) is not { } plan)
            return session.Failed();
        var input = (QuantizedNode)model.Lowered.InputNode;
        var records = Enumerable.Range(CalibrationImages, Compilation.VectorRecords).Select(n => Codes(input, n));
        if (Compilation.Write(session, folder.Working, model, plan, records) is not { } planned)
            return session.Failed();
        var request = new Verifier.Request(
            folder.Working,
            "icarus",
            null,
            1,
            null,
            Verifier.Rtl,
            "off",
            1,
            TimeSpan.FromSeconds(TimeoutSeconds)
        );
        if (Verifier.Simulate(session, request, new CompiledModel(folder.Working, model.Lowered)) is not { } verified)
            return session.Failed();
        var summary = MeasuredFigures.With(planned, verified);
        Compilation.WriteReport(folder.Working, summary, plan);
        folder.Commit();
        Report(
            session,
            summary,
            verified with
            {
                Waveform = verified.Waveform?.Replace(folder.Working, Path.GetFullPath(output)),
            },
            output
        );
        return session.Diagnostics.HasErrors ? ExitCode.CheckFailed : ExitCode.Done;
    }

    private static IntegerModel? Quantize(Session session)
    {
        var temporary = Directory.CreateTempSubdirectory("codesign-demo-").FullName;
        try
        {
            if (SourceModel.Read(session, EmbeddedModel.Extract(temporary)) is not { } graph)
                return null;
            var configuration = EmbeddedModel.Configuration;
            return session.Progress.During(
                "Calibrate and quantize",
                report =>
                {
                    var images = Enumerable
                        .Range(0, CalibrationImages)
                        .Select(n => EmbeddedModel.Normalize(SyntheticImages.Image(n)));
                    return IntegerModel.Finish(
                        session,
                        graph,
                        Batches.Counted(images, CalibrationImages, report),
                        configuration,
                        SourceModel.Options(configuration)
                    );
                }
            );
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    private static short[] Codes(QuantizedNode input, int image) =>
        Array.ConvertAll(
            EmbeddedModel.Normalize(SyntheticImages.Image(image)),
            value => (short)input.Output.Quantize(value)
        );

    private static void Report(Session session, NetworkSummary summary, VerificationSummary verified, string output)
    {
        session.Result = ResultJson.ToObject(summary);
        foreach (var (key, value) in ResultJson.ToObject(verified).ToList())
        {
            if (!session.Result.ContainsKey(key))
                session.Result[key] = value?.DeepClone();
        }

        session.Result["output"] = output;
        SummaryText.Write(session, summary);
        session.Line(VerificationTable.Sentence(verified));
        session.Line($"Results: {Path.GetFullPath(output)} (report/report.html, rtl/, sim/, c/, model.safetensors)");
    }
}
