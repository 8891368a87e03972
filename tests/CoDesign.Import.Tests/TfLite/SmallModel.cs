// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Import.Tests.TfLite;

/// <summary>Int8 models of a few hundred bytes that use every operator between them.</summary>
internal static class SmallModel
{
    /// <summary>pad, conv, depthwise, max pool, add, concat with a rescale, mean, reshape, dense, softmax over a 4 x 4 x 2 input.</summary>
    public static byte[] Build()
    {
        var random = new Random(1);
        var model = new TfLiteBuilder();
        var input = model.Value([1, 4, 4, 2], 0.5f, 3);
        var padded = model.Value([1, 6, 6, 2], 0.5f, 3);
        var amounts = model.Integers([4, 2], 0, 0, 1, 1, 1, 1, 0, 0);
        var conv = model.Value([1, 4, 4, 2], 0.25f, -10);
        var convWeights = model.Codes([2, 3, 3, 2], Random(random, 36), [0.1f, 0.2f]);
        var convBias = model.Integers([2], 5, -7);
        var depthwise = model.Value([1, 4, 4, 2], 0.25f, -10);
        var depthwiseWeights = model.Codes([1, 3, 3, 2], Random(random, 18), [0.1f, 0.2f], 3);
        var sum = model.Value([1, 4, 4, 2], 0.3f, -128);
        var pooled = model.Value([1, 2, 2, 2], 0.3f, -128);
        var average = model.Value([1, 2, 2, 2], 0.25f, -10);
        var joined = model.Value([1, 2, 2, 4], 0.3f, -128);
        var mean = model.Value([1, 1, 1, 4], 0.3f, -128);
        var axes = model.Integers([2], 1, 2);
        var flat = model.Value([1, 4], 0.3f, -128);
        var dense = model.Value([1, 3], 0.2f, 1);
        var denseWeights = model.Codes([3, 4], Random(random, 12), [0.15f]);
        var denseBias = model.Integers([3], 1, 2, 3);
        var softmax = model.Value([1, 3], 1.0f / 256, -128);
        model.Operator(34, [input, amounts], [padded], 22, []);
        model.Operator(
            3,
            [padded, convWeights, convBias],
            [conv],
            1,
            new FlatFields
            {
                [0] = (byte)1,
                [1] = 1,
                [2] = 1,
            }
        );
        model.Operator(
            4,
            [conv, depthwiseWeights],
            [depthwise],
            2,
            new FlatFields
            {
                [1] = 1,
                [2] = 1,
                [3] = 1,
            }
        );
        model.Operator(0, [conv, depthwise], [sum], 11, new FlatFields { [0] = (byte)1 });
        model.Operator(17, [sum], [pooled], 5, Pool());
        model.Operator(1, [conv], [average], 5, Pool());
        model.Operator(2, [pooled, average], [joined], 10, new FlatFields { [0] = 3 });
        model.Operator(40, [joined, axes], [mean], 27, new FlatFields { [0] = (byte)1 });
        model.Operator(22, [mean], [flat], 17, []);
        model.Operator(9, [flat, denseWeights, denseBias], [dense], 8, []);
        model.Operator(25, [dense], [softmax], 9, new FlatFields { [0] = 1.0f });
        return model.Build();
    }

    private static FlatFields Pool() =>
        new()
        {
            [1] = 2,
            [2] = 2,
            [3] = 2,
            [4] = 2,
        };

    private static sbyte[] Random(Random random, int count)
    {
        var codes = new sbyte[count];
        for (var i = 0; i < count; i++)
            codes[i] = (sbyte)random.Next(-127, 128);
        return codes;
    }
}
