// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using Microsoft.Playwright;

namespace CoDesign.Reports.Tests.Pages;

/// <summary>The page in headless Chromium, as a person uses it.</summary>
public sealed class BrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string Table = "#layer-table tbody tr";

    [ToolTheory("chromium")]
    [InlineData("one", 13)]
    [InlineData("two", 20)]
    [InlineData("compiled", 3)]
    [InlineData("degenerate", 12)]
    [InlineData("factorized", 9)]
    public async Task LoadsWithoutErrorsAndWithoutARequest(string name, int leastFigures)
    {
        await using var open = await browser.OpenAsync(Contents.Of(name));
        await open.Page.WaitForFunctionAsync(
            "() => document.querySelectorAll('figure .plot').length > 0 && [...document.querySelectorAll('figure .plot')].every(plot => plot.firstChild)"
        );
        var figures = await open.Page.EvaluateAsync<int>(
            "() => document.querySelectorAll('figure .plot > svg').length"
        );
        var text = await open.Page.EvaluateAsync<string>(
            "() => document.body.textContent.replace(document.getElementById('content').textContent, '').replace([...document.scripts].map(s => s.textContent).join(''), '')"
        );
        var visible = await open.Page.InnerTextAsync("body");

        Assert.Empty(open.Errors);
        Assert.Single(open.Requests);
        Assert.True(figures >= leastFigures, $"{figures} figures");
        Assert.DoesNotMatch(@"\bNaN\b|\bInfinity\b|\bundefined\b|\bnull\b|\[object", visible);
        Assert.DoesNotContain(
            "NaN",
            await open.Page.EvaluateAsync<string>(
                "() => [...document.querySelectorAll('figure svg')].map(svg => svg.outerHTML).join('')"
            ),
            StringComparison.Ordinal
        );
        Assert.NotEmpty(text);
    }

    [ToolFact("chromium")]
    public async Task EveryLayerHasAPage()
    {
        await using var open = await browser.OpenAsync(Contents.Of("degenerate"));
        var addresses = await open.Page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('#layer-table a')].map(link => link.getAttribute('href'))"
        );

        Assert.Equal(4, addresses.Length);
        foreach (var address in addresses)
        {
            await open.Page.EvaluateAsync("address => { location.hash = address; }", address);
            await open.Page.WaitForSelectorAsync("#layer h1");
            Assert.DoesNotMatch(
                @"\bNaN\b|\bInfinity\b|\bundefined\b|\bnull\b|\[object",
                await open.Page.InnerTextAsync("#layer")
            );
        }

        Assert.Empty(open.Errors);
    }

    [ToolFact("chromium")]
    public async Task HeadingsSortBothWaysAndSaySo()
    {
        await using var open = await browser.OpenAsync(Contents.Of("one"));
        var heading = open.Page.Locator(
            "#layer-table th[aria-sort]",
            new PageLocatorOptions { HasTextString = "parameters" }
        );
        await heading.Locator("button").ClickAsync();

        Assert.Equal("descending", await heading.GetAttributeAsync("aria-sort"));
        var down = await ColumnAsync(open.Page, "parameters");
        await heading.Locator("button").ClickAsync();
        Assert.Equal("ascending", await heading.GetAttributeAsync("aria-sort"));
        var up = await ColumnAsync(open.Page, "parameters");

        Assert.Equal(down.OrderDescending(), down);
        Assert.Equal(up.Order(), up);
        Assert.NotEqual(down, up);
        Assert.Equal(
            1,
            await open
                .Page.Locator("#layer-table th[aria-sort=ascending], #layer-table th[aria-sort=descending]")
                .CountAsync()
        );
    }

    [ToolFact("chromium")]
    public async Task FilterTakesWordsAndComparisons()
    {
        await using var open = await browser.OpenAsync(Contents.Of("one"));
        var search = open.Page.Locator("#layer-table input[type=search]");

        Assert.Equal(6, await open.Page.Locator(Table).CountAsync());
        await search.FillAsync("dense");
        Assert.Equal(["dense"], await NamesAsync(open.Page));
        await search.FillAsync("macs>0 groups=1");
        Assert.Equal(["dense"], await NamesAsync(open.Page));
        await search.FillAsync("macs>0 conv2d");
        Assert.Equal(["conv", "depthwise"], await NamesAsync(open.Page));
        await search.FillAsync("nothing-of-this-name");
        Assert.Contains(
            "No row matches.",
            await open.Page.InnerTextAsync("#layer-table tbody"),
            StringComparison.Ordinal
        );
    }

    [ToolFact("chromium")]
    public async Task ModelsAreTakenOutOfTheOverlayAndPutBack()
    {
        await using var open = await browser.OpenAsync(Contents.Of("two"));
        const string Lines = "#figure-precision svg [aria-label=line] path";
        await open.Page.WaitForSelectorAsync(
            "#figure-precision svg [aria-label=line]",
            new PageWaitForSelectorOptions { State = WaitForSelectorState.Attached }
        );
        var before = await open.Page.Locator(Lines).CountAsync();
        await open.Page.Locator("input[data-model=net_b]").UncheckAsync();
        var without = await open.Page.Locator(Lines).CountAsync();
        var rows = await open.Page.Locator(Table).CountAsync();
        await open.Page.Locator("input[data-model=net_b]").CheckAsync();

        // A line of each model in the plot and in its legend.
        Assert.Equal((4, 2, 6), (before, without, rows));
        Assert.Equal(4, await open.Page.Locator(Lines).CountAsync());
        Assert.Equal(12, await open.Page.Locator(Table).CountAsync());
    }

    [ToolFact("chromium")]
    public async Task KeyboardAloneGetsEverywhere()
    {
        await using var open = await browser.OpenAsync(Contents.Of("one"));
        var keyboard = open.Page.Keyboard;
        await keyboard.PressAsync("Tab");
        Assert.Equal(
            "Skip to the figures",
            await open.Page.EvaluateAsync<string>("() => document.activeElement.textContent")
        );
        await keyboard.PressAsync("Tab");
        await keyboard.PressAsync("Enter");
        Assert.Equal("layers", await open.Page.EvaluateAsync<string>("() => document.activeElement.id"));
        await open.Page.Locator(Table).First.FocusAsync();
        await keyboard.PressAsync("ArrowDown");
        await keyboard.PressAsync("Enter");
        await open.Page.WaitForSelectorAsync("#layer");
        Assert.StartsWith("conv", await open.Page.InnerTextAsync("#layer h1"), StringComparison.Ordinal);
        await keyboard.PressAsync("ArrowRight");
        await open.Page.WaitForFunctionAsync(
            "() => document.querySelector('#layer h1').textContent.startsWith('depthwise')"
        );
        await keyboard.PressAsync("Escape");
        await open.Page.WaitForSelectorAsync(
            "#layer",
            new PageWaitForSelectorOptions { State = WaitForSelectorState.Detached }
        );

        Assert.True(await open.Page.Locator("#layer-table").IsVisibleAsync());
        Assert.Empty(open.Errors);
    }

    [ToolTheory("chromium")]
    [InlineData("#figure-precision", "svg")]
    [InlineData("#figure-precision", "png")]
    [InlineData("#figure-memory", "svg")]
    public async Task PlotsAreSavedAsFiles(string figure, string kind)
    {
        await using var open = await browser.OpenAsync(Contents.Of("one"));
        await open.Page.WaitForSelectorAsync($"{figure} svg");
        var download = await open.Page.RunAndWaitForDownloadAsync(() =>
            open.Page.Locator($"{figure} [data-export={kind}]").ClickAsync()
        );
        var bytes = await File.ReadAllBytesAsync(await download.PathAsync());

        Assert.Equal($"{figure["#figure-".Length..]}.{kind}", download.SuggestedFilename);
        if (kind == "png")
        {
            Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], bytes[..4]);
            return;
        }

        var text = System.Text.Encoding.UTF8.GetString(bytes);
        var svg = System.Xml.Linq.XDocument.Parse(text).Root!;
        Assert.Equal("svg", svg.Name.LocalName);
        Assert.True(double.Parse(svg.Attribute("width")!.Value, CultureInfo.InvariantCulture) > 200);
        Assert.DoesNotContain("var(", text, StringComparison.Ordinal);
        Assert.Equal(
            text.Contains("url(#pattern-", StringComparison.Ordinal),
            text.Contains("id=\"pattern-", StringComparison.Ordinal)
        );
    }

    [ToolFact("chromium")]
    public async Task PrintIsOnWhitePaperWithoutControls()
    {
        await using var open = await browser.OpenAsync(Contents.Of("two"));
        await open.Page.ClickAsync("#theme");
        Assert.Equal("dark", await open.Page.EvaluateAsync<string>("() => document.documentElement.dataset.theme"));
        Assert.NotEqual("rgb(255, 255, 255)", await BackgroundAsync(open.Page));
        await open.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });

        Assert.Equal("rgb(255, 255, 255)", await BackgroundAsync(open.Page));
        Assert.False(await open.Page.Locator("#top nav").IsVisibleAsync());
        Assert.Equal(0, await open.Page.Locator(".tools:visible").CountAsync());
        // Dashes and symbols, not colours, tell the models apart.
        var dashes = await open.Page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('#figure-precision svg svg:last-of-type [aria-label=line]')].map(line => line.getAttribute('stroke-dasharray') ?? '')"
        );
        Assert.Equal(dashes.Length, dashes.Distinct(StringComparer.Ordinal).Count());
        Assert.NotEmpty(await open.Page.PdfAsync());
    }

    [ToolFact("chromium")]
    public async Task FiguresOfAPlotCanBeReadAsATable()
    {
        await using var open = await browser.OpenAsync(Contents.Of("one"));
        var figure = open.Page.Locator("#figure-precision");
        await figure.Locator("button", new LocatorLocatorOptions { HasTextString = "table" }).ClickAsync();

        Assert.Equal(3, await figure.Locator("tbody tr").CountAsync());
    }

    private static Task<string> BackgroundAsync(IPage page) =>
        page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");

    private static Task<string[]> NamesAsync(IPage page) =>
        page.EvaluateAsync<string[]>(
            $"() => [...document.querySelectorAll('{Table} th')].map(cell => cell.textContent)"
        );

    private static async Task<long[]> ColumnAsync(IPage page, string title)
    {
        var texts = await page.EvaluateAsync<string[]>(
            """
            title => {
              const headings = [...document.querySelectorAll('#layer-table thead th')];
              const index = headings.findIndex(heading => heading.textContent === title);
              return [...document.querySelectorAll('#layer-table tbody tr')].map(row => row.cells[index].textContent);
            }
            """,
            title
        );
        return [.. texts.Select(text => long.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture))];
    }
}
