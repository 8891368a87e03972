// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Cli.Tests.Commands;

public sealed class InspectTests
{
    [Fact]
    public void ListsTheLayers()
    {
        using var folder = new TemporaryFolder();
        var model = new OnnxModel("one", 3, 8, 8).Conv(4, stride: 2).BatchNorm().Relu().Save(folder.Root);

        var json = Tool.Run("inspect", model, "--json").Exits(0).Json;

        var layer = Assert.Single(json.GetProperty("layers").EnumerateArray());
        Assert.Equal("conv2d", layer.GetProperty("op").GetString());
        Assert.Equal([4, 4, 4], layer.GetProperty("shape").EnumerateArray().Select(d => d.GetInt32()));
        Assert.Equal(4 * 4 * 4 * 27, layer.GetProperty("macs").GetInt64());
        Assert.Equal((4 * 27) + 4, json.GetProperty("parameters").GetInt64());
        Assert.Equal((3 * 64) + 64, json.GetProperty("peakActivationBytes").GetInt64());
    }

    [Fact]
    public void NamesWhatIsUnsupported()
    {
        using var folder = new TemporaryFolder();
        var model = new OnnxModel("odd", 3, 8, 8).Conv(4);
        var path = model.Node("Erf", [model.Value]).Node("Sin", [model.Value]).Save(folder.Root);

        var result = Tool.Run("inspect", path, "--json").Exits(2);

        var messages = result
            .Json.GetProperty("diagnostics")
            .EnumerateArray()
            .Select(d => d.GetProperty("message").GetString() ?? "")
            .ToList();
        Assert.Contains(messages, m => m.StartsWith("Erf 'erf_2'", StringComparison.Ordinal));
        Assert.Contains(messages, m => m.StartsWith("Sin 'sin_3'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, 266.0)]
    [InlineData(2, 153.8)]
    [InlineData(-2, 104.3)]
    public void CountsTheThesisMacsOfTheFullWidth(int factor, double millions)
    {
        using var folder = new TemporaryFolder();
        var path = FactorizeNet(factor).Save(folder.Root);

        var json = Tool.Run("inspect", path, "--json").Exits(0).Json;
        var estimate = Tool.Run("estimate", path, "--json").Exits(0).Json;

        Assert.Equal(millions, Math.Round(json.GetProperty("convMacs").GetInt64() / 1e6, 1));
        Assert.Equal(json.GetProperty("convMacs").GetInt64(), estimate.GetProperty("convMacs").GetInt64());
        Assert.True(estimate.GetProperty("cycles").GetInt64() > 0);
    }

    [Theory]
    [InlineData("1", 266.0)]
    [InlineData("2", 153.8)]
    [InlineData("pyramid2", 104.3)]
    public void CountsTheThesisMacsOfTheArchitecture(string rate, double millions)
    {
        var architecture = TestPaths.InRepository("examples", "factorizenet_architecture.yaml");

        var json = Tool.Run("inspect", architecture, "--rate", rate, "--json").Exits(0).Json;

        Assert.Equal(millions, Math.Round(json.GetProperty("convMacs").GetInt64() / 1e6, 1));
    }

    [Fact]
    public void RefusesARateOfAModelAndAFolder()
    {
        using var folder = new TemporaryFolder();
        var model = new OnnxModel("one", 3, 8, 8).Conv(4).Save(folder.Root);

        Assert.Equal(
            $"error CD5908: '{model}' has its groups already. Option '--rate' needs an architecture, .yaml.\n",
            Tool.Run("inspect", model, "--rate", "2").Exits(2).Error
        );
        Assert.Equal(
            $"error CD5907: '{folder.Root}' is a folder. Name a model file: .onnx or .tflite.\n",
            Tool.Run("inspect", folder.Root).Exits(2).Error
        );
    }

    [SharedTheory("models/factorizenet")]
    [InlineData("factorizenet_w025_regular_conv", 16_957_440, 533_120, 654_234)]
    [InlineData("factorizenet_w025_f2", 9_945_088, 533_120, 602_426)]
    [InlineData("factorizenet_w025_dws_conv", 2_848_768, 533_120, 550_730)]
    [InlineData("resnet8", 12_500_992, 640, 78_042)]
    public void CountsWhatTheTrainerCounted(string model, long convMacs, long denseMacs, long parameters)
    {
        var json = Tool.Run("inspect", SharedFolder.PathOf($"models/factorizenet/{model}.onnx"), "--json")
            .Exits(0)
            .Json;

        Assert.Equal(convMacs, json.GetProperty("convMacs").GetInt64());
        Assert.Equal(denseMacs, json.GetProperty("denseMacs").GetInt64());
        Assert.Equal(parameters, json.GetProperty("trainedParameters").GetInt64());
    }

    [Fact]
    public void ReportsAMissingFile()
    {
        Assert.Contains(
            "CD5905: 'nothing.onnx' does not exist.",
            Tool.Run("inspect", "nothing.onnx").Exits(2).Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void ReportsADamagedFile()
    {
        using var folder = new TemporaryFolder();
        var model = new OnnxModel("one", 3, 8, 8).Conv(4).Save(folder.Root);
        File.WriteAllBytes(model, File.ReadAllBytes(model)[..200]);

        Assert.Contains("error CD1", Tool.Run("inspect", model).Exits(2).Error, StringComparison.Ordinal);
    }

    /// <summary>The thesis' macro-architecture at width 1: 1 regular, 2 uniform f = 2, -2 reverse pyramid from f = 2, doubling after each stride.</summary>
    private static OnnxModel FactorizeNet(int factor)
    {
        var model = new OnnxModel("factorizenet", 3, 32, 32).Conv(64, hasBias: false).BatchNorm().Relu();
        (int Channels, int Stride)[] blocks =
        [
            (64, 1),
            (64, 1),
            (128, 2),
            (128, 1),
            (128, 1),
            (256, 2),
            (256, 1),
            (256, 1),
        ];
        var groups = Math.Abs(factor);
        var channels = 64;
        foreach (var (outputs, stride) in blocks)
        {
            if (factor == 1)
            {
                model.Conv(outputs, stride: stride, hasBias: false).BatchNorm().Relu();
            }
            else
            {
                model.Conv(channels, stride: stride, groups: groups, hasBias: false).BatchNorm().Relu();
                model.Conv(outputs, kernel: 1, hasBias: false).BatchNorm().Relu();
            }

            groups *= factor < 0 && stride == 2 ? 2 : 1;
            channels = outputs;
        }

        return model.Flatten().Gemm(256 * 64, 10);
    }
}
