// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using HandlebarsDotNet;

namespace CoDesign.Emit.Templates;

/// <summary>
/// One folder of <c>templates/</c>: <c>NAME.hbs</c> is rendered to <c>NAME</c>, every other file is copied as it is.
/// The engine is strict: nothing is escaped, numbers are invariant, a name that the view does not have throws.
/// </summary>
/// <param name="name">Folder below <c>templates/</c>, such as <c>c</c>.</param>
public sealed class TemplateFolder(string name)
{
    private const string Suffix = ".hbs";

    private static readonly IHandlebars Engine = Handlebars.Create(
        new HandlebarsConfiguration
        {
            NoEscape = true,
            ThrowOnUnresolvedBindingExpression = true,
            FormatProvider = CultureInfo.InvariantCulture,
        }
    );

    /// <summary>Names of the files that are copied as they are, in ordinal order.</summary>
    public IEnumerable<string> FixedFiles() =>
        typeof(TemplateFolder)
            .Assembly.GetManifestResourceNames()
            .Where(resource =>
                resource.StartsWith(name + "/", StringComparison.Ordinal)
                && !resource.EndsWith(Suffix, StringComparison.Ordinal)
            )
            .Select(resource => resource[(name.Length + 1)..])
            .Order(StringComparer.Ordinal);

    /// <summary>The file <paramref name="output"/> made from <c>output.hbs</c> and its view; lines end in LF.</summary>
    public string Render(string output, object view) =>
        Engine.Compile(Text(output + Suffix))(view).ReplaceLineEndings("\n");

    /// <summary>The text of a file of the folder.</summary>
    /// <exception cref="FileNotFoundException">The folder has no such file.</exception>
    public string Text(string file)
    {
        using var stream =
            typeof(TemplateFolder).Assembly.GetManifestResourceStream($"{name}/{file}")
            ?? throw new FileNotFoundException($"templates/{name}/{file} is not embedded.", file);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Copies every fixed file into <paramref name="folder"/>.</summary>
    public void CopyFixedFiles(string folder)
    {
        foreach (var file in FixedFiles())
        {
            File.WriteAllText(Path.Combine(folder, file), Text(file).ReplaceLineEndings("\n"));
        }
    }
}
