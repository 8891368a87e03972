// SPDX-License-Identifier: Apache-2.0
using System.Collections;
using System.Globalization;
using System.Reflection;

namespace CoDesign.Ir.Tests.Serialization;

/// <summary>Every property of an object tree as text, arrays element by element, so that records with arrays can be compared.</summary>
internal static class DeepText
{
    public static string Of(object? value) =>
        value switch
        {
            null => "null",
            string s => $"'{s}'",
            double d => d.ToString("R", CultureInfo.InvariantCulture),
            IFormattable or bool => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
            IEnumerable items => $"[{string.Join(", ", items.Cast<object>().Select(Of))}]",
            _ => $"{value.GetType().Name}({string.Join(", ", Properties(value))})",
        };

    private static IEnumerable<string> Properties(object value) =>
        from property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where
            property.GetIndexParameters().Length == 0
            && property.Name != "InputNode"
            && property.PropertyType != value.GetType()
        orderby property.Name
        select $"{property.Name}: {Of(property.GetValue(value))}";
}
