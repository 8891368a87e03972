// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using CoDesign.Cli.Frame;
using CoDesign.Cli.Steps;
using CoDesign.Cosim.Simulators;

namespace CoDesign.Cli.Commands;

/// <summary><c>codesign bisect</c>: where two of the executors of a compiled model part.</summary>
internal static class BisectCommand
{
    public static ToolCommand Create()
    {
        var folder = new Argument<string>("DIR") { Description = "A folder that 'codesign compile' wrote." };
        var target = new Option<string>("--target")
        {
            Description = "csharp, c, hls, rtl, or all: each of c, hls and rtl.",
            DefaultValueFactory = _ => Bisector.All,
        };
        target.AcceptOnlyFromAmong([.. Bisector.Executors, Bisector.All]);
        var against = new Option<string>("--against")
        {
            Description = "csharp, c, hls or rtl.",
            DefaultValueFactory = _ => Bisector.Executors[0],
        };
        against.AcceptOnlyFromAmong([.. Bisector.Executors]);
        var input = new Option<string?>("--input")
        {
            Description = "Records to run: DATA, or a .npy or .bin FILE. Without it, the vectors that compile wrote.",
            HelpName = "FILE",
        };
        var count = ModelOption.Count("Run the first N records only.");
        var simulator = new Option<string>("--simulator")
        {
            Description = "For rtl: icarus or verilator.",
            DefaultValueFactory = _ => "icarus",
        };
        simulator.AcceptOnlyFromAmong([.. Simulator.All.Select(s => s.Name)]);
        return new ToolCommand(
            "bisect",
            "Finds the first layer, channel and pixel at which two of the C# model, the emitted C, HLS C++ and RTL differ, and shows that accumulator term by term.",
            "codesign bisect build/model --target c --against csharp\ncodesign bisect build/model --target rtl --against hls --input cifar10:test.bin --count 2"
        )
        {
            Arguments = { folder },
            Options = { target, against, input, count, simulator },
            Work = (session, parsed) =>
                Bisector.Run(
                    session,
                    parsed.GetRequiredValue(target),
                    parsed.GetRequiredValue(against),
                    new Verifier.Request(
                        parsed.GetRequiredValue(folder),
                        parsed.GetRequiredValue(simulator),
                        parsed.GetValue(input),
                        parsed.GetValue(count),
                        Layer: null,
                        Verifier.Rtl,
                        Stalls: "off",
                        Seed: 1,
                        TimeSpan.FromHours(1)
                    )
                ),
        };
    }
}
