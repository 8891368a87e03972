// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Cli.Tests.Commands;

[Collection(CompiledGroup.Name)]
public sealed class EstimateTests(CompiledFixture fixture)
{
    [Fact]
    public void NeedsNoCalibration()
    {
        var model = Tool.Run("estimate", fixture.Model, "--config", fixture.Config, "--json").Exits(0).Json;
        var folder = Tool.Run("estimate", fixture.Compiled, "--json").Exits(0).Json;

        Assert.Equal(folder.GetProperty("cycles").GetInt64(), model.GetProperty("cycles").GetInt64());
        Assert.Equal(4, folder.GetProperty("accelerator").GetProperty("channels").GetInt32());
    }

    [Fact]
    public void FollowsTheConfiguration()
    {
        using var folder = new TemporaryFolder();
        var larger = folder.Write("larger.yaml", "channels: 8\npixels: 4\n");

        var small = Tool.Run("estimate", fixture.Compiled, "--json").Exits(0).Json;
        var large = Tool.Run("estimate", fixture.Compiled, "--config", larger, "--json").Exits(0).Json;

        Assert.True(large.GetProperty("cycles").GetInt64() < small.GetProperty("cycles").GetInt64());
        Assert.Equal(small.GetProperty("macs").GetInt64(), large.GetProperty("macs").GetInt64());
    }
}
