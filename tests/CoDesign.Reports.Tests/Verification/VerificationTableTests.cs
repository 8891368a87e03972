// SPDX-License-Identifier: Apache-2.0
using CoDesign.Reports.Verification;

namespace CoDesign.Reports.Tests.Verification;

public sealed class VerificationTableTests
{
    private static VerificationSummary Summary(int images, string stalls, long mismatches) =>
        new("m", "icarus", images, stalls, 7, 1234567, mismatches, [], 100, 50, images > 2 ? 25 : null, 0.5, null, []);

    [Theory]
    [InlineData(1, "auto", 0, "0 mismatches in 1,234,567 bytes (1 image in icarus, no stalls).")]
    [InlineData(
        2,
        "auto",
        0,
        "0 mismatches in 1,234,567 bytes (2 images in icarus, random stalls from the second on, seed 7)."
    )]
    [InlineData(
        3,
        "auto",
        0,
        "0 mismatches in 1,234,567 bytes (3 images in icarus, random stalls from the third on, seed 7)."
    )]
    [InlineData(2, "off", 0, "0 mismatches in 1,234,567 bytes (2 images in icarus, no stalls).")]
    [InlineData(
        1,
        "on",
        1200,
        "1,200 words with mismatches in 1,234,567 bytes (1 image in icarus, random stalls, seed 7)."
    )]
    public void SaysUnderWhichCircumstances(int images, string stalls, long mismatches, string sentence) =>
        Assert.Equal(sentence, VerificationTable.Sentence(Summary(images, stalls, mismatches)));

    [Fact]
    public void FrameIntervalStandsBesideTheLatency()
    {
        Assert.Equal("image in to result out||100|50||50.00 %", Row(Summary(2, "auto", 0), 0));
        Assert.Single(VerificationTable.Of(Summary(2, "auto", 0)).Rows);
        Assert.Equal("frame to frame||100|25||100.00 %", Row(Summary(3, "auto", 0), 1));
    }

    private static string Row(VerificationSummary summary, int row) =>
        string.Join('|', VerificationTable.Of(summary).Rows[row]);
}
