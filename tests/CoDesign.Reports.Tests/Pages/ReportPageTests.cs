// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;
using CoDesign.Reports.Layerwise;
using CoDesign.Reports.Pages;
using CoDesign.Reports.Tests.Layerwise;

namespace CoDesign.Reports.Tests.Pages;

/// <summary>The file itself, without a browser.</summary>
public sealed class ReportPageTests
{
    [Fact]
    public void NamesCannotEndTheElementThatHoldsTheFigures()
    {
        var html = Contents.Of("compiled");

        Assert.Contains("<title>a&lt;/script&gt;&lt;b&gt; - CoDesign report</title>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("a</script>", html, StringComparison.Ordinal);
        Assert.Equal(3, Regex.Matches(html, "</script>").Count);
    }

    [Fact]
    public void NothingIsLoadedFromElsewhere()
    {
        var html = Contents.Of("two");

        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<link", html, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\b(src|href)=""https?:", html);
    }

    [Fact]
    public void SameFiguresGiveTheSameBytes()
    {
        var network = AnalyzedNetworks.Mixed("a");

        Assert.Equal(AnalysisFolder.Page([network]), AnalysisFolder.Page([network]));
    }

    [Fact]
    public void EveryPartOfTheFolderIsInThePage()
    {
        var folder = TestPaths.InRepository("templates", "report");
        var scripts = Directory
            .EnumerateFiles(folder, "*.js")
            .Select(file => Path.GetFileName(file))
            .Order(StringComparer.Ordinal);

        Assert.Equal(
            scripts,
            ReportPage
                .Parts()
                .Where(part => part.EndsWith(".js", StringComparison.Ordinal) && !part.Contains('/'))
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void LicencesNameEveryPackageOfTheBundle()
    {
        var folder = TestPaths.InRepository("templates", "report", "vendor");
        var bundle = File.ReadAllText(Path.Combine(folder, "plot.min.js"));
        var licences = File.ReadAllText(Path.Combine(folder, "LICENSES.txt"));
        var packages = Regex
            .Matches(bundle, @"^ \* (\S+) [\d.]+ \((\S+)\)$", RegexOptions.Multiline)
            .Select(match => (Name: match.Groups[1].Value, Licence: match.Groups[2].Value))
            .ToList();

        Assert.Contains("@observablehq/plot", packages.Select(package => package.Name));
        Assert.All(packages, package => Assert.Contains($"\n{package.Name}\n\n", licences, StringComparison.Ordinal));
        Assert.Empty(
            packages.Select(package => package.Licence).Except(["ISC", "MIT", "BSD-3-Clause"], StringComparer.Ordinal)
        );
    }
}
