// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CoDesign.Reports.Pages;

/// <summary>Numbers of a page are read by people and drawn: seven digits do, and keep the file small. The exact ones stand in the CSV and JSON files.</summary>
internal static class PageNumbers
{
    private const string Format = "G7";

    /// <summary>The same tree with its fractions rounded; whole numbers stay.</summary>
    public static JsonNode Rounded(JsonNode node) =>
        node switch
        {
            JsonObject value => new JsonObject(
                value.Select(pair => KeyValuePair.Create(pair.Key, pair.Value is { } child ? Rounded(child) : null))
            ),
            JsonArray list => new JsonArray([.. list.Select(item => item is null ? null : Rounded(item))]),
            JsonValue number when number.GetValueKind() == JsonValueKind.Number => Number(number),
            _ => node.DeepClone(),
        };

    /// <summary>A column of figures: numbers, or null where a figure has no meaning.</summary>
    public static JsonArray Column(IEnumerable<double?> values) =>
        new([.. values.Select(value => value is { } known ? (JsonNode)known : null)]);

    /// <summary>A column of counts.</summary>
    public static JsonArray Column(IEnumerable<long> values) => new([.. values.Select(value => (JsonNode)value)]);

    private static JsonNode Number(JsonValue number)
    {
        var value = double.Parse(number.ToJsonString(), CultureInfo.InvariantCulture);
        return value == Math.Truncate(value)
            ? number.DeepClone()
            : JsonValue.Create(
                double.Parse(value.ToString(Format, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            );
    }
}
