// SPDX-License-Identifier: Apache-2.0
using Xunit.Abstractions;

namespace CoDesign.Cli.Tests.Commands;

/// <summary>
/// What whole accelerators may cost (docs/synthesis.md). Exit 0 says that synthesis found no latch, no net with several drivers or none, no loop, and no large memory outside block RAM (CD6101 to CD6105).
/// </summary>
[Trait("Category", "Nightly")]
public sealed class SynthesisGoalTests(ITestOutputHelper output)
{
    private const string Separable = "models/factorizenet/factorizenet_w025_dws_conv_qop_u8u8.onnx";
    private const string ResNet = "models/factorizenet/resnet8_qop_u8u8.onnx";

    /// <summary>An earlier study of this array took 115 LUT for each packed multiplier, and 4.9 thousand for 64 plain ones without a memory bus.</summary>
    [ToolTheory("yosys", Shared = [Separable, ResNet])]
    [InlineData(Separable, "channels: 8\npixels: 8\nweights: memory\nbus: { width: 64 }\n", 8000, 72)]
    [InlineData(Separable, "channels: 8\npixels: 8\nweights: memory\nbus: { width: 128 }\n", 8000, 72)]
    [InlineData(ResNet, "channels: 16\npixels: 8\nmultipliers: packed\n", 115 * 128, 80)]
    public void StaysBelowItsGoal(string model, string config, int luts, int dsps)
    {
        using var folder = new TemporaryFolder();
        Tool.Run(
                "compile",
                SharedFolder.PathOf(model),
                "--config",
                folder.Write("c.yaml", config),
                "--out",
                folder["out"]
            )
            .Exits(0);

        var total = Tool.Run("synth", folder["out"], "--target", "xc7", "--json").Exits(0).Json.GetProperty("total");

        output.WriteLine($"{config.ReplaceLineEndings(" ")}: {total}");
        Assert.InRange(total.GetProperty("luts").GetInt32(), 1, luts);
        Assert.Equal(dsps, total.GetProperty("dsps").GetInt32());
        Assert.Contains(total.GetProperty("blockRams").EnumerateObject(), blocks => blocks.Value.GetInt32() > 0);
    }
}
