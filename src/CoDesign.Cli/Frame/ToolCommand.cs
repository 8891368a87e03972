// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace CoDesign.Cli.Frame;

/// <summary>One command: what it does, an example for <c>--help</c>, and the work as a function of a <see cref="Session"/>.</summary>
internal sealed class ToolCommand : Command
{
    public ToolCommand(string name, string description, string example)
        : base(name, description)
    {
        var help = new HelpOption();
        help.Action = new HelpWithExample((HelpAction?)help.Action ?? new HelpAction(), example);
        Options.Add(help);
    }

    /// <summary>What the command does; null only while the command is being built.</summary>
    public Func<Session, ParseResult, ExitCode>? Work { get; init; }

    private sealed class HelpWithExample(HelpAction inner, string example) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            var result = inner.Invoke(parseResult);
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Example:");
            foreach (var line in example.Split('\n'))
                output.WriteLine("  " + line);
            return result;
        }
    }
}
