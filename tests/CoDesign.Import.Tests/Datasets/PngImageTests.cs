// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.Datasets;

namespace CoDesign.Import.Tests.Datasets;

public sealed class PngImageTests
{
    [Fact]
    public void ReadsRgb() => Assert.Equal([1, 2, 3, 4, 5, 6], Decode(PngWriter.Write(1, 2, 8, 2, [1, 2, 3, 4, 5, 6])));

    [Fact]
    public void ReadsGray() => Assert.Equal([9, 8, 7, 6], Decode(PngWriter.Write(2, 2, 8, 0, [9, 8, 7, 6])));

    [Theory]
    [InlineData(1, 0b1010_0000, new byte[] { 255, 0, 255 })]
    [InlineData(2, 0b1101_1000, new byte[] { 255, 85, 170 })]
    public void StretchesFewBits(int bits, byte row, byte[] expected) =>
        Assert.Equal(expected, Decode(PngWriter.Write(3, 1, bits, 0, [row])));

    [Fact]
    public void ReadsFourBitGray() =>
        Assert.Equal([0xFF, 0x11, 0x22], Decode(PngWriter.Write(3, 1, 4, 0, [0xF1, 0x20])));

    [Fact]
    public void LooksUpThePalette() =>
        Assert.Equal([4, 5, 6, 1, 2, 3], Decode(PngWriter.Write(2, 1, 8, 3, [1, 0], palette: [1, 2, 3, 4, 5, 6])));

    [Fact]
    public void DropsAnOpaqueAlpha() => Assert.Equal([1, 2, 3], Decode(PngWriter.Write(1, 1, 8, 6, [1, 2, 3, 255])));

    [Fact]
    public void UndoesEveryFilter()
    {
        // None, Sub, Up, Average, Paeth over gray rows of three pixels; expected values worked out by hand.
        byte[] rows = [10, 20, 30, 5, 5, 5, 1, 1, 1, 2, 2, 2, 3, 3, 3];
        byte[] expected = [10, 20, 30, 5, 10, 15, 6, 11, 16, 5, 10, 15, 8, 13, 18];

        Assert.Equal(expected, Decode(PngWriter.Write(3, 5, 8, 0, rows, filters: [0, 1, 2, 3, 4])));
    }

    [Fact]
    public void SaysThatItIsInterlaced() =>
        Assert.Equal("it is interlaced. Save it without.", Problem(PngWriter.Write(1, 1, 8, 0, [1], interlace: 1)));

    [Fact]
    public void SaysThatSixteenBitsAreNotSupported() =>
        Assert.Equal(
            "16 bits of color type 2 are not supported. Save it as 8-bit gray or RGB.",
            Problem(PngWriter.Write(1, 1, 16, 2, [1, 2, 3, 4, 5, 6]))
        );

    [Fact]
    public void SaysThatItIsTransparent_WhenAlphaIsNotFull() =>
        Assert.Equal("it is transparent. Save it without alpha.", Problem(PngWriter.Write(1, 1, 8, 6, [1, 2, 3, 254])));

    [Fact]
    public void SaysThatItIsTransparent_WhenAColorIs() =>
        Assert.Equal(
            "it is transparent. Save it without alpha.",
            Problem(PngWriter.Write(1, 1, 8, 2, [1, 2, 3], transparency: [0, 1, 0, 2, 0, 3]))
        );

    [Fact]
    public void SaysThatAPixelIsOutsideThePalette() =>
        Assert.Equal(
            "a pixel is outside the palette.",
            Problem(PngWriter.Write(1, 1, 8, 3, [2], palette: [1, 2, 3, 4, 5, 6]))
        );

    [Fact]
    public void SaysThatAFilterIsUnknown() =>
        Assert.Equal("a row has an unknown filter.", Problem(PngWriter.Write(1, 1, 8, 0, [2], filters: [5])));

    [Fact]
    public void SaysThatPixelsAreMissing() =>
        Assert.Equal("the pixels are truncated.", Problem(PngWriter.Write(2, 2, 8, 0, [1, 2])));

    [Fact]
    public void NeverThrows_WhenBytesAreWrong()
    {
        var random = new Random(1);
        var whole = PngWriter.Write(4, 4, 8, 2, [.. Enumerable.Range(0, 48).Select(i => (byte)i)]);
        for (var i = 0; i < whole.Length; i++)
        {
            Assert.NotEmpty(Problem(whole[..i]));
            var changed = (byte[])whole.Clone();
            changed[i] ^= (byte)random.Next(1, 256);
            var (pixels, problem) = PngImage.Decode(changed);
            Assert.True(pixels is null && problem.Length > 0, $"byte {i}");
        }
    }

    private static byte[]? Decode(byte[] file)
    {
        var (pixels, problem) = PngImage.Decode(file);
        Assert.Equal("", problem);
        return pixels;
    }

    private static string Problem(byte[] file)
    {
        var (pixels, problem) = PngImage.Decode(file);
        Assert.Null(pixels);
        return problem;
    }
}
