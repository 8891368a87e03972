// SPDX-License-Identifier: Apache-2.0
using Spectre.Console;

namespace CoDesign.Cli.Frame;

/// <summary>Progress of long work on standard error; nothing at all when that is not a terminal.</summary>
internal sealed class Progress
{
    private readonly IAnsiConsole? _console = Console.IsErrorRedirected
        ? null
        : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    /// <summary>Runs <paramref name="work"/> under a title; it reports how far it is as a fraction from 0 to 1 (never reporting shows a spinner).</summary>
    public T During<T>(string title, Func<Action<double>, T> work)
    {
        if (_console is null)
            return work(_ => { });
        return _console
            .Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn(), new ProgressBarColumn(), new ElapsedTimeColumn())
            .Start(context =>
            {
                var task = context.AddTask(Markup.Escape(title), maxValue: 1);
                task.IsIndeterminate = true;
                return work(fraction =>
                {
                    task.IsIndeterminate = false;
                    task.Value = fraction;
                });
            });
    }

    /// <summary>The same for work that cannot tell how far it is.</summary>
    public T During<T>(string title, Func<T> work) => During(title, _ => work());
}
