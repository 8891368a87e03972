// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Analysis.Networks;

/// <summary>One record of the data set, elements [H, W, C].</summary>
/// <param name="Real">What the float model reads.</param>
/// <param name="Codes">What the integer model reads.</param>
/// <param name="Label">Class, where known.</param>
public sealed record LabelledRecord(double[] Real, short[] Codes, int? Label);
