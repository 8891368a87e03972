// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Cli.Tests.Commands;

public sealed class DoctorTests
{
    [Fact]
    public void SaysHowToInstallWhatIsMissing()
    {
        using var folder = new TemporaryFolder();

        var json = Tool.Run(folder.Root, ["doctor", "--json"]).Exits(3).Json;

        Assert.All(
            json.GetProperty("programs").EnumerateArray(),
            program =>
            {
                Assert.False(program.TryGetProperty("version", out _));
                Assert.StartsWith(
                    "sudo apt-get install -y ",
                    program.GetProperty("install").GetString(),
                    StringComparison.Ordinal
                );
            }
        );
    }

    [ToolFact("iverilog", "vvp")]
    public void SaysTheVersions()
    {
        var programs = Tool.Run("doctor", "--json").Exits(0).Json.GetProperty("programs").EnumerateArray();

        Assert.Contains(
            programs,
            p =>
                p.GetProperty("name").GetString() == "iverilog"
                && $"{p.GetProperty("version")}".StartsWith("Icarus Verilog", StringComparison.Ordinal)
        );
    }
}
