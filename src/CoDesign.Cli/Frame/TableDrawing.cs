// SPDX-License-Identifier: Apache-2.0
using CoDesign.Reports.Tables;
using Spectre.Console;

namespace CoDesign.Cli.Frame;

/// <summary>Draws the tables of Reports in the terminal.</summary>
internal static class TableDrawing
{
    /// <summary>Writes <paramref name="table"/>; the last row is set apart when it holds totals.</summary>
    public static void Write(Session session, ReportTable table, bool hasTotals = false)
    {
        var drawn = new Table { Border = TableBorder.Simple };
        foreach (var column in table.Columns)
        {
            var header = new TableColumn(new Markup($"[bold]{Markup.Escape(column.Title)}[/]")) { NoWrap = true };
            drawn.AddColumn(column.IsFigure ? header.RightAligned() : header);
        }

        for (var row = 0; row < table.Rows.Length; row++)
        {
            if (hasTotals && row == table.Rows.Length - 1)
                drawn.AddEmptyRow();
            drawn.AddRow(table.Rows[row].Select(cell => new Spectre.Console.Text(cell)));
        }

        session.Text.Write(drawn);
    }
}
