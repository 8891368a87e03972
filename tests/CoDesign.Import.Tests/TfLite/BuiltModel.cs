// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.TfLite;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Verification;

namespace CoDesign.Import.Tests.TfLite;

/// <summary>Reads what a <see cref="TfLiteBuilder"/> built.</summary>
internal static class BuiltModel
{
    public const byte Same = 0;
    public const byte Valid = 1;

    /// <summary>The graph, verified.</summary>
    public static Graph Read(TfLiteBuilder model)
    {
        var diagnostics = new DiagnosticBag();
        var graph = TfLiteReader.Read(model.Build(), "m.tflite", diagnostics);
        Assert.Equal("", string.Join('\n', diagnostics.Items));
        Assert.NotNull(graph);
        Assert.True(GraphVerifier.Verify(graph, diagnostics), string.Join('\n', diagnostics.Items));
        return graph;
    }

    /// <summary>The node that defines the output.</summary>
    public static T Last<T>(TfLiteBuilder model)
        where T : Node
    {
        var graph = Read(model);
        return Assert.IsType<T>(graph[graph.Output]);
    }

    /// <summary>All diagnostics of a model that is refused.</summary>
    public static string[] Errors(TfLiteBuilder model) => Errors(model.Build());

    /// <summary>All diagnostics of a file that is refused.</summary>
    public static string[] Errors(byte[] bytes)
    {
        var diagnostics = new DiagnosticBag();
        Assert.Null(TfLiteReader.Read(bytes, "m.tflite", diagnostics));
        return [.. diagnostics.Items.Select(item => item.ToString())];
    }

    /// <summary>Conv2DOptions.</summary>
    public static FlatFields Conv(byte padding, int stride = 1, byte activation = 0, int dilation = 1) =>
        new()
        {
            [0] = padding,
            [1] = stride,
            [2] = stride,
            [3] = activation,
            [4] = dilation,
            [5] = dilation,
        };

    /// <summary>Pool2DOptions.</summary>
    public static FlatFields Pool(byte padding, int stride, int width, int height, byte activation = 0) =>
        new()
        {
            [0] = padding,
            [1] = stride,
            [2] = stride,
            [3] = width,
            [4] = height,
            [5] = activation,
        };
}
