// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace CoDesign.Cosim.Synthesis;

/// <summary>What a memory becomes.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MemoryKind>))]
public enum MemoryKind
{
    /// <summary>Memory blocks.</summary>
    [JsonStringEnumMemberName("blockRam")]
    BlockRam,

    /// <summary>Look-up tables.</summary>
    [JsonStringEnumMemberName("lutRam")]
    LutRam,

    /// <summary>Flip-flops, or logic where it is never written.</summary>
    [JsonStringEnumMemberName("flipFlops")]
    FlipFlops,
}

/// <summary>Memories of the flat design that are alike: same place but for indexes, same shape, same cells.</summary>
/// <param name="Memory">Instances from the top module down, and the array; indexes of generated instances are <c>*</c>.</param>
/// <param name="Instances">How many there are.</param>
/// <param name="Words">Words of one.</param>
/// <param name="WordBits">Bits of a word.</param>
/// <param name="Mapping">What it becomes.</param>
public sealed record MemoryUse(string Memory, int Instances, long Words, int WordBits, MemoryKind Mapping)
{
    /// <summary>Memories of at most this many bits may become flip-flops.</summary>
    public const int FlipFlopBits = 2048;

    /// <summary>Memories of at most this many bits may become look-up tables.</summary>
    public const int LutBits = 16384;

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.Multiline;
    private static readonly Regex Shape = new(
        @"^\s*memory width (?<bits>\d+) size (?<words>\d+)(?: offset -?\d+)? \\(?<name>\S+)$",
        Options
    );
    private static readonly Regex Mapped = new(
        @"^(?:mapping memory (?<name>\S+) via (?<cells>\S+)|using FF mapping for memory (?<name>\S+))$",
        Options
    );
    private static readonly Regex LutCells = new(@"LUTRAM|DPR16X4", Options);
    private static readonly Regex Index = new(@"\[\d+\]", Options);

    /// <summary>Bits of one.</summary>
    [JsonIgnore]
    public long Bits => Words * WordBits;

    /// <summary>Too large for what it becomes.</summary>
    [JsonIgnore]
    public bool IsScattered =>
        Mapping switch
        {
            MemoryKind.FlipFlops => Bits > FlipFlopBits,
            MemoryKind.LutRam => Bits > LutBits,
            _ => false,
        };

    /// <summary>All memories of the flat design, largest first.</summary>
    /// <param name="log">Log of the run.</param>
    /// <param name="shapes">Words and bits as Yosys' <c>dump</c> writes them.</param>
    /// <param name="top">Top module.</param>
    public static ImmutableArray<MemoryUse> Read(string log, string shapes, string top)
    {
        var kinds = new Dictionary<string, MemoryKind>(StringComparer.Ordinal);
        foreach (Match match in Mapped.Matches(log))
            kinds[match.Groups["name"].Value] = KindOf(match.Groups["cells"].Value);
        return
        [
            .. Shape
                .Matches(shapes)
                .Select(match => new MemoryUse(
                    match.Groups["name"].Value,
                    1,
                    Number(match.Groups["words"]),
                    (int)Number(match.Groups["bits"]),
                    kinds.GetValueOrDefault($"{top}.{match.Groups["name"].Value}", MemoryKind.FlipFlops)
                ))
                .GroupBy(memory => memory with { Memory = Index.Replace(memory.Memory, "[*]") })
                .Select(group => group.Key with { Instances = group.Count() })
                .OrderByDescending(memory => memory.Bits * memory.Instances)
                .ThenBy(memory => memory.Memory, StringComparer.Ordinal),
        ];
    }

    private static MemoryKind KindOf(string cells) =>
        cells.Length == 0 ? MemoryKind.FlipFlops
        : LutCells.IsMatch(cells) ? MemoryKind.LutRam
        : MemoryKind.BlockRam;

    private static long Number(Group digits) => long.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);
}
