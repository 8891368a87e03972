// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using CoDesign.Analysis.Factorization;
using CoDesign.Cli.Files;
using CoDesign.Cli.Frame;
using CoDesign.Cli.Steps;
using CoDesign.Cosim.Programs;
using CoDesign.Import.Configuration;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Reports.Factorization;

namespace CoDesign.Cli.Commands;

/// <summary><c>codesign factorize</c>: what each factorization of an architecture costs on the accelerator.</summary>
internal static class FactorizeCommand
{
    private const string DefaultInitializer = "he_normal";

    /// <summary>What to write besides the figures.</summary>
    private sealed record Products(bool Models, bool Rtl, bool Plots);

    public static ToolCommand Create()
    {
        var architecture = new Argument<string>("ARCH")
        {
            Description = "Architecture file, .yaml.",
            HelpName = "ARCH.yaml",
        };
        var rates = new Option<string>("--rates")
        {
            Description = "1 (regular), N groups, dw, pyramidN, or one for each block 2:2:4:dw; separated by commas.",
            HelpName = "R,R,...",
            Required = true,
        };
        var width = new Option<double?>("--width")
        {
            Description = "Factor on the channels, instead of the file's.",
            HelpName = "W",
        };
        var config = ModelOption.Configuration();
        var energy = new Option<string[]>("--energy")
        {
            Description =
                "Energy table, picojoule for each operation. May be repeated; the first decides. Without it: Horowitz, 45 nm.",
            HelpName = "FILE.yaml",
        };
        var output = new Option<string?>("--out")
        {
            Description =
                "Folder for report.html, summary.json and points.csv, and for what --onnx, --rtl and --plots write.",
            HelpName = "DIR",
        };
        var onnx = new Option<bool>("--onnx")
        {
            Description = "Write the untrained model of each point into DIR/models.",
        };
        var initializer = new Option<string>("--initializer")
        {
            Description = $"Weights of untrained models: {string.Join(", ", WeightInitializer.Names)}.",
            HelpName = "NAME",
            DefaultValueFactory = _ => DefaultInitializer,
        };
        var seed = new Option<int>("--seed")
        {
            Description = "Seed of the untrained weights.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        var rtl = new Option<bool>("--rtl")
        {
            Description =
                "Compile each point into DIR/compiled: the trained model where one is given, else the untrained.",
        };
        var trained = new Option<string[]>("--trained")
        {
            Description = "Trained model of a rate, for its accuracy. May be repeated; needs --data.",
            HelpName = "RATE=MODEL",
        };
        var data = new Option<string?>("--data")
        {
            Description = "Records to evaluate trained models on.",
            HelpName = "DATA",
        };
        var calibration = ModelOption.Calibration();
        var count = ModelOption.Count("Evaluate the first N records only.");
        var plots = new Option<bool>("--plots")
        {
            Description = "Write every plot as SVG and PNG into DIR/plots (needs chromium).",
        };
        var command = new ToolCommand(
            "factorize",
            "MACs, parameters, memory, cycles and energy of an architecture for each factorization of its convolutions.",
            "codesign factorize examples/factorizenet_architecture.yaml --rates 1,2,4,8,16,dw,pyramid2,pyramid4"
        )
        {
            Arguments = { architecture },
            Options =
            {
                rates,
                width,
                config,
                energy,
                output,
                onnx,
                initializer,
                seed,
                rtl,
                trained,
                data,
                calibration,
                count,
                plots,
            },
            Work = (session, parsed) =>
            {
                var models = Trained(
                    session,
                    parsed.GetValue(trained) ?? [],
                    parsed.GetRequiredValue(rates).Split(',')
                );
                if (
                    models is null
                    || SourceModel.Configuration(session, parsed.GetValue(config)) is not { } configuration
                )
                    return session.Failed();
                var request = new SweepRequest(
                    configuration,
                    parsed.GetValue(config),
                    parsed.GetRequiredValue(initializer),
                    parsed.GetValue(seed),
                    models,
                    parsed.GetValue(data),
                    parsed.GetValue(calibration),
                    parsed.GetValue(count)
                );
                return
                    Open(
                        session,
                        parsed.GetRequiredValue(architecture),
                        parsed.GetValue(width),
                        parsed.GetRequiredValue(rates),
                        parsed.GetValue(energy) ?? []
                    )
                        is var (points, tables)
                    ? Run(
                        session,
                        request,
                        points,
                        tables,
                        parsed.GetValue(output),
                        new Products(parsed.GetValue(onnx), parsed.GetValue(rtl), parsed.GetValue(plots))
                    )
                    : session.Failed();
            },
        };
        command.Validators.Add(result =>
        {
            if (
                (result.GetValue(onnx) || result.GetValue(rtl) || result.GetValue(plots))
                && result.GetResult(output) is null
            )
                result.AddError("Options '--onnx', '--rtl' and '--plots' need '--out'.");
            if (result.GetResult(trained) is not null && result.GetResult(data) is null)
                result.AddError("Option '--trained' needs '--data'.");
        });
        return command;
    }

    private static ExitCode Run(
        Session session,
        SweepRequest request,
        ImmutableArray<FactorizedArchitecture> points,
        ImmutableArray<EnergyTable> tables,
        string? output,
        Products products
    )
    {
        // Told before the work, not after it.
        if (products.Plots && !ExternalProgram.Chromium.IsThere(session.Diagnostics))
            return session.Failed();
        using var folder = output is null
            ? null
            : OutputFolder.Open(output, OutputKind.Factorization, session.Diagnostics);
        if (output is not null && folder is null)
            return ExitCode.WrongInput;
        var sweep = new FactorizationSweep(session, request);
        var models =
            products.Models && folder is not null ? Path.Combine(folder.Working, FactorizationFolder.Models) : null;
        var compiled =
            products.Rtl && folder is not null ? Path.Combine(folder.Working, FactorizationFolder.Compiled) : null;
        var found = points
            .Select(point => sweep.Run(point, models, compiled))
            .TakeWhile(point => point is not null)
            .OfType<FactorizationPoint>()
            .ToImmutableArray();
        if (found.Length < points.Length || session.Diagnostics.HasErrors)
            return session.Failed();
        var summary = new FactorizationSummary(points[0].Architecture.Name, found, tables);
        session.Result = summary.ToJson();
        TableDrawing.Write(session, summary.ToTable());
        session.Line(summary.RankingText());
        if (folder is null)
            return ExitCode.Done;
        FactorizationFolder.Write(folder.Working, summary);
        if (products.Plots && !PlotFiles.Write(session, folder.Working, FactorizationFolder.Report))
            return session.Failed();
        OutputKind.Factorization.WriteFileList(folder.Working);
        folder.Commit();
        session.Result["output"] = output;
        session.Line($"Written to {output}.");
        return ExitCode.Done;
    }

    private static (ImmutableArray<FactorizedArchitecture> Points, ImmutableArray<EnergyTable> Tables)? Open(
        Session session,
        string path,
        double? width,
        string rates,
        string[] energy
    )
    {
        if (ArchitectureReader.Read(path, width, session.Diagnostics) is not { } architecture)
            return null;
        var points = rates
            .Split(',')
            .Distinct(StringComparer.Ordinal)
            .Select(rate => FactorizedArchitecture.Of(architecture, rate.Trim(), session.Diagnostics))
            .ToList();
        var tables = energy.Select(file => EnergyTableReader.Read(file, session.Diagnostics)).ToList();
        if (points.Contains(null) || tables.Contains(null))
            return null;
        return (
            [.. points.OfType<FactorizedArchitecture>()],
            tables.Count == 0 ? [EnergyTable.Horowitz45Nm] : [.. tables.OfType<EnergyTable>()]
        );
    }

    private static Dictionary<string, string>? Trained(Session session, string[] given, string[] rates)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in given)
        {
            var parts = text.Split('=', 2);
            if (
                parts is [var rate, var path]
                && rates.Contains(rate, StringComparer.Ordinal)
                && result.TryAdd(rate, path)
            )
                continue;
            session.Diagnostics.Add(FactorizationDiagnostics.UnsweptModel(text, rates));
            return null;
        }

        return result;
    }
}
