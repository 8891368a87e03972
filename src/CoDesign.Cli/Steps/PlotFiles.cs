// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using System.Text.RegularExpressions;
using CoDesign.Cli.Frame;
using CoDesign.Cosim.Programs;
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Cli.Steps;

/// <summary>The plots of a report as files: headless Chromium opens the page, which draws every plot and hands it over as text.</summary>
internal static partial class PlotFiles
{
    /// <summary>Folder of the plots.</summary>
    public const string Folder = "plots";

    /// <summary>Width of a plot, CSS pixels; PNG files have twice as many.</summary>
    private const int Width = 760;

    private const int TimeoutSeconds = 180;

    /// <summary>Writes <c>plots/NAME.svg</c> and <c>.png</c> below <paramref name="folder"/>; false after a diagnostic.</summary>
    public static bool Write(Session session, string folder, string report)
    {
        var program = ExternalProgram.Chromium;
        if (!program.IsThere(session.Diagnostics))
            return false;
        return session.Progress.During("Draw the plots", () => Run(program, folder, report, session.Diagnostics));
    }

    private static bool Run(ExternalProgram program, string folder, string report, DiagnosticBag diagnostics)
    {
        var profile = Directory.CreateTempSubdirectory("codesign-chromium-").FullName;
        try
        {
            var address = new Uri(Path.Combine(folder, report)).AbsoluteUri + $"#export={Width}";
            string[] arguments =
            [
                "--headless",
                "--disable-gpu",
                $"--user-data-dir={profile}",
                "--virtual-time-budget=60000",
                // Its sandbox does not start for root; the page is the tool's own and asks for nothing.
                .. Environment.UserName == "root" ? ["--no-sandbox"] : Array.Empty<string>(),
                "--dump-dom",
                address,
            ];
            if (program.Run(arguments, folder, TimeSpan.FromSeconds(TimeoutSeconds)) is not { } run)
                return false;
            if (run.TimedOut)
                diagnostics.Add(SimulationDiagnostics.ProgramTimedOut(program.Name, TimeoutSeconds, "plots"));
            else if (Exported().Match(run.Output) is { Success: true } found)
                Save(folder, found.Groups["plots"].Value);
            else
                diagnostics.Add(
                    SimulationDiagnostics.ProgramFailed(program.Name, run.ExitCode, "plots", run.Error.Split('\n')[0])
                );
            return !diagnostics.HasErrors;
        }
        finally
        {
            Directory.Delete(profile, recursive: true);
        }
    }

    private static void Save(string folder, string text)
    {
        var plots = Directory.CreateDirectory(Path.Combine(folder, Folder)).FullName;
        using var list = JsonDocument.Parse(text);
        foreach (var plot in list.RootElement.EnumerateArray())
        {
            var name = Path.GetFileName(plot.GetProperty("id").GetString() ?? "plot");
            File.WriteAllText(Path.Combine(plots, $"{name}.svg"), plot.GetProperty("svg").GetString() + "\n");
            var png = plot.GetProperty("png").GetString() ?? "";
            File.WriteAllBytes(
                Path.Combine(plots, $"{name}.png"),
                Convert.FromBase64String(png[(png.IndexOf(',') + 1)..])
            );
        }
    }

    [GeneratedRegex(
        """id="exported">(?<plots>.*?)</script>""",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 10000
    )]
    private static partial Regex Exported();
}
