// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;

namespace CoDesign.Cosim.Tests.Synthesis;

/// <summary>Outputs of Debian's Yosys 0.23 and nextpnr-ice40 0.4, recorded; logs are cut to the lines around complaints.</summary>
internal static class RecordedTexts
{
    public static string Of(string file, [CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here) ?? "", "Recorded", file));
}
