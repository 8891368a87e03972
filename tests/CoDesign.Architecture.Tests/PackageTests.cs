// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CoDesign.Architecture.Tests;

/// <summary>External packages stay at the edge: each is visible in the one stage that needs it.</summary>
public sealed class PackageTests
{
    /// <summary>Package, the projects that may reference it, the namespace its types live in.</summary>
    public static TheoryData<string, string[], string> Edges =>
        new()
        {
            { "Google.Protobuf", ["Import"], @"Google\.Protobuf" },
            { "Grpc.Tools", ["Import"], "Grpc" },
            { "Handlebars.Net", ["Emit"], "HandlebarsDotNet" },
            { "MedallionShell", ["Cosim", "Cli"], "Medallion" },
            { "Spectre.Console", ["Cli"], "Spectre" },
            { "System.CommandLine", ["Cli"], @"System\.CommandLine" },
            { "System.Numerics.Tensors", ["Golden"], @"System\.Numerics\.Tensors" },
            { "YamlDotNet", ["Import", "Mapping", "Cli"], "YamlDotNet" },
        };

    [Theory]
    [MemberData(nameof(Edges))]
    public void IsReferencedOnlyAtItsEdge(string package, string[] projects, string rootNamespace)
    {
        var outside = Projects().Where(project => !projects.Contains(project, StringComparer.Ordinal)).ToArray();
        var references = outside.Where(project => References(project).Contains(package, StringComparer.Ordinal));
        var mentions = outside
            .SelectMany(Sources.OfProject)
            .Where(path => Regex.IsMatch(Sources.Text(path), $@"\b(using|global::)\s*(static\s+)?{rootNamespace}\b"));

        Sources.AssertNone(
            [.. references, .. mentions],
            $"{package} may be used in {string.Join(", ", projects)} only:"
        );
    }

    [Fact]
    public void EveryPackageOfTheProductHasAnEdge()
    {
        var known = Edges.Select(row => (string)row[0]);
        var used = Projects().SelectMany(References).Distinct(StringComparer.Ordinal);

        Assert.Empty(used.Except(known, StringComparer.Ordinal));
    }

    [Fact]
    public void EveryPinnedPackageIsReferencedByAProject()
    {
        var pinned = XDocument
            .Load(TestPaths.InRepository("src", "Directory.Packages.props"))
            .Descendants("ItemGroup")
            .Where(group => group.Attribute("Label")?.Value != "Below BenchmarkDotNet")
            .Descendants("PackageVersion")
            .Select(package => package.Attribute("Include")?.Value ?? "");
        string[] files = [.. Sources.Under("src", ".csproj", ".props"), .. Sources.Under("tests", ".csproj", ".props")];
        var referenced = files
            .SelectMany(path => XDocument.Load(TestPaths.InRepository(path)).Descendants("PackageReference"))
            .Select(reference => reference.Attribute("Include")?.Value ?? "");

        Assert.Empty(pinned.Except(referenced, StringComparer.Ordinal));
    }

    [Fact]
    public void EveryPackageToolAndProgramIsExplainedInTheDependenciesPage()
    {
        var page = Sources.Text("docs/dependencies.md");
        var packages = XDocument
            .Load(TestPaths.InRepository("src", "Directory.Packages.props"))
            .Descendants("PackageVersion")
            .Select(package => package.Attribute("Include")?.Value ?? "");
        var tools = Regex
            .Matches(Sources.Text(".config/dotnet-tools.json"), @"""([\w.]+)"":\s*\{\s*""version""")
            .Select(match => match.Groups[1].Value);
        var programs = Regex
            .Matches(Sources.Text("build.cake"), @"^    \[""[^""]+""\] = ""([^""]+)"",", RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value);
        string[] all = [.. packages, .. tools, .. programs];

        Assert.True(all.Length > 15, "The lists of packages, tools and programs are not read.");
        Sources.AssertNone(
            all.Where(name =>
                !Regex.IsMatch(page, $@"(?<=^\|[^|]*)(?<![\w.]){Regex.Escape(name)}(?![\w.])", RegexOptions.Multiline)
            ),
            "docs/dependencies.md has no row for:"
        );
    }

    private static IEnumerable<string> Projects() =>
        Directory
            .EnumerateDirectories(TestPaths.InRepository("src"))
            .Select(folder => Path.GetFileName(folder).Replace("CoDesign.", "", StringComparison.Ordinal));

    private static IEnumerable<string> References(string project) =>
        XDocument
            .Load(TestPaths.InRepository("src", $"CoDesign.{project}", $"CoDesign.{project}.csproj"))
            .Descendants("PackageReference")
            .Select(reference => reference.Attribute("Include")?.Value ?? "");
}
