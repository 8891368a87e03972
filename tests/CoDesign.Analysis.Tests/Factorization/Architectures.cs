// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Factorization;
using CoDesign.Import.Configuration;
using CoDesign.Ir.Configuration;

namespace CoDesign.Analysis.Tests.Factorization;

/// <summary>The shipped FactorizeNet.</summary>
internal static class Architectures
{
    public static ArchitectureConfiguration FactorizeNet(double width)
    {
        var bag = new DiagnosticBag();
        var architecture = ArchitectureReader.Read(
            TestPaths.InRepository("examples", "factorizenet_architecture.yaml"),
            width,
            bag
        );
        Assert.Empty(bag.Items.Select(item => item.ToString()));
        return architecture!;
    }

    public static FactorizedArchitecture Factorized(double width, string rate)
    {
        var bag = new DiagnosticBag();
        var result = FactorizedArchitecture.Of(FactorizeNet(width), rate, bag);
        Assert.Empty(bag.Items.Select(item => item.ToString()));
        return result!;
    }

    public static Graph GraphOf(FactorizedArchitecture factorized, string initializer = "he_normal", int seed = 1)
    {
        var bag = new DiagnosticBag();
        var graph = ArchitectureGraph.Of(factorized, WeightInitializer.Of(initializer, seed, bag)!, bag);
        Assert.Empty(bag.Items.Select(item => item.ToString()));
        return graph!;
    }
}
