// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Ir.Diagnostics;

/// <summary>CD4xxx: a lowered graph or a configuration that the engine cannot take.</summary>
public static class MappingDiagnostics
{
    /// <summary>An operator that no layer of the engine does.</summary>
    public static Diagnostic UnsupportedOperator(Node node) =>
        Diagnostic.Error(
            "CD4001",
            $"{Where(node)}: the engine has no layer for it. A softmax is possible at the end of the network only, where it runs on the host."
        );

    /// <summary>PO is not one that the array can be built with.</summary>
    public static Diagnostic Channels(int channels) =>
        Diagnostic.Error("CD4002", $"accelerator.channels is {channels}. Use 4, 8, 16 or 32.");

    /// <summary>PX is not one that the array can be built with.</summary>
    public static Diagnostic Pixels(int pixels) =>
        Diagnostic.Error("CD4003", $"accelerator.pixels is {pixels}. Use 1 to 16.");

    /// <summary>A configured memory is too small for the network.</summary>
    /// <param name="memory">What it holds, such as "activation banks".</param>
    /// <param name="key">Key in the configuration file.</param>
    /// <param name="configured">Words configured.</param>
    /// <param name="needed">Words needed.</param>
    /// <param name="detail">What needs them.</param>
    /// <param name="smallest">The smallest configuration that fits.</param>
    /// <param name="mayTile">What it holds could pass through memory in parts instead.</param>
    public static Diagnostic MemoryTooSmall(
        string memory,
        string key,
        int configured,
        long needed,
        string detail,
        string smallest,
        bool mayTile
    ) =>
        Diagnostic.Error(
            "CD4004",
            $"The network needs {needed} words of the {memory} ({detail}); accelerator.{key} is {configured}. The smallest configuration that fits: {smallest}."
                + (mayTile ? " Or set weights: memory, and maps pass through memory in bands of rows that fit." : "")
        );

    /// <summary>A count or address that no descriptor field holds.</summary>
    public static Diagnostic TooLarge(string layer, string what, long value, long limit) =>
        Diagnostic.Error(
            "CD4005",
            $"Layer '{layer}': {what} is {value}; a descriptor field holds at most {limit}. Split the layer or shrink the map."
        );

    /// <summary>acc + bias can leave the requantizer's operand.</summary>
    public static Diagnostic SumTooLarge(Node node, int channel, long sum, long limit, RequantizeProfile profile) =>
        Diagnostic.Error(
            "CD4006",
            $"{Where(node)}: the sum of output channel {channel} reaches {sum}; the {Lower(profile)} requantizer takes {-limit} to {limit - 1}."
                + (profile == RequantizeProfile.Lean ? " Quantize for the wide profile." : "")
        );

    /// <summary>No weight, multiplier and shift give the exact mean.</summary>
    public static Diagnostic NoExactMean(Node node, int count, Arithmetic arithmetic) =>
        Diagnostic.Error(
            "CD4008",
            $"{Where(node)}: no {arithmetic.MultiplierBits}-bit multiplier of the {Lower(arithmetic.Profile)} profile gives the exact mean of {count} codes."
                + (
                    arithmetic.Profile == RequantizeProfile.Lean
                        ? " Use the wide profile, or two smaller pools."
                        : " Use two smaller pools."
                )
        );

    /// <summary>An Add whose sum has another preshift than table mode implies.</summary>
    public static Diagnostic AddPreshift(QuantizedAdd node, int needed) =>
        Diagnostic.Error(
            "CD4009",
            $"{Where(node)}: its sum has preshift {node.Sum.Preshift}; the engine adds with preshift {needed}. Compile the model again from its source."
        );

    /// <summary>An Add in which no operand's factor is one half.</summary>
    public static Diagnostic AddWithoutHalf(Node node) =>
        Diagnostic.Error(
            "CD4010",
            $"{Where(node)}: neither operand is rescaled by exactly 1/2. The operand with the larger scale must be (arithmetic, section 4)."
        );

    /// <summary>The graph is at an earlier stage than Lowered.</summary>
    public static Diagnostic NotLowered(Graph graph) =>
        Diagnostic.Error(
            "CD4011",
            $"Model '{graph.Name}' is at stage {graph.Stage}; only a lowered integer model can be mapped. Compile it first."
        );

    /// <summary>A depth that the memory cannot be built with.</summary>
    public static Diagnostic Depth(string key, int depth, string rule) =>
        Diagnostic.Error("CD4012", $"accelerator.{key} is {depth}; it must be {rule}.");

    /// <summary>A target whose multipliers cannot make the products of an array of that kind.</summary>
    public static Diagnostic Multipliers(string kind, string target, IEnumerable<string> targets) =>
        Diagnostic.Error(
            "CD4013",
            $"accelerator.multipliers is {kind}, which multipliers of {target} cannot do (they exist on {string.Join(" and ", targets)}). Use plain, or another target."
        );

    /// <summary>An Add of the exact profile whose sum grows.</summary>
    public static Diagnostic AddFactor(Node node, int exponent) =>
        Diagnostic.Error(
            "CD4014",
            $"{Where(node)}: its sum is multiplied by up to 2^{exponent}; the exact engine adds with factors below 1, which operand scales below 2^19 times the output's give."
        );

    /// <summary>Two drain ports for an array of too few pixel lanes.</summary>
    public static Diagnostic DrainPorts(int ports, int pixels) =>
        Diagnostic.Error(
            "CD4019",
            $"accelerator.drainPorts is {ports} with {pixels} pixel lanes; the ports share at least 3 lanes. Use 1, or more pixels."
        );

    /// <summary>Something that the engine with one requantizer does not have.</summary>
    public static Diagnostic Small(string key, string found, string allowed) =>
        Diagnostic.Error(
            "CD4020",
            $"accelerator.requantizers is shared, which takes {key} {allowed}; {key} is {found}. Use {allowed}, or requantizers: single."
        );

    /// <summary>Banks with one port where the engine or the device has none.</summary>
    public static Diagnostic SinglePort(string key, string found, string needed) =>
        Diagnostic.Error(
            "CD4021",
            $"accelerator.banks is single-port, which needs {key}: {needed}; {key} is {found}. Use {key}: {needed}, or banks: dual-port."
        );

    /// <summary>A bank that is deeper than an SPRAM block.</summary>
    public static Diagnostic SinglePortDepth(int words, int limit) =>
        Diagnostic.Error(
            "CD4022",
            $"The network needs banks of {words} words; accelerator.banks single-port has {limit}. Use more channels or pixels, or banks: dual-port."
        );

    /// <summary>Maps are tiled, and not even one row of a layer fits the banks.</summary>
    /// <param name="layer">Its name.</param>
    /// <param name="op">Its operators.</param>
    /// <param name="rows">Output rows of the smallest band.</param>
    /// <param name="inputRows">Input rows that it reads.</param>
    /// <param name="needed">Words that it needs of each bank.</param>
    /// <param name="depth">Words that a bank has.</param>
    public static Diagnostic BandTooLarge(string layer, string op, int rows, int inputRows, long needed, int depth) =>
        Diagnostic.Error(
            "CD4023",
            $"{op} '{layer}': {rows} output {(rows == 1 ? "row" : "rows")} with the {inputRows} input {(inputRows == 1 ? "row" : "rows")} that it reads {(rows == 1 ? "takes" : "take")} {needed} words of the activation banks, the smallest band there is; accelerator.bankDepth is {depth}. Set it to {needed} or more, or share the pixels among more banks (accelerator.pixels)."
        );

    private static string Where(Node node)
    {
        var source = node.SourceOp.Length > 0 ? node.SourceOp : node.Op;
        return $"{source} '{(node.SourceName.Length > 0 ? node.SourceName : node.Name)}'";
    }

    private static string Lower(RequantizeProfile profile) =>
        profile switch
        {
            RequantizeProfile.Lean => "lean",
            RequantizeProfile.Wide => "wide",
            _ => "exact",
        };
}
