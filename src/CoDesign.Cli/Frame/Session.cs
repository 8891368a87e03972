// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Nodes;
using CoDesign.Ir.Diagnostics;
using Spectre.Console;

namespace CoDesign.Cli.Frame;

/// <summary>One run of one command: where its text, its result object, its diagnostics and its progress go.</summary>
internal sealed class Session
{
    private const int WidthWithoutTerminal = 200;

    public Session(bool json)
    {
        Json = json;
        Text = json ? Silent() : Standard();
        Progress = new Progress();
    }

    /// <summary>True with <c>--json</c>: standard output carries the result object and nothing else.</summary>
    public bool Json { get; }

    /// <summary>Text for people; writes nothing with <c>--json</c>.</summary>
    public IAnsiConsole Text { get; }

    /// <summary>Progress on standard error while that is a terminal.</summary>
    public Progress Progress { get; }

    /// <summary>What was found wrong; printed at the end on standard error, and in the result object.</summary>
    public DiagnosticBag Diagnostics { get; } = new();

    /// <summary>The result object of <c>--json</c>, without the keys that the frame adds.</summary>
    public JsonObject Result { get; set; } = [];

    /// <summary>One line of plain text on standard output, no markup.</summary>
    public void Line(string text = "") => Text.WriteLine(text);

    /// <summary>The exit code of a step that has reported errors: wrong input, unless an external program is at fault.</summary>
    public ExitCode Failed() =>
        Diagnostics.Items.Any(SimulationDiagnostics.IsToolFault) ? ExitCode.ToolFailed : ExitCode.WrongInput;

    private static IAnsiConsole Standard()
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect,
                ColorSystem = Console.IsOutputRedirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
                Out = new AnsiConsoleOutput(Console.Out),
            }
        );
        if (Console.IsOutputRedirected)
            console.Profile.Width = WidthWithoutTerminal;
        return console;
    }

    private static IAnsiConsole Silent() =>
        AnsiConsole.Create(
            new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(TextWriter.Null) }
        );
}
