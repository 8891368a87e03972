// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cli.Frame;

namespace CoDesign.Cli.Tests.Commands;

/// <summary>What all commands share.</summary>
public sealed class FrameTests
{
    private static readonly string[] Names =
    [
        "demo",
        "inspect",
        "compile",
        "infer",
        "verify",
        "evaluate",
        "analyze",
        "estimate",
        "factorize",
        "doctor",
    ];

    public static TheoryData<string> Commands => new(Names);

    [Theory]
    [MemberData(nameof(Commands))]
    public void ShowsAnExampleInHelp(string command)
    {
        var output = Tool.Run(command, "--help").Exits(0).Output;

        Assert.Contains("Example:\n  codesign " + command, output, StringComparison.Ordinal);
        Assert.Contains("--json", output, StringComparison.Ordinal);
    }

    [Fact]
    public void ListsTheCommands()
    {
        var output = Tool.Run("--help").Exits(0).Output;

        Assert.All(Names, name => Assert.Contains($"\n  {name}", output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("CD0001: Unrecognized command or argument 'frobnicate'.", "frobnicate")]
    [InlineData("CD0001: Unrecognized command or argument '--nonsense'.", "doctor", "--nonsense")]
    [InlineData("CD0001: Required argument missing for command: 'inspect'.", "inspect")]
    [InlineData("CD0001: Option '--out' is required.", "compile", "model.onnx")]
    [InlineData("CD0001: Option '--count': '-3' is not a positive number.", "verify", "x", "--count", "-3")]
    [InlineData("CD0001: Required command was not provided.")]
    public void RefusesWrongUsage(string message, params string[] arguments)
    {
        var result = Tool.Run(arguments).Exits(2);

        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void RefusesAnUnknownSimulator()
    {
        var result = Tool.Run("verify", "x", "--simulator", "questa").Exits(2);

        Assert.Contains("questa", result.Error, StringComparison.Ordinal);
        Assert.Contains("verilator", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "doctor")]
    [InlineData(2, "inspect", "nothing.onnx")]
    [InlineData(2, "inspect")]
    [InlineData(2, "frobnicate")]
    public void PrintsExactlyOneJsonObject(int exitCode, params string[] arguments)
    {
        var result = Tool.Run([.. arguments, "--json"]);

        var json = result.Json;
        Assert.Equal(1, json.GetProperty("schema").GetInt32());
        Assert.Equal(result.ExitCode, json.GetProperty("exitCode").GetInt32());
        if (exitCode != 0)
        {
            result.Exits(exitCode);
            Assert.NotEmpty(json.GetProperty("diagnostics").EnumerateArray());
        }
    }

    [Fact]
    public void SaysThatAFaultIsOurs()
    {
        var command = new ToolCommand("break", "Breaks.", "codesign break")
        {
            Work = (_, _) => throw new InvalidOperationException("broken"),
        };
        var error = Console.Error;
        using var captured = new StringWriter();
        Console.SetError(captured);
        try
        {
            Assert.Equal(70, CommandFrame.Run(["break"], "test", [command]));
        }
        finally
        {
            Console.SetError(error);
        }

        Assert.Equal(
            "error CD0000: This is a fault of codesign, not of your input: InvalidOperationException: broken "
                + "Please report it with the command line. CODESIGN_TRACE=1 prints where it happened.\n",
            captured.ToString()
        );
    }
}
