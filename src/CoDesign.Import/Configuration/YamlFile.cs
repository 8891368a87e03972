// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace CoDesign.Import.Configuration;

/// <summary>A YAML file from outside: bounded in size and depth, without aliases.</summary>
internal static class YamlFile
{
    private const int GreatestDepth = 16;
    private const int GreatestFileBytes = 1 << 20;

    /// <summary>The file's text; null after a diagnostic.</summary>
    public static string? TextOf(string path, DiagnosticBag diagnostics)
    {
        try
        {
            if (new FileInfo(path).Length <= GreatestFileBytes)
                return File.ReadAllText(path);
            diagnostics.Add(ConfigurationDiagnostics.CannotRead(path, "the file is larger than 1 MiB."));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var isAbsent = e is FileNotFoundException or DirectoryNotFoundException;
            diagnostics.Add(ConfigurationDiagnostics.CannotRead(path, isAbsent ? "there is no such file." : e.Message));
        }

        return null;
    }

    /// <summary>The top-level mapping; null for an empty file or after a diagnostic.</summary>
    public static YamlSection? Load(string text, string path, string name, DiagnosticBag diagnostics)
    {
        try
        {
            if (!IsShallow(text, path, diagnostics))
                return null;
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count == 0)
                return null;
            var root = stream.Documents[0].RootNode;
            if (root is YamlMappingNode mapping)
                return new YamlSection(path, name, mapping, diagnostics);
            diagnostics.Add(
                ConfigurationDiagnostics.NotYaml(
                    YamlSection.PlaceOf(path, root.Start),
                    "the file must hold 'key: value' lines."
                )
            );
        }
        catch (YamlException e)
        {
            diagnostics.Add(
                ConfigurationDiagnostics.NotYaml(
                    YamlSection.PlaceOf(path, e.Start),
                    (e.InnerException ?? e).Message.TrimEnd('.') + "."
                )
            );
        }

        return null;
    }

    /// <summary>Nesting is bounded before the tree is built, which takes stack for each level.</summary>
    private static bool IsShallow(string text, string path, DiagnosticBag diagnostics)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current?.NestingIncrease ?? 0;
            if (depth <= GreatestDepth && parser.Current is not AnchorAlias)
                continue;
            var reason = parser.Current is AnchorAlias ? "aliases are not supported." : "it is nested too deeply.";
            diagnostics.Add(
                ConfigurationDiagnostics.NotYaml(YamlSection.PlaceOf(path, parser.Current?.Start ?? Mark.Empty), reason)
            );
            return false;
        }

        return true;
    }
}
