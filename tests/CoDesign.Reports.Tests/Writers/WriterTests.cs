// SPDX-License-Identifier: Apache-2.0
using CoDesign.Reports.Json;
using CoDesign.Reports.Layers;
using CoDesign.Reports.Writers;

namespace CoDesign.Reports.Tests.Writers;

public sealed class WriterTests
{
    private static NetworkSummary Summary() =>
        new(
            "a<b>",
            [4, 4, 3],
            [
                new LayerSummary("conv \"1\", first", "conv2d", [4, 4, 3], [4, 4, 8])
                {
                    Kernel = [3, 3],
                    Stride = [1, 1],
                    Groups = 1,
                    Macs = 3456,
                    Parameters = 224,
                    WeightBytes = 248,
                    ActivationBytes = 128,
                    Cycles = 40,
                    MacUtilization = 0.675,
                    UtilizationBound = 0.75,
                    BoundReasons = ["8 output channels fill 16 lanes"],
                },
            ]
        )
        {
            PeakActivationBytes = 176,
            Cycles = 64,
            CyclesSource = "estimate",
        };

    [Fact]
    public void CsvQuotesAndLeavesUnknownCellsEmpty() =>
        Assert.Equal(
            "name,op,inputShape,shape,kernel,stride,groups,macs,parameters,weightBytes,activationBytes,cycles,macUtilization,utilizationBound,energyPj\n"
                + "\"conv \"\"1\"\", first\",conv2d,4x4x3,4x4x8,3x3,1x1,1,3456,224,248,128,40,0.675,0.75,\n",
            LayersCsv.Write(Summary())
        );

    [Fact]
    public void JsonLeavesUnknownFiguresOut()
    {
        var json = ResultJson.ToObject(Summary());

        Assert.Equal(64, (long?)json["cycles"]);
        Assert.Equal(3456, (long?)json["macs"]);
        Assert.False(json.ContainsKey("energyPj"));
        Assert.Equal(40, (long?)json["layers"]?[0]?["cycles"]);
    }
}
