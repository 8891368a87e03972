// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;

namespace CoDesign.Ir.Serialization;

/// <summary>Typed access to the fields of one JSON object; what is absent or of another type throws <see cref="ModelFormatException"/>.</summary>
internal readonly struct JsonFields(JsonElement element, string owner)
{
    /// <summary>True when the field is there.</summary>
    public bool Has(string field) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(field, out _);

    /// <summary>A string.</summary>
    public string Text(string field) =>
        Find(field) is { ValueKind: JsonValueKind.String } value ? value.GetString() ?? "" : throw Wrong(field);

    /// <summary>A truth value.</summary>
    public bool Flag(string field) =>
        Find(field) switch
        {
            { ValueKind: JsonValueKind.True } => true,
            { ValueKind: JsonValueKind.False } => false,
            _ => throw Wrong(field),
        };

    /// <summary>An integer from <paramref name="least"/> to <paramref name="greatest"/>.</summary>
    public int Integer(string field, int least, int greatest) => Integer(Find(field), field, least, greatest);

    /// <summary>A list of <paramref name="count"/> integers (any number when negative).</summary>
    public ImmutableArray<int> Integers(string field, int count, int least, int greatest)
    {
        var (items, name, self) = (Items(field), field, this);
        return count < 0 || items.Length == count
            ? [.. items.Select(i => self.Integer(i, name, least, greatest))]
            : throw Wrong(field);
    }

    /// <summary>A list of <paramref name="count"/> integers of 64 bits (any number when negative).</summary>
    public ImmutableArray<long> Longs(string field, int count = -1)
    {
        var items = Items(field);
        if (
            (count >= 0 && items.Length != count)
            || Array.Exists(items, i => i.ValueKind != JsonValueKind.Number || !i.TryGetInt64(out _))
        )
            throw Wrong(field);
        return [.. items.Select(i => i.GetInt64())];
    }

    /// <summary>A real number; infinities are the strings "inf" and "-inf".</summary>
    public double Real(string field) => Real(Find(field), field);

    /// <summary>A list of <paramref name="count"/> real numbers (any number when negative).</summary>
    public ImmutableArray<double> Reals(string field, int count = -1)
    {
        var (items, name, self) = (Items(field), field, this);
        return count < 0 || items.Length == count ? [.. items.Select(i => self.Real(i, name))] : throw Wrong(field);
    }

    /// <summary>A list of strings.</summary>
    public ImmutableArray<string> Texts(string field)
    {
        var items = Items(field);
        return Array.TrueForAll(items, i => i.ValueKind == JsonValueKind.String)
            ? [.. items.Select(i => i.GetString() ?? "")]
            : throw Wrong(field);
    }

    /// <summary>One of the names of an enumeration.</summary>
    public T Choice<T>(string field)
        where T : struct, Enum
    {
        var index = Array.IndexOf(Enum.GetNames<T>(), Text(field));
        return index >= 0 ? Enum.GetValues<T>()[index] : throw Wrong(field);
    }

    /// <summary>An object.</summary>
    public JsonFields Object(string field) =>
        Find(field) is { ValueKind: JsonValueKind.Object } value
            ? new JsonFields(value, $"{owner}.{field}")
            : throw Wrong(field);

    /// <summary>A list of objects.</summary>
    public IEnumerable<JsonFields> Objects(string field)
    {
        var name = $"{owner}.{field}";
        return Items(field).Select(i => new JsonFields(i, name));
    }

    /// <summary>The fields' names and values.</summary>
    public IEnumerable<JsonProperty> Properties() =>
        element.ValueKind == JsonValueKind.Object ? element.EnumerateObject() : throw Wrong("");

    /// <summary>What to throw for a field with a wrong value.</summary>
    public ModelFormatException Wrong(string field) => new($"'{owner}.{field}' is missing or not valid.");

    private JsonElement Find(string field) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(field, out var value)
            ? value
            : throw Wrong(field);

    private JsonElement[] Items(string field) =>
        Find(field) is { ValueKind: JsonValueKind.Array } value ? [.. value.EnumerateArray()] : throw Wrong(field);

    private int Integer(JsonElement value, string field, int least, int greatest) =>
        value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out var number)
        && number >= least
        && number <= greatest
            ? number
            : throw Wrong(field);

    private double Real(JsonElement value, string field) =>
        value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetDouble(out var number) && double.IsFinite(number) => number,
            JsonValueKind.String when value.GetString() == "inf" => double.PositiveInfinity,
            JsonValueKind.String when value.GetString() == "-inf" => double.NegativeInfinity,
            _ => throw Wrong(field),
        };
}
