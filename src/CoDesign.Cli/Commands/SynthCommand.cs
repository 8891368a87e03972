// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using CoDesign.Cli.Frame;
using CoDesign.Cli.Steps;
using CoDesign.Cosim.Synthesis;

namespace CoDesign.Cli.Commands;

/// <summary><c>codesign synth</c>: what the emitted Verilog costs on a device family.</summary>
internal static class SynthCommand
{
    private const int DefaultTimeoutSeconds = 3600;

    public static ToolCommand Create()
    {
        var folder = new Argument<string>("DIR") { Description = "A folder that 'codesign compile' wrote." };
        var target = new Option<string>("--target")
        {
            Description = "Device family: ice40up5k, xc7, xcup or ecp5.",
            Required = true,
        };
        target.AcceptOnlyFromAmong([.. SynthesisTarget.All.Select(t => t.Name)]);
        var keep = new Option<string?>("--keep")
        {
            Description = "Folder for netlists and logs; without it they are deleted.",
            HelpName = "FOLDER",
        };
        var seed = new Option<int>("--seed")
        {
            Description = "Seed of the placement.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        var timeout = new Option<int>("--timeout")
        {
            Description = "Seconds after which a program is stopped.",
            HelpName = "S",
            DefaultValueFactory = _ => DefaultTimeoutSeconds,
        };
        timeout.Validators.Add(result =>
        {
            if (result.Tokens is [var token, ..] && !(int.TryParse(token.Value, out var seconds) && seconds > 0))
                result.AddError($"Option '--timeout': '{token.Value}' is not a positive number of seconds.");
        });
        var simulate = new Option<int>("--simulate")
        {
            Description =
                "Simulate N of the compiled images on the netlist with the vendor's cell models (Icarus) and compare the results; ice40up5k only.",
            HelpName = "N",
            DefaultValueFactory = _ => 0,
        };
        simulate.Validators.Add(result =>
        {
            if (result.Tokens is [var token, ..] && !(int.TryParse(token.Value, out var count) && count >= 0))
                result.AddError($"Option '--simulate': '{token.Value}' is not a number of images.");
        });
        return new ToolCommand(
            "synth",
            "LUT, FF, DSP and BRAM by module and in total (Yosys); place and route and clock frequency for ice40up5k (nextpnr).",
            "codesign synth build/model --target ice40up5k"
        )
        {
            Arguments = { folder },
            Options = { target, keep, seed, timeout, simulate },
            Work = (session, parsed) =>
                SynthesisRun.Run(
                    session,
                    new SynthesisRun.Request(
                        parsed.GetRequiredValue(folder),
                        SynthesisTarget.Named(parsed.GetRequiredValue(target)),
                        parsed.GetValue(keep),
                        parsed.GetValue(seed),
                        TimeSpan.FromSeconds(parsed.GetValue(timeout)),
                        parsed.GetValue(simulate)
                    )
                ),
        };
    }
}
