// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Numerics;
using CoDesign.Mapping;

namespace CoDesign.Emit.Verilog;

/// <summary>One parameter of the engine's instance, formatted.</summary>
/// <param name="Name">As in hw/engine/cd_engine.v.</param>
/// <param name="Value">A number, or the name of a parameter of the generated module.</param>
public sealed record ParameterView(string Name, string Value);

/// <summary>Widths of the trace ports that carry a word of each drain port.</summary>
public sealed record TraceRanges(string Valid, string Pixel, string Word)
{
    /// <summary>Those of <paramref name="engine"/>.</summary>
    public static TraceRanges Of(EngineParameters engine) =>
        new(
            $"[{engine.DrainPorts - 1}:0]",
            $"[{(engine.DrainPorts * engine.ConfigBits) - 1}:0]",
            $"[{(engine.DrainPorts * 8 * engine.Channels) - 1}:0]"
        );
}

/// <summary>Placeholders of <c>templates/verilog/accelerator.v.hbs</c>.</summary>
public sealed record AcceleratorView(
    string Module,
    string Network,
    string Layers,
    string Macs,
    string Channels,
    string Pixels,
    string InputWords,
    string InputShape,
    string ResultWords,
    string ResultShape,
    string WeightFile,
    string WeightRestFile,
    string ParameterFile,
    string DescriptorFile,
    string TableFile,
    string WordRange,
    string IndexRange,
    TraceRanges Trace,
    bool DoublesClock,
    ImmutableArray<ParameterView> Parameters
)
{
    /// <summary>The view of <paramref name="plan"/>.</summary>
    public static AcceleratorView Of(AcceleratorPlan plan)
    {
        var engine = plan.Parameters;
        return new AcceleratorView(
            ModuleName.Of(plan.Graph.Name),
            ModuleName.OneLine(plan.Graph.Name),
            $"{plan.Layers.Length}",
            $"{plan.Estimate.Macs}",
            $"{engine.Channels}",
            $"{engine.Pixels}",
            $"{plan.Input.Shape.Pixels * plan.Input.Layout.Blocks}",
            $"{plan.Input.Shape}",
            $"{plan.Result.Shape.Pixels * plan.Result.Layout.Blocks}",
            $"{plan.Result.Shape}",
            engine.WeightStream ? "" : MemoryFiles.Weights,
            engine.WeightSplit > 0 ? MemoryFiles.WeightRest : "",
            engine.WeightStream ? "" : MemoryFiles.Parameters,
            MemoryFiles.Descriptors,
            engine.HasTable ? MemoryFiles.Tables : "",
            $"[{(8 * engine.Channels) - 1}:0]",
            "[15:0]",
            TraceRanges.Of(engine),
            engine.DoublesClock,
            ParametersOf(engine)
        );
    }

    /// <summary>Every parameter of <c>cd_engine</c>, in its order.</summary>
    public static ImmutableArray<ParameterView> ParametersOf(EngineParameters engine) =>
        [
            new("BANK_DEPTH", $"{engine.BankDepth}"),
            new("WEIGHT_DEPTH", $"{engine.WeightDepth}"),
            new("PARAMETER_DEPTH", $"{engine.ParameterDepth}"),
            new("DESCRIPTOR_DEPTH", $"{engine.DescriptorDepth}"),
            new("TABLE_DEPTH", $"{engine.TableDepth}"),
            new("CHANNELS", $"{engine.Channels}"),
            new("PIXELS", $"{engine.Pixels}"),
            new("CONFIG_BITS", $"{engine.ConfigBits}"),
            new("ACC_BITS", $"{engine.AccBits}"),
            new("MULTIPLIER_BITS", $"{engine.MultiplierBits}"),
            new("WEIGHT_SPLIT", $"{engine.WeightSplit}"),
            new("WEIGHT_FILE", "WEIGHT_FILE"),
            new("WEIGHT_REST_FILE", "WEIGHT_REST_FILE"),
            new("PARAMETER_FILE", "PARAMETER_FILE"),
            new("DESCRIPTOR_FILE", "DESCRIPTOR_FILE"),
            new("TABLE_FILE", "TABLE_FILE"),
            new("PROFILE", Number(engine.Profile)),
            new("WEIGHT_STREAM", Flag(engine.WeightStream)),
            new("HAS_TABLE", Flag(engine.HasTable)),
            new("HAS_WINDOW", Flag(engine.HasWindow)),
            new("HAS_LANE_SUM", Flag(engine.HasLaneSum)),
            new("WEIGHT_LANES", $"{engine.WeightLanes}"),
            new("MAC_KIND", $"{(int)engine.Multipliers}"),
            new("REQUANTIZE_DOUBLED", Flag(engine.Requantizers == RequantizerKind.Doubled)),
            new("DRAIN_PORTS", $"{engine.DrainPorts}"),
            new("HAS_HALVES", engine.HasWholeHalves ? "2" : Flag(engine.HasHalves)),
            new("SMALL", Flag(engine.IsSmall)),
            new("HAS_PREFETCH", Flag(engine.HasPrefetch)),
            new("SINGLE_PORT", Flag(engine.SinglePortBanks)),
            new("RESULT_BANKS", $"{engine.ResultBanks}"),
        ];

    private static string Flag(bool value) => value ? "1" : "0";

    private static string Number(RequantizeProfile profile) =>
        profile switch
        {
            RequantizeProfile.Lean => "0",
            RequantizeProfile.Wide => "1",
            RequantizeProfile.Exact => "2",
            _ => throw new ArgumentOutOfRangeException(nameof(profile), profile, null),
        };
}
