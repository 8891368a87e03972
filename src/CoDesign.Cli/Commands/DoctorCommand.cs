// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cli.Frame;
using CoDesign.Cosim.Programs;
using CoDesign.Reports.Json;
using Spectre.Console;

namespace CoDesign.Cli.Commands;

/// <summary><c>codesign doctor</c>: which external programs are there.</summary>
internal static class DoctorCommand
{
    public static ToolCommand Create() =>
        new(
            "doctor",
            "Which external programs are there, their versions, how to install what is missing.",
            "codesign doctor"
        )
        {
            Work = (session, _) => Run(session),
        };

    private static ExitCode Run(Session session)
    {
        var found = ExternalProgram.All.Select(p => p.Probe()).ToList();
        session.Result = ResultJson.ToObject(new { Programs = found });
        var table = new Table().AddColumns("program", "version", "for", "install");
        foreach (var program in found)
        {
            table.AddRow(
                new Text(program.Name),
                new Text(program.Version ?? "missing", new Style(program.Version is null ? Color.Red : Color.Green)),
                new Text(program.Purpose),
                new Text(program.Version is null ? program.Install : "")
            );
        }

        session.Text.Write(table);
        return found.Exists(p => p.Required && p.Version is null) ? ExitCode.ToolFailed : ExitCode.Done;
    }
}
