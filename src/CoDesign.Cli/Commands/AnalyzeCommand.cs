// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Globalization;
using CoDesign.Cli.Files;
using CoDesign.Cli.Frame;
using CoDesign.Cli.Steps;
using CoDesign.Cosim.Programs;
using CoDesign.Ir.Diagnostics;
using CoDesign.Reports.Layerwise;

namespace CoDesign.Cli.Commands;

/// <summary><c>codesign analyze</c>: why a network quantizes as it does, layer by layer.</summary>
internal static class AnalyzeCommand
{
    private const int DefaultAttributed = 64;

    public static ToolCommand Create()
    {
        var models = new Argument<string[]>("MODEL")
        {
            Description =
                "Float models (.onnx, .tflite), or with --architecture checkpoints (.safetensors), in the order of the report.",
            Arity = ArgumentArity.OneOrMore,
        };
        var data = new Option<string>("--data")
        {
            Description = "Records to measure on: cifar10:FILE, npy:FILE, raw:FILE or png:DIR.",
            HelpName = "DATA",
            Required = true,
        };
        var output = new Option<string>("--out")
        {
            Description = "Folder for report.html, summary.json, layers.csv and channels.csv.",
            HelpName = "DIR",
            Required = true,
        };
        var calibration = ModelOption.Calibration();
        var config = ModelOption.Configuration();
        var count = ModelOption.Count("Measure the first N records only.");
        var attributed = Whole(
            "--attribution",
            $"Records for the error attribution; 0 leaves it out. Default {DefaultAttributed}.",
            0
        );
        var trials = Whole(
            "--trials",
            "Repeat with N random halves of the calibration records: mean and deviation of every figure.",
            2
        );
        var seed = new Option<int>("--seed")
        {
            Description = "Seed of the first trial's half. Default 1.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        var architecture = new Option<string?>("--architecture")
        {
            Description = "Network of checkpoints that hold weights only; tensors are found by their names.",
            HelpName = "MODEL.onnx",
        };
        var blocks = new Option<string?>("--blocks")
        {
            Description = "Group layers by these prefixes of their names. Without it: by the first part of each name.",
            HelpName = "PREFIX,...",
        };
        var plots = new Option<bool>("--plots")
        {
            Description = "Write every plot as SVG and PNG into DIR/plots too (needs chromium).",
        };
        return new ToolCommand(
            "analyze",
            "Layerwise statistics, error attribution and hardware cost of one or several models, as an HTML report.",
            "codesign analyze dws_conv.onnx f2.onnx --config model.yaml --calibration cifar10:calib.bin --data cifar10:test.bin --count 500 --out analysis"
        )
        {
            Arguments = { models },
            Options =
            {
                data,
                output,
                calibration,
                config,
                count,
                attributed,
                trials,
                seed,
                architecture,
                blocks,
                plots,
            },
            Work = (session, parsed) =>
                Run(
                    session,
                    parsed.GetRequiredValue(models),
                    parsed.GetRequiredValue(output),
                    parsed.GetValue(plots),
                    new AnalysisRequest(
                        parsed.GetRequiredValue(data),
                        parsed.GetValue(calibration),
                        parsed.GetValue(config),
                        parsed.GetValue(count),
                        parsed.GetValue(attributed) ?? DefaultAttributed,
                        parsed.GetValue(trials) ?? 0,
                        parsed.GetValue(seed)
                    )
                    {
                        Architecture = parsed.GetValue(architecture),
                        Blocks =
                        [
                            .. (parsed.GetValue(blocks) ?? "").Split(
                                ',',
                                StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
                            ),
                        ],
                    }
                ),
        };
    }

    private static ExitCode Run(
        Session session,
        string[] models,
        string output,
        bool withPlots,
        AnalysisRequest request
    )
    {
        // Told before the work, not after it.
        if (withPlots && !ExternalProgram.Chromium.IsThere(session.Diagnostics))
            return session.Failed();
        using var folder = OutputFolder.Open(output, OutputKind.Analysis, session.Diagnostics);
        if (folder is null)
            return ExitCode.WrongInput;
        var names = UniqueName.Of([.. models.Select(path => Path.GetFileNameWithoutExtension(path))]);
        var networks = models
            .Select((path, index) => ModelAnalysis.Run(session, path, names[index], request))
            .TakeWhile(network => network is not null)
            .OfType<AnalyzedNetwork>()
            .ToList();
        if (networks.Count < models.Length || session.Diagnostics.HasErrors)
            return session.Failed();
        session.Result = AnalysisJson.Of(networks);
        AnalysisFolder.Write(folder.Working, networks);
        if (withPlots && !PlotFiles.Write(session, folder.Working, AnalysisFolder.Report))
            return session.Failed();
        if (withPlots)
            OutputKind.Analysis.WriteFileList(folder.Working);
        folder.Commit();
        session.Result["output"] = output;
        foreach (var network in networks)
        {
            session.Line(network.Name);
            TableDrawing.Write(session, AnalysisTable.Of(network));
        }

        TableDrawing.Write(session, AnalysisTable.Totals(networks));
        session.Line($"Written to {output}.");
        return ExitCode.Done;
    }

    private static Option<int?> Whole(string name, string description, int least)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (
                result.Tokens is [var token, ..]
                && !(
                    int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                    && value >= least
                )
            )
                result.AddError($"Option '{name}': '{token.Value}' is not a number from {least} on.");
        });
        return option;
    }
}
