// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cosim.Vectors;

namespace CoDesign.Cosim.Tests.Vectors;

public sealed class VectorFolderTests
{
    [Fact]
    public void WritesWordsInTheOrderOfTheEngine()
    {
        using var folder = new TemporaryFolder();

        var count = VectorFolder.Write(
            folder.Root,
            MockNetwork.Network,
            MockNetwork.Golden(),
            [
                [0, 1, 2, 3, 4, 5, 6, 7, 8],
            ]
        );

        Assert.Equal(1, count);
        // Lanes 0..3 hold channels 2, 0, none, 1; byte 0 is rightmost.
        Assert.Equal(["01000002", "04000305", "07000608"], File.ReadAllLines(Path.Combine(folder.Root, "images.hex")));
        Assert.Equal(["01000002", "07000608", "04000305"], File.ReadAllLines(Path.Combine(folder.Root, "trace.hex")));
        Assert.Equal(["01000002", "04000305", "07000608"], File.ReadAllLines(Path.Combine(folder.Root, "results.hex")));
        // Blocks, pixel steps, pixels, mask, first step.
        Assert.Equal(
            ["00000001 00000002 00000003 00000000 00000000 00000002 00000000 00000000"],
            File.ReadAllLines(Path.Combine(folder.Root, "layers.hex"))
        );
        Assert.Equal(["ff00ffff", "ff00ffff"], File.ReadAllLines(Path.Combine(folder.Root, "masks.hex")));
    }

    [Fact]
    public void ReadsImagesBack()
    {
        using var folder = new TemporaryFolder();
        var records = MockNetwork.Records(3).ToList();
        VectorFolder.Write(folder.Root, MockNetwork.Network, MockNetwork.Golden(), records);

        Assert.Equal(records, VectorFolder.ReadImages(folder.Root, MockNetwork.Network, signed: false));
    }

    [Fact]
    public void MovesSignedCodesByTheOffsetInsideTheEngineOnly()
    {
        var inside = MockNetwork.Tensor("y", offset: 128);
        var outside = MockNetwork.Tensor("y");
        short[] codes = [-128, 0, 127, 0, 0, 0, 0, 0, 0];

        Assert.Equal([255, 0, 128], new[] { 0, 1, 3 }.Select(lane => (int)inside.ByteOf(codes, 0, 0, lane)));
        Assert.Equal([127, 128, 0], new[] { 0, 1, 3 }.Select(lane => (int)outside.ByteOf(codes, 0, 0, lane)));
    }
}
