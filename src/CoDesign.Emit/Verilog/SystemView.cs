// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Mapping;

namespace CoDesign.Emit.Verilog;

/// <summary>Placeholders of <c>templates/verilog/system.v.hbs</c>.</summary>
public sealed record SystemView(
    string Module,
    string Accelerator,
    string StreamBytes,
    string BusBits,
    string ImageBeats,
    string ResultBeats,
    string WeightBeats,
    string AddressRange,
    string BusRange,
    string StreamRange,
    string WordRange,
    string IndexRange,
    TraceRanges Trace,
    bool HasMemory,
    bool HasMaps,
    string ScratchBytes,
    string KeepRange,
    bool DoublesClock,
    ImmutableArray<ParameterView> Parameters
)
{
    /// <summary>The view of <paramref name="plan"/> on <paramref name="bus"/> around the generated module <paramref name="accelerator"/>.</summary>
    public static SystemView Of(
        AcceleratorPlan plan,
        BusConfiguration bus,
        AcceleratorView accelerator,
        long weightBeats
    )
    {
        var engine = plan.Parameters;
        var streamBytes = bus.StreamBytes ?? engine.Channels;
        var parts = engine.Channels / streamBytes;
        var maps = plan.Transfers;
        var scratchBytes = (maps?.ScratchWords ?? 0) * engine.Channels;
        return new SystemView(
            ModuleName.OfSystem(plan.Graph.Name),
            accelerator.Module,
            $"{streamBytes}",
            $"{bus.Width}",
            $"{(long)plan.Input.Shape.Pixels * plan.Input.Layout.Blocks * parts}",
            $"{(long)plan.Result.Shape.Pixels * plan.Result.Layout.Blocks * parts}",
            $"{weightBeats}",
            $"[{bus.AddressBits - 1}:0]",
            $"[{bus.Width - 1}:0]",
            $"[{(8 * streamBytes) - 1}:0]",
            accelerator.WordRange,
            accelerator.IndexRange,
            accelerator.Trace,
            engine.WeightStream,
            maps is not null,
            $"{scratchBytes}",
            $"[{(bus.Width / 8) - 1}:0]",
            engine.DoublesClock,
            [
                new("CHANNELS", $"{engine.Channels}"),
                new("PIXELS", $"{engine.Pixels}"),
                new("STREAM_BYTES", $"{streamBytes}"),
                new("BUS_BITS", $"{bus.Width}"),
                new("ADDRESS_BITS", $"{bus.AddressBits}"),
                new("BURST_BEATS", $"{bus.BurstBeats}"),
                new("FIFO_BEATS", $"{bus.FifoBeats}"),
                new("WEIGHT_BEATS", $"{Math.Max(1, weightBeats)}"),
                new("TIMEOUT_CYCLES", $"{bus.TimeoutCycles}"),
                new("HAS_MEMORY", engine.WeightStream ? "1" : "0"),
                new("MAP_INPUTS", $"{maps?.Inputs.Length ?? 0}"),
                new("MAP_OUTPUTS", $"{maps?.Outputs.Length ?? 0}"),
                new("MAP_INPUT_FILE", maps is null ? "\"\"" : $"\"{TransferFiles.Inputs}\""),
                new("MAP_OUTPUT_FILE", maps is null ? "\"\"" : $"\"{TransferFiles.Outputs}\""),
                new("SCRATCH_BYTES", $"{scratchBytes}"),
            ]
        );
    }
}
