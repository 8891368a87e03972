// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace CoDesign.Architecture.Tests;

/// <summary>Names say what a thing is; namespaces are folders.</summary>
public sealed class NamingTests
{
    private static readonly Regex TypeDeclaration = new(
        @"^\s*(?:(?:public|internal|private|protected|file|sealed|static|abstract|partial|readonly|ref|unsafe)\s+)*(?:class|record\s+struct|record\s+class|record|struct|interface|enum)\s+(\w+)",
        RegexOptions.Multiline | RegexOptions.CultureInvariant
    );

    private static readonly Regex NamespaceDeclaration = new(
        @"^namespace\s+([\w.]+)\s*;",
        RegexOptions.Multiline | RegexOptions.CultureInvariant
    );

    private static readonly Regex Meaningless = new(
        "(Manager|Helpers?|Utils?|Utility|Utilities|Processor|Data|Info|Common)$",
        RegexOptions.CultureInvariant
    );

    [Fact]
    public void NoTypeOrNamespaceHasAMeaninglessName() =>
        Sources.AssertNone(
            from path in Sources.CSharp
            from name in Types(path).Concat(Namespace(path).Split('.'))
            where Meaningless.IsMatch(name)
            select $"{path}: {name}",
            "Name the thing itself (house style, 4):"
        );

    [Fact]
    public void NamespaceIsTheFolder() =>
        Sources.AssertNone(
            from path in Sources.CSharp
            where !path.StartsWith("tests/Shared/", StringComparison.Ordinal)
            let expected = string.Join('.', path.Split('/')[1..^1])
            let found = Namespace(path)
            where found.Length > 0 && found != expected
            select $"{path}: {found}, expected {expected}",
            "Namespaces equal folders:"
        );

    [Fact]
    public void NoNamespaceSharesATypesName()
    {
        var segments = Sources.CSharp.SelectMany(path => Namespace(path).Split('.')).ToHashSet(StringComparer.Ordinal);
        segments.Remove("");

        Assert.Contains("CoDesign", segments);
        Sources.AssertNone(
            from path in Sources.CSharp
            from name in Types(path)
            where segments.Contains(name)
            select $"{path}: {name}",
            "A namespace has the name of this type:"
        );
    }

    [Fact]
    public void NoSourceNamesAPathOfOneMachine() =>
        Sources.AssertNone(
            from path in (string[])
                [
                    .. Sources.CSharp,
                    .. Sources.Under("hw", ".v", ".sv", ".md"),
                    .. Sources.Under("sim", ".v", ".sv"),
                    .. Sources.Under("docs", ".md"),
                ]
            where
                Regex.IsMatch(Sources.Text(path), @"(?<![\w.])/(work|home|root|Users)/", RegexOptions.CultureInvariant)
            select path,
            "A path of one machine in:"
        );

    private static IEnumerable<string> Types(string path) =>
        TypeDeclaration.Matches(Sources.Text(path)).Select(match => match.Groups[1].Value);

    private static string Namespace(string path) => NamespaceDeclaration.Match(Sources.Text(path)).Groups[1].Value;
}
