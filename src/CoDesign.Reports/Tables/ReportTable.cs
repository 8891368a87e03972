// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Reports.Tables;

/// <summary>A table for people, before anyone has decided how to draw it.</summary>
/// <param name="Columns">Titles; figures are aligned to the right.</param>
/// <param name="Rows">Cells as text.</param>
public sealed record ReportTable(ImmutableArray<ReportColumn> Columns, ImmutableArray<ImmutableArray<string>> Rows);

/// <summary>A column of a <see cref="ReportTable"/>.</summary>
/// <param name="Title">Heading.</param>
/// <param name="IsFigure">Numbers, aligned to the right.</param>
public sealed record ReportColumn(string Title, bool IsFigure);
