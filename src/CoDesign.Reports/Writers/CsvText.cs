// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace CoDesign.Reports.Writers;

/// <summary>Comma separated values: a heading, LF, quoting by RFC 4180, numbers invariant.</summary>
public static class CsvText
{
    /// <summary>The text of a table.</summary>
    public static string Of(IEnumerable<string> columns, IEnumerable<IEnumerable<string>> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows.Prepend(columns))
            text.AppendJoin(',', row.Select(Quoted)).Append('\n');
        return text.ToString();
    }

    /// <summary>A value as text; empty for null.</summary>
    public static string Cell(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    /// <summary>A cell, in quotes where it holds a separator.</summary>
    public static string Quoted(string text) =>
        text.AsSpan().IndexOfAny("\",\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
}
