// SPDX-License-Identifier: Apache-2.0
using System.Xml.Linq;

namespace CoDesign.Architecture.Tests;

/// <summary>Stages depend on each other in one direction only; the oracle (Golden) and the product (Emit) never meet.</summary>
public sealed class ProjectReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Ir"] = [],
        ["Import"] = ["Ir"],
        ["Golden"] = ["Ir"],
        ["Mapping"] = ["Ir"],
        ["Transforms"] = ["Ir", "Golden"],
        ["Emit"] = ["Ir", "Mapping"],
        ["Cosim"] = ["Ir", "Golden", "Emit"],
        ["Analysis"] = ["Ir", "Golden", "Mapping", "Transforms"],
        ["Reports"] = ["Ir", "Mapping", "Cosim", "Analysis"],
        ["Cli"] = ["Ir", "Import", "Golden", "Mapping", "Transforms", "Emit", "Cosim", "Analysis", "Reports"],
    };

    public static TheoryData<string> Projects => new(Allowed.Keys);

    [Theory]
    [MemberData(nameof(Projects))]
    public void ReferencesOnlyWhatTheTableAllows(string project)
    {
        var path = TestPaths.InRepository("src", $"CoDesign.{project}", $"CoDesign.{project}.csproj");
        var referenced = XDocument
            .Load(path)
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")?.Value ?? ""))
            .Select(name => name.Replace("CoDesign.", "", StringComparison.Ordinal));

        Assert.Empty(referenced.Except(Allowed[project], StringComparer.Ordinal));
    }

    [Fact]
    public void EveryProjectInSrcIsInTheTable()
    {
        var projects = Directory
            .EnumerateDirectories(TestPaths.InRepository("src"))
            .Select(folder => Path.GetFileName(folder).Replace("CoDesign.", "", StringComparison.Ordinal));

        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), projects.Order(StringComparer.Ordinal));
    }
}
