// SPDX-License-Identifier: Apache-2.0
using Microsoft.Playwright;

namespace CoDesign.Reports.Tests.Pages;

/// <summary>One headless Chromium for all tests of the page.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        if (Requirements.MissingTools("chromium") is not null)
            return;
        _playwright = await Playwright.CreateAsync();
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "chromium"))
            .First(File.Exists);
        // The sandbox of Chromium does not start for root; the page is our own.
        _browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = program, Args = ["--no-sandbox"] }
        );
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }

    /// <summary>Opens a page's text from a file, in a context of its own.</summary>
    internal async Task<OpenPage> OpenAsync(string html, string hash = "")
    {
        var context = await (
            _browser ?? throw new InvalidOperationException("Guard the test with ToolFact(\"chromium\").")
        ).NewContextAsync(new BrowserNewContextOptions { AcceptDownloads = true });
        var page = await context.NewPageAsync();
        var file = Path.Combine(Directory.CreateTempSubdirectory("codesign-page-").FullName, "report.html");
        await File.WriteAllTextAsync(file, html);
        var open = new OpenPage(context, page, file);
        await page.GotoAsync(new Uri(file).AbsoluteUri + hash);
        await page.WaitForSelectorAsync("#top h1");
        return open;
    }
}

/// <summary>A page that is open, with everything that it complained of and asked for.</summary>
internal sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly string _file;

    public OpenPage(IBrowserContext context, IPage page, string file)
    {
        (_context, Page, _file) = (context, page, file);
        page.Console += (_, message) => Errors.Add($"{message.Type}: {message.Text}");
        page.PageError += (_, error) => Errors.Add(error);
        page.Request += (_, request) => Requests.Add(request.Url);
    }

    public IPage Page { get; }

    /// <summary>Messages on the console and exceptions.</summary>
    public List<string> Errors { get; } = [];

    /// <summary>Addresses asked for, the page's own first.</summary>
    public List<string> Requests { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);
    }
}
