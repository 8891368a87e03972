// SPDX-License-Identifier: Apache-2.0
using System.Collections;
using System.Reflection;
using System.Text.RegularExpressions;
using CoDesign.Emit.C;
using CoDesign.Emit.Hls;
using CoDesign.Emit.Templates;

namespace CoDesign.Emit.Tests.Templates;

/// <summary>Templates are strict, and a view record has exactly the placeholders of its template.</summary>
public sealed class TemplateFolderTests
{
    private static readonly Regex Placeholder = new(
        @"\{\{#?(?:each |if )?([A-Za-z][\w.]*)\}\}",
        RegexOptions.CultureInvariant
    );

    public static TheoryData<string, string, Type> Views =>
        new()
        {
            { "c", "model.h", typeof(ModelHView) },
            { "c", "model.c", typeof(ModelCView) },
            { "c", "weights.c", typeof(WeightsView) },
            { "hls", "model.hpp", typeof(ModelHppView) },
            { "hls", "model.cpp", typeof(ModelCppView) },
            { "hls", "layers.hpp", typeof(LayersHppView) },
            { "hls", "weights.hpp", typeof(WeightsHppView) },
            { "hls", "model_host.cpp", typeof(ModelHostView) },
            { "hls", "run_hls.tcl", typeof(RunHlsView) },
        };

    [Theory]
    [MemberData(nameof(Views))]
    public void ViewHasExactlyThePlaceholders(string folder, string file, Type view)
    {
        var placeholders = Placeholder
            .Matches(new TemplateFolder(folder).Text(file + ".hbs"))
            .SelectMany(match => match.Groups[1].Value.Split('.'))
            .Except(["else"], StringComparer.Ordinal)
            .ToHashSet(StringComparer.Ordinal);

        Assert.Equal(PropertiesOf(view, []).Order(StringComparer.Ordinal), placeholders.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Views))]
    public void FirstLineSaysThatTheFileIsGenerated(string folder, string file, Type view)
    {
        Assert.NotNull(view);
        Assert.Contains(
            $"Generated from templates/{folder}/{file}.hbs",
            new TemplateFolder(folder).Text(file + ".hbs").Split('\n')[0],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Throws_WhenTheViewLacksAName() =>
        Assert.ThrowsAny<Exception>(() => new TemplateFolder("c").Render("model.h", new { Model = "m" }));

    [Fact]
    public void Throws_WhenThereIsNoSuchTemplate() =>
        Assert.Throws<FileNotFoundException>(() => new TemplateFolder("c").Render("nothing.h", new { }));

    private static HashSet<string> PropertiesOf(Type view, HashSet<string> names)
    {
        foreach (var property in view.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            names.Add(property.Name);
            var type = property.PropertyType;
            if (type.IsGenericType && type.IsAssignableTo(typeof(IEnumerable)))
                type = type.GetGenericArguments()[0];
            if (type.Namespace?.StartsWith("CoDesign.Emit", StringComparison.Ordinal) == true)
                PropertiesOf(type, names);
        }

        return names;
    }
}
