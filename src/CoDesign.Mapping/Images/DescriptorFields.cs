// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Mapping.Images;

/// <summary>
/// One descriptor before its words are cut to CONFIG_BITS (engine, section 4). A field is a whole word or, as <c>{hi, lo}</c>, a half; values may be negative and are then
/// taken modulo their width.
/// </summary>
internal sealed class DescriptorFields
{
    /// <summary>Words before the ones that each lane has.</summary>
    public const int FixedWords = 31;

    /// <summary>Words that the engine fetches in a cycle: a descriptor fills whole rows of the store.</summary>
    public const int RowWords = 2;

    private readonly string _layer;
    private readonly (long High, long Low, bool IsPair)[] _words;
    private readonly List<(string Name, long Value, bool IsHalf)> _counts = [];

    /// <summary>All words 0.</summary>
    /// <param name="layer">For messages.</param>
    /// <param name="pixels">PX.</param>
    public DescriptorFields(string layer, int pixels)
    {
        _layer = layer;
        _words = new (long, long, bool)[Count(pixels)];
    }

    /// <summary>Words of a descriptor, unused ones at the end included.</summary>
    public static int Count(int pixels) => (FixedWords + (3 * pixels) + RowWords - 1) / RowWords * RowWords;

    /// <summary>Name of what the descriptor does.</summary>
    public string Layer => _layer;

    /// <summary>Fields that must fit their width as they are, for the choice of CONFIG_BITS.</summary>
    public IReadOnlyList<(string Name, long Value, bool IsHalf)> Counts => _counts;

    /// <summary>Sets a whole word that may wrap, such as an address.</summary>
    public void Wrapping(int word, long value) => _words[word] = (0, value, false);

    /// <summary>Sets a whole word that must fit.</summary>
    public void Whole(int word, string name, long value)
    {
        _counts.Add((name, value, false));
        _words[word] = (0, value, false);
    }

    /// <summary>Sets both halves of a word; both must fit.</summary>
    public void Halves(int word, string highName, long high, string lowName, long low)
    {
        _counts.Add((highName, high, true));
        _counts.Add((lowName, low, true));
        _words[word] = (high, low, true);
    }

    /// <summary>Sets both halves of a word to coordinates, which may be negative.</summary>
    public void Coordinates(int word, long high, long low) => _words[word] = (high, low, true);

    /// <summary>Adds a condition on the width of a half: coordinates from <paramref name="least"/> to <paramref name="greatest"/> must all be different.</summary>
    public void Span(string name, long least, long greatest) => _counts.Add((name, greatest - least, true));

    /// <summary>Sets a word to all ones.</summary>
    public void AllOnes(int word) => _words[word] = (0, -1, false);

    /// <summary>The words for a width of <paramref name="configBits"/>.</summary>
    public IEnumerable<long> Words(int configBits)
    {
        var half = configBits / 2;
        var halfMask = (1L << half) - 1;
        var mask = (1L << configBits) - 1;
        return _words.Select(w => w.IsPair ? ((w.High & halfMask) << half) | (w.Low & halfMask) : w.Low & mask);
    }
}
