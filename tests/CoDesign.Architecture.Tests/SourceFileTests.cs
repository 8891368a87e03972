// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Architecture.Tests;

/// <summary>What holds for every source file, whatever stands in it.</summary>
public sealed class SourceFileTests
{
    private const int MaxLines = 300;

    [Fact]
    public void StartsWithTheLicenceLine()
    {
        string[] slashes =
        [
            .. Sources.CSharp,
            .. Sources.Under("hw", ".v", ".sv"),
            .. Sources.Under("sim", ".v", ".sv", ".cpp"),
            "build.cake",
        ];
        string[] hashes = ["build.sh", "codesign", ".ci/run"];

        Assert.NotEmpty(Sources.CSharp);
        Sources.AssertNone(
            [
                .. slashes.Where(path =>
                    Sources.Lines(path).FirstOrDefault() != "// SPDX-License-Identifier: Apache-2.0"
                ),
                .. hashes.Where(path =>
                    Sources.Lines(path).ElementAtOrDefault(1) != "# SPDX-License-Identifier: Apache-2.0"
                ),
            ],
            "The first line is not the SPDX line:"
        );
    }

    [Fact]
    public void IsShortEnoughToReadInOneGo() =>
        Sources.AssertNone(
            from path in Sources.Under("src", ".cs")
            let count = Sources.Lines(path).Length
            where count > MaxLines
            select $"{path}: {count} lines",
            $"Split what is longer than {MaxLines} lines:"
        );

    [Fact]
    public void HasUnixLineEndsAndNoByteOrderMark()
    {
        string[] all =
        [
            .. Sources.CSharp,
            .. Sources.Under("hw", ".v", ".sv", ".md"),
            .. Sources.Under("sim", ".v", ".sv"),
            .. Sources.Under("templates", ".hbs"),
            "build.sh",
            "codesign",
            "build.cake",
        ];

        Sources.AssertNone(
            all.Where(path =>
            {
                var bytes = File.ReadAllBytes(TestPaths.InRepository(path));
                return bytes.Contains((byte)'\r') || bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]);
            }),
            "Carriage return or byte order mark in:"
        );
    }
}
