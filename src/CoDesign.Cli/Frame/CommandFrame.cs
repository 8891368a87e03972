// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.CommandLine.Help;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using CoDesign.Ir.Diagnostics;
using CoDesign.Reports.Json;

namespace CoDesign.Cli.Frame;

/// <summary>
/// What all commands share: parsing, <c>--json</c>, diagnostics, exit codes (cli, first paragraph). A usage error is exit 2; an exception that
/// reaches this frame is our fault, says so, and is exit 70.
/// </summary>
internal static class CommandFrame
{
    private const int SignalBase = 128;
    private const string ToolName = "codesign";
    private const string JsonName = "--json";

    /// <summary>Runs the command that <paramref name="args"/> name.</summary>
    public static int Run(string[] args, string description, IEnumerable<ToolCommand> commands)
    {
        var json = new Option<bool>(JsonName)
        {
            Description = "Print one JSON object on standard output and nothing else there.",
            Recursive = true,
        };
        var root = new Command(ToolName, description)
        {
            json,
            new HelpOption { Recursive = true },
            new VersionOption(),
        };
        foreach (var command in commands)
        {
            root.Add(command);
            var work = command.Work ?? throw new InvalidOperationException($"Command '{command.Name}' has no work.");
            command.SetAction(result => (int)Execute(command.Name, work, result, result.GetValue(json)));
        }

        var parsed = root.Parse(
            args,
            new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false }
        );
        if (parsed.Errors.Count > 0)
            return (int)UsageError(parsed, args);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupted);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupted);
        return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    // Leaves through ProcessExit, where unfinished outputs are removed and running simulators stopped.
    private static void Interrupted(PosixSignalContext context)
    {
        context.Cancel = true;
        Environment.Exit(SignalBase + (context.Signal == PosixSignal.SIGINT ? 2 : 15));
    }

    private static ExitCode Execute(
        string name,
        Func<Session, ParseResult, ExitCode> work,
        ParseResult result,
        bool json
    )
    {
        var session = new Session(json);
        var code = ExitCode.Done;
        try
        {
            code = work(session, result);
            if (code == ExitCode.Done && session.Diagnostics.HasErrors)
                code = session.Failed();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            session.Diagnostics.Add(OutputDiagnostics.FileAccess(failure.Message));
            code = ExitCode.WrongInput;
        }
        catch (Exception fault)
        {
            session.Diagnostics.Add(UsageDiagnostics.InternalFault(fault));
            code = ExitCode.InternalFault;
            if (Environment.GetEnvironmentVariable("CODESIGN_TRACE") == "1")
                Console.Error.WriteLine(fault);
        }

        Finish(name, session, code);
        return code;
    }

    private static void Finish(string name, Session session, ExitCode code)
    {
        foreach (var diagnostic in session.Diagnostics.Items)
            Console.Error.WriteLine($"{Word(diagnostic.Severity)} {diagnostic}");
        if (session.Json)
            Console.Out.WriteLine(ResultJson.Write(Envelope(name, code, session.Result, session.Diagnostics.Items)));
        Console.Out.Flush();
    }

    private static ExitCode UsageError(ParseResult parsed, string[] args)
    {
        var command = parsed.CommandResult.Command;
        var diagnostics = parsed.Errors.Select(e => UsageDiagnostics.Usage(e.Message)).Distinct().ToList();
        foreach (var diagnostic in diagnostics)
            Console.Error.WriteLine($"{Word(diagnostic.Severity)} {diagnostic}");
        var path = command is ToolCommand ? $"{ToolName} {command.Name}" : ToolName;
        Console.Error.WriteLine($"'{path} --help' shows what it takes.");
        if (args.Contains(JsonName, StringComparer.Ordinal))
            Console.Out.WriteLine(ResultJson.Write(Envelope(command.Name, ExitCode.WrongInput, [], diagnostics)));
        return ExitCode.WrongInput;
    }

    private static JsonObject Envelope(
        string name,
        ExitCode code,
        JsonObject result,
        IEnumerable<Diagnostic> diagnostics
    )
    {
        var envelope = new JsonObject
        {
            ["schema"] = ResultJson.Schema,
            ["command"] = name,
            ["exitCode"] = (int)code,
        };
        foreach (var (key, value) in result.ToList())
        {
            result.Remove(key);
            envelope[key] = value;
        }

        envelope["diagnostics"] = new JsonArray([
            .. diagnostics.Select(d => new JsonObject
            {
                ["code"] = d.Code,
                ["severity"] = Word(d.Severity),
                ["message"] = d.Message,
            }),
        ]);
        return envelope;
    }

    private static string Word(Severity severity) => severity == Severity.Error ? "error" : "warning";
}
