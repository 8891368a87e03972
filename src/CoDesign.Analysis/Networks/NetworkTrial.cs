// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Attribution;

namespace CoDesign.Analysis.Networks;

/// <summary>What was measured with one choice of calibration records.</summary>
/// <param name="Analysis">Distributions and fidelity.</param>
/// <param name="Attribution">Null when it was not asked for.</param>
public sealed record NetworkTrial(NetworkAnalysis Analysis, NetworkAttribution? Attribution);
