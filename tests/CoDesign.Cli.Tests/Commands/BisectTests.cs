// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CoDesign.Cli.Tests.Commands;

/// <summary>bisect finds nothing in what compile wrote, and exactly the layer and channel whose constant is changed.</summary>
[Collection(CompiledGroup.Name)]
public sealed partial class BisectTests(CompiledFixture fixture)
{
    /// <summary>Table of the emitted sources, from 1, that is changed: the third convolution, pointwise 8 to 8.</summary>
    private const int Layer = 3;

    private const int Channel = 2;

    [ToolTheory("g++", "gcc", "make", "iverilog", "vvp")]
    [InlineData("all", "csharp", 3)]
    [InlineData("csharp", "rtl", 1)]
    [InlineData("rtl", "hls", 1)]
    [InlineData("c", "hls", 1)]
    public void FindsNoDifference(string target, string against, int comparisons)
    {
        var json = Tool.Run("bisect", fixture.Compiled, "--target", target, "--against", against, "--json")
            .Exits(0)
            .Json;

        var found = json.GetProperty("comparisons").EnumerateArray().ToList();
        Assert.Equal(comparisons, found.Count);
        Assert.All(found, comparison => Assert.True(comparison.GetProperty("equal").GetBoolean()));
        Assert.All(found, comparison => Assert.Equal(2, comparison.GetProperty("images").GetInt32()));
    }

    [ToolTheory("gcc", "g++", "make")]
    [InlineData("csharp")]
    [InlineData("hls")]
    public void FindsTheChangedWeightOfTheC(string against)
    {
        using var folder = new TemporaryFolder();
        var copy = fixture.Copy(folder["copy"]);
        // Rows of weights are filled up to whole blocks: a channel's row is an eighth of the table.
        var name = Change(Path.Combine(copy, "c", "weights.c"), numbers => Channel * (numbers / 8));

        var first = Differing(copy, "c", against);

        AssertPlace(first, name, Channel);
    }

    [ToolTheory("gcc", "g++", "make")]
    [InlineData("csharp")]
    [InlineData("c")]
    public void FindsTheChangedConstantOfTheHls(string against)
    {
        using var folder = new TemporaryFolder();
        var copy = fixture.Copy(folder["copy"]);
        // For every step a code for each of four lanes.
        var name = Change(Path.Combine(copy, "hls", "weights.hpp"), _ => Channel);

        var first = Differing(copy, "hls", against);

        AssertPlace(first, name, Channel);
    }

    [ToolTheory("gcc", "make", "iverilog", "vvp")]
    [InlineData("rtl", "csharp")]
    [InlineData("c", "rtl")]
    public void FindsTheChangedByteOfTheMemoryImage(string target, string against)
    {
        using var folder = new TemporaryFolder();
        var copy = fixture.Copy(folder["copy"]);
        var path = Path.Combine(copy, "rtl", "weights.hex");
        var lines = File.ReadAllLines(path);
        // The first word holds the first weight of the first four channels, the first of them last.
        var word = Convert.FromHexString(lines[0]);
        word[^2] ^= 0x40;
        lines[0] = Convert.ToHexStringLower(word);
        File.WriteAllLines(path, lines);
        var names = TableName().Matches(File.ReadAllText(Path.Combine(copy, "c", "weights.c")));

        var first = Differing(copy, target, against);

        AssertPlace(first, names[0].Groups["name"].Value, channel: 1);
    }

    [Fact]
    public void RefusesTheSameExecutorTwice() =>
        Tool.Run("bisect", fixture.Compiled, "--target", "c", "--against", "c").Exits(2);

    [Fact]
    public void HelpShowsAnExample() =>
        Assert.Contains(
            "codesign bisect build/model",
            Tool.Run("bisect", "--help").Exits(0).Output,
            StringComparison.Ordinal
        );

    [ToolFact("gcc", "make")]
    public void PrintsTheTermsAndTheSteps()
    {
        using var folder = new TemporaryFolder();
        var copy = fixture.Copy(folder["copy"]);
        var name = Change(Path.Combine(copy, "c", "weights.c"), numbers => Channel * (numbers / 8));

        var output = Tool.Run("bisect", copy, "--target", "c").Exits(1).Output;

        Assert.Contains(
            $"c and csharp differ first in layer '{name}' (conv2d), image 0",
            output,
            StringComparison.Ordinal
        );
        foreach (
            var word in new[] { "x - Zx", "w - Zw", "product", "bias", "accumulator", "multiplier", "scaled", "code" }
        )
            Assert.Contains(word, output, StringComparison.Ordinal);
    }

    private static JsonElement Differing(string folder, string target, string against)
    {
        var json = Tool.Run("bisect", folder, "--target", target, "--against", against, "--json").Exits(1).Json;
        var comparison = Assert.Single(json.GetProperty("comparisons").EnumerateArray());
        Assert.False(comparison.GetProperty("equal").GetBoolean());
        return comparison.GetProperty("first");
    }

    /// <summary>The place, and a trace that ends in the code of the side that was left alone.</summary>
    private static void AssertPlace(JsonElement first, string layer, int channel)
    {
        Assert.Equal(layer, first.GetProperty("layer").GetString());
        Assert.Equal(channel, first.GetProperty("channel").GetInt32());
        var trace = first.GetProperty("trace");
        var codes = new[] { first.GetProperty("target").GetInt32(), first.GetProperty("against").GetInt32() };
        Assert.Contains(trace.GetProperty("code").GetInt32(), codes);
        Assert.NotEqual(codes[0], codes[1]);
        var terms = trace.GetProperty("terms").EnumerateArray().ToList();
        Assert.Equal(
            terms.Sum(term => term.GetProperty("product").GetInt64()),
            terms[^1].GetProperty("sum").GetInt64()
        );
    }

    /// <summary>Changes one number of the weights of <see cref="Layer"/>; returns the layer's name.</summary>
    private static string Change(string path, Func<int, int> index)
    {
        var text = File.ReadAllText(path);
        var table = TableName().Matches(text)[Layer - 1];
        var numbers = Number().Matches(table.Groups["numbers"].Value);
        var number = numbers[index(numbers.Count)];
        var weight = int.Parse(number.Value, CultureInfo.InvariantCulture);
        var changed = weight > 0 ? weight - 100 : weight + 100;
        var at = table.Groups["numbers"].Index + number.Index;
        File.WriteAllText(
            path,
            text[..at] + changed.ToString(CultureInfo.InvariantCulture) + text[(at + number.Length)..]
        );
        return table.Groups["name"].Value;
    }

    [GeneratedRegex(
        @"(?:/\*|//) (?<name>[^\n]+): weights(?: \*/)?\n[^\n]*\{(?<numbers>[^}]*)\}",
        RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex TableName();

    [GeneratedRegex(@"-?\d+", RegexOptions.None, 10_000)]
    private static partial Regex Number();
}
