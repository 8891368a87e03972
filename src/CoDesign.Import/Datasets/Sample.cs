// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Import.Datasets;

/// <summary>One record of a data set as the graph takes it, elements in the order [H, W, C].</summary>
/// <param name="Real">Real input values.</param>
/// <param name="Codes">The input's codes for an integer graph, else null.</param>
/// <param name="Label">Class number, where known.</param>
public sealed record Sample(double[] Real, short[]? Codes, int? Label);
