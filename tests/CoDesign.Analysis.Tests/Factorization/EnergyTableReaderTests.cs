// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.Configuration;
using CoDesign.Ir.Configuration;

namespace CoDesign.Analysis.Tests.Factorization;

public sealed class EnergyTableReaderTests
{
    [Fact]
    public void TheExampleHoldsTheFiguresThatTheToolUses()
    {
        var bag = new DiagnosticBag();

        Assert.Equal(
            EnergyTable.Horowitz45Nm,
            EnergyTableReader.Read(TestPaths.InRepository("examples", "energy_45nm.yaml"), bag)
        );
        Assert.Empty(bag.Items);
    }

    [Theory]
    [InlineData("dram: 1300", "", "'the energy table' has no 'dram'")]
    [InlineData("dram: 1300", "dramm: 1300", "'dramm' is not a known key")]
    [InlineData("dram: 1300", "dram: -1", "'dram' is -1. Allowed: 0 to 1e9 pJ.")]
    public void MistakesAreNamed(string right, string wrong, string message)
    {
        var path = Path.GetTempFileName();
        var bag = new DiagnosticBag();
        try
        {
            File.WriteAllText(
                path,
                File.ReadAllText(TestPaths.InRepository("examples", "energy_45nm.yaml")).Replace(right, wrong)
            );
            Assert.Null(EnergyTableReader.Read(path, bag));
            Assert.Contains(bag.Items, item => item.ToString().Contains(message, StringComparison.Ordinal));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
