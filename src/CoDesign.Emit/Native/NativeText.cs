// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;

namespace CoDesign.Emit.Native;

/// <summary>Numbers and names as C and C++ texts.</summary>
internal static class NativeText
{
    private const int LineLength = 120;

    /// <summary>Comma-separated values in lines of at most 120 characters, indented by four.</summary>
    public static string Lines<T>(IEnumerable<T> values)
        where T : ISpanFormattable
    {
        var text = new StringBuilder();
        var column = 0;
        Span<char> digits = stackalloc char[32];
        foreach (var value in values)
        {
            value.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
            if (column == 0 || column + length + 2 > LineLength)
            {
                text.Append(column == 0 ? "    " : "\n    ");
                column = 4;
            }
            else
            {
                text.Append(' ');
                column++;
            }

            text.Append(digits[..length]).Append(',');
            column += length + 1;
        }

        return text.ToString();
    }

    /// <summary>The shortest text that reads back as the same double, as a C literal.</summary>
    public static string Real(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().IndexOfAny('.', 'E') < 0 ? text + ".0" : text;
    }

    /// <summary>A name inside a string literal: printable ASCII without quotes and backslashes, the rest as '_'.</summary>
    public static string Literal(string name) =>
        Map(name, c => c is >= ' ' and <= '~' and not '"' and not '\\' and not '?' and not '%');

    /// <summary>A name inside a comment, on one line.</summary>
    public static string Comment(string name) =>
        Literal(name).Replace("*/", "*_", StringComparison.Ordinal).Replace("/*", "_*", StringComparison.Ordinal);

    /// <summary>A name as part of an identifier: letters, digits and '_'.</summary>
    public static string Identifier(string name) => Map(name, char.IsAsciiLetterOrDigit);

    private static string Map(string name, Func<char, bool> keep) => string.Concat(name.Select(c => keep(c) ? c : '_'));
}
