// SPDX-License-Identifier: Apache-2.0
using CoDesign.Benchmarks.Mutations;
using CoDesign.Testing;

namespace CoDesign.Cosim.Tests.Mutations;

/// <summary>What <c>./build.sh mutate</c> changes in a module, one thing in each mutant, and what it leaves alone.</summary>
public sealed class VerilogMutantsTests
{
    private const string Frame = """
        module cd_x #(
          parameter BITS = 8
        ) (
          input wire clk
        );
        `ifndef SYNTHESIS
          initial if (BITS < 1) $fatal(1, "cd_x");
        `endif
          localparam COUNT_BITS = BITS + 1;
          reg [BITS-1:0] count;
          {0}
        endmodule
        """;

    [Theory]
    [InlineData("assign a = b == c;", "assign a = b != c;")]
    [InlineData("assign a = b & ~c;", "assign a = b | ~c;", "assign a = b & c;")]
    [InlineData("assign a = b ? c : d;", "assign a = b ? d : c;")]
    [InlineData("assign a = b[3];", "assign a = b[3 + 1];")]
    [InlineData("assign a = b + 2;", "assign a = b - 2;", "assign a = b + (2 + 1);")]
    [InlineData(
        "if (a[0]) b <= 1'b0; // why",
        "if (a[0]) b <= 1'b1;",
        "if (!(a[0])) b <= 1'b0;",
        "if (a[0]) ;",
        "if (a[0 + 1]) b <= 1'b0;"
    )]
    [InlineData("  b   <= c;", ";")]
    [InlineData("// a == b")]
    [InlineData("wire unused = &{1'b0, a};")]
    public void OneChangeInEach(string line, params string[] expected)
    {
        var mutants = VerilogMutants.Of(Frame.Replace("{0}", line, StringComparison.Ordinal)).ToArray();

        Assert.Equal(expected, mutants.Select(mutant => mutant.After));
        Assert.All(mutants, mutant => Assert.Equal(11, mutant.Line));
        Assert.All(
            mutants,
            mutant =>
                Assert.Equal(
                    1,
                    mutant
                        .Source.Split('\n')
                        .Zip(Frame.Replace("{0}", line, StringComparison.Ordinal).Split('\n'))
                        .Count(pair => pair.First.Trim() != pair.Second.Trim())
                )
        );
    }

    /// <summary>Every module whose text has an operator gives mutants: a rule that no longer matches the house's way of writing would show here.</summary>
    [Fact]
    public void ModulesOfTheLibraryHaveMutants() =>
        Assert.All(
            Directory.EnumerateFiles(TestPaths.InRepository("hw"), "cd_a*.v", SearchOption.AllDirectories),
            path => Assert.True(VerilogMutants.Of(File.ReadAllText(path)).Skip(10).Any(), path)
        );
}
