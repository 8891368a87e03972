// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using CoDesign.Cli.Frame;
using CoDesign.Cli.Steps;
using CoDesign.Cosim;
using CoDesign.Cosim.Networks;
using CoDesign.Cosim.Simulators;
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Cli.Commands;

/// <summary><c>codesign verify</c>: the emitted hardware against the integer model, byte for byte.</summary>
internal static class VerifyCommand
{
    private const int DefaultTimeoutSeconds = 3600;

    public static ToolCommand Create()
    {
        var folder = new Argument<string>("DIR") { Description = "A folder that 'codesign compile' wrote." };
        var simulator = new Option<string>("--simulator")
        {
            Description = "icarus or verilator.",
            DefaultValueFactory = _ => "icarus",
        };
        simulator.AcceptOnlyFromAmong([.. Simulator.All.Select(s => s.Name)]);
        var input = new Option<string?>("--input")
        {
            Description = "Records to run: DATA, or a .npy or .bin FILE. Without it, the vectors that compile wrote.",
            HelpName = "FILE",
        };
        var count = ModelOption.Count("Run the first N records only.");
        var layer = new Option<string?>("--layer") { Description = "Compare this layer only.", HelpName = "NAME" };
        var target = new Option<string>("--target")
        {
            Description = "rtl, c, hls, or all: the three one after the other, with a table of hashes.",
            DefaultValueFactory = _ => Verifier.Rtl,
        };
        target.AcceptOnlyFromAmong([.. Verifier.Targets, Verifier.All]);
        var stalls = new Option<string>("--stalls")
        {
            Description =
                "Random stalls on every stream: on, off, or auto (off for the first record, on for the others).",
            DefaultValueFactory = _ => "auto",
        };
        stalls.AcceptOnlyFromAmong("on", "off", "auto");
        var seed = new Option<uint>("--seed")
        {
            Description = "Seed of the stalls.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        var timeout = new Option<int>("--timeout")
        {
            Description = "Seconds after which a build or a run is stopped.",
            HelpName = "S",
            DefaultValueFactory = _ => DefaultTimeoutSeconds,
        };
        timeout.Validators.Add(result =>
        {
            if (result.Tokens is [var token, ..] && !(int.TryParse(token.Value, out var seconds) && seconds > 0))
                result.AddError($"Option '--timeout': '{token.Value}' is not a positive number of seconds.");
        });
        return new ToolCommand(
            "verify",
            "Cosimulates and compares bit for bit, layer by layer; prints cycles and MAC utilization for each layer.",
            "codesign verify build/model --simulator verilator --input cifar10:test.bin --count 4\ncodesign verify build/model --target all"
        )
        {
            Arguments = { folder },
            Options = { simulator, input, count, layer, target, stalls, seed, timeout },
            Work = (session, parsed) =>
                Verifier.Run(
                    session,
                    new Verifier.Request(
                        parsed.GetRequiredValue(folder),
                        parsed.GetRequiredValue(simulator),
                        parsed.GetValue(input),
                        parsed.GetValue(count),
                        parsed.GetValue(layer),
                        parsed.GetRequiredValue(target),
                        parsed.GetRequiredValue(stalls),
                        parsed.GetValue(seed),
                        TimeSpan.FromSeconds(parsed.GetValue(timeout))
                    )
                ),
        };
    }
}
