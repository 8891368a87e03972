// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping;

namespace CoDesign.Emit.Verilog;

/// <summary>One register of <c>cd_axi_lite_registers</c>.</summary>
/// <param name="Name">As in the RTL's comment, unique.</param>
/// <param name="Offset">Byte offset in hex.</param>
/// <param name="Access"><c>R</c>, <c>RW</c>, or <c>RW1C</c>: a one clears.</param>
/// <param name="Meaning">One line.</param>
public sealed record RegisterView(string Name, string Offset, string Access, string Meaning);

/// <summary>A bit, mask or constant of the C header.</summary>
/// <param name="Name">Without the prefix.</param>
/// <param name="Value">C literal.</param>
/// <param name="Meaning">One line.</param>
public sealed record ConstantView(string Name, string Value, string Meaning);

/// <summary>Placeholders of <c>templates/verilog/registers.h.hbs</c>.</summary>
public sealed record RegisterMap(
    string Module,
    ImmutableArray<RegisterView> Registers,
    ImmutableArray<ConstantView> Fields,
    ImmutableArray<ConstantView> Constants
)
{
    /// <summary>Name of the C header.</summary>
    public const string File = "registers.h";

    /// <summary>All registers; a test holds them against the header of <c>cd_axi_lite_registers</c> and docs/system.md.</summary>
    public static ImmutableArray<RegisterView> All { get; } =
    [
        new("ID", "0x00", "R", "0x434F4453"),
        new("VERSION", "0x04", "R", "major 31:16, minor 15:0"),
        new("ARRAY", "0x08", "R", "lanes: PIXELS 15:8, CHANNELS 7:0"),
        new("CONTROL", "0x0C", "RW", "start, run, interrupt enables, soft reset"),
        new("STATUS", "0x10", "RW1C", "busy, done, error and its source"),
        new("FRAMES", "0x14", "R", "frames finished since reset"),
        new("FRAME_CYCLES", "0x18", "R", "cycles of the last frame, from its start to done"),
        new("FRAME_STEPS", "0x1C", "R", "cycles of the last frame in which the array worked"),
        new("WEIGHT_ADDRESS", "0x20", "RW", "byte address of the weight image, low half"),
        new("WEIGHT_ADDRESS_HIGH", "0x24", "RW", "high half"),
        new("WEIGHT_BEATS", "0x28", "R", "bus beats of the weight image"),
        new("SCRATCH_ADDRESS", "0x2C", "RW", "byte address of the memory for feature maps, low half"),
        new("SCRATCH_ADDRESS_HIGH", "0x30", "RW", "high half"),
        new("SCRATCH_BYTES", "0x34", "R", "bytes of that memory; 0 when maps stay in the banks"),
    ];

    private static readonly ImmutableArray<ConstantView> Bits =
    [
        new("ID_VALUE", "0x434F4453u", "what ID reads"),
        new("CONTROL_START", "0x001u", "start one frame; reads 0"),
        new("CONTROL_RUN", "0x002u", "run frame after frame"),
        new("CONTROL_IRQ_DONE", "0x004u", "interrupt on done"),
        new("CONTROL_IRQ_ERROR", "0x008u", "interrupt on error"),
        new("CONTROL_SOFT_RESET", "0x100u", "reset the engine; reads 1 while it is under way"),
        new("STATUS_BUSY", "0x01u", "a frame is asked for or runs"),
        new("STATUS_DONE", "0x02u", "a frame has finished"),
        new("STATUS_ERROR", "0x04u", "a frame was given up"),
        new("STATUS_SOURCE", "0xF0u", "1 in bits 7:4: bus response, 2: bus timeout"),
    ];

    /// <summary>The header of one system.</summary>
    public static RegisterMap Of(AcceleratorPlan plan, string module, int streamBytes, long weightBeats) =>
        new(
            module,
            All,
            Bits,
            [
                new("STREAM_BYTES", $"{streamBytes}", "bytes of a beat of the image and result streams"),
                new("WORD_BYTES", $"{plan.Parameters.Channels}", "bytes of a word: one pixel, a block of channels"),
                new(
                    "IMAGE_BYTES",
                    $"{Words(plan.Input) * plan.Parameters.Channels}",
                    "bytes of an image on its stream"
                ),
                new(
                    "RESULT_BYTES",
                    $"{Words(plan.Result) * plan.Parameters.Channels}",
                    "bytes of a result on its stream"
                ),
                new(
                    "WEIGHT_BYTES",
                    $"{weightBeats * (plan.Configuration.Bus?.Width ?? 0) / 8}",
                    "bytes of weights.bin"
                ),
            ]
        );

    private static long Words(Mapping.Banks.TensorPlan tensor) => (long)tensor.Shape.Pixels * tensor.Layout.Blocks;
}
