// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Cli.Tests.Fixtures;

/// <summary>
/// A network with a regular, a depthwise and a pointwise convolution, batch norm, a residual sum, a maximum pool and a dense layer, compiled once for an
/// engine of 4 x 2 lanes. Tests copy the folder before they change it.
/// </summary>
public sealed class CompiledFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CompiledFixture()
    {
        Model = Build(_folder.Root);
        Calibration = NpyRecords.Write(_folder["calibration.npy"], 16, 3, 8, 8);
        Config = _folder.Write("small.yaml", "channels: 4\npixels: 2\n");
        Compiled = _folder["compiled"];
        Compile(Compiled).Exits(0);
    }

    public string Model { get; }

    public string Calibration { get; }

    public string Config { get; }

    public string Compiled { get; }

    internal Tool.Result Compile(string output, params string[] more) =>
        Tool.Run(["compile", Model, "--calibration", Calibration, "--config", Config, "--out", output, .. more]);

    /// <summary>A copy of the compiled folder.</summary>
    public string Copy(string target)
    {
        foreach (var file in Directory.EnumerateFiles(Compiled, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(Compiled, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy) ?? target);
            File.Copy(file, copy);
        }

        return target;
    }

    public void Dispose() => _folder.Dispose();

    private static string Build(string folder)
    {
        var model = new OnnxModel("small", 3, 8, 8).Conv(8, hasBias: false).BatchNorm().Relu();
        var shortcut = model.Value;
        return model
            .Conv(8, groups: 8)
            .Relu()
            .Conv(8, kernel: 1)
            .Add(shortcut)
            .Relu()
            .MaxPool(2)
            .Conv(6, groups: 2)
            .Relu()
            .Flatten()
            .Gemm(96, 5)
            .Save(folder);
    }
}

/// <summary>Tests that share one compiled network.</summary>
[CollectionDefinition(Name)]
public sealed class CompiledGroup : ICollectionFixture<CompiledFixture>
{
    public const string Name = "compiled";
}
