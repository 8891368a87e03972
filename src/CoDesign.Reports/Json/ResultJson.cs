// SPDX-License-Identifier: Apache-2.0
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace CoDesign.Reports.Json;

/// <summary>
/// The JSON of <c>--json</c> and <c>summary.json</c>: one schema, keys lowerCamelCase with units in their names; a figure that was not
/// computed is absent. Not-a-number and infinity have no JSON and are refused (our fault, never written).
/// </summary>
public static class ResultJson
{
    /// <summary>Version of the schema.</summary>
    public const int Schema = 1;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    /// <summary>A record as an object: property names in camel case, nulls left out.</summary>
    public static JsonObject ToObject<T>(T value) =>
        JsonSerializer.SerializeToNode(value, Options)?.AsObject()
        ?? throw new ArgumentException($"{typeof(T).Name} is no JSON object.", nameof(value));

    /// <summary>The text of an object, LF line ends.</summary>
    public static string Write(JsonObject value) => value.ToJsonString(Options).ReplaceLineEndings("\n");
}
