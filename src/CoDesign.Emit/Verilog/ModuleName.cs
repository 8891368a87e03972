// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace CoDesign.Emit.Verilog;

/// <summary>Names of generated modules.</summary>
public static class ModuleName
{
    private const string Suffix = "_accelerator";
    private const string SystemSuffix = "_system";
    private const int MostCharacters = 200;

    /// <summary>
    /// <c>NETWORK_accelerator</c>: lower case, what is no letter, digit or underscore becomes an underscore, a digit in front gets <c>n</c> before it.
    /// </summary>
    public static string Of(string network) => Of(network, Suffix);

    /// <summary><c>NETWORK_system</c>: the accelerator on buses.</summary>
    public static string OfSystem(string network) => Of(network, SystemSuffix);

    private static string Of(string network, string suffix)
    {
        var name = new StringBuilder();
        foreach (var c in network.Take(MostCharacters))
            name.Append(char.IsAsciiLetterOrDigit(c) || c == '_' ? char.ToLowerInvariant(c) : '_');
        if (name.Length == 0)
            name.Append("network");
        if (!char.IsAsciiLetter(name[0]))
            name.Insert(0, 'n');
        return name.Append(suffix).ToString();
    }

    /// <summary>A name inside a comment line: what is not printable ASCII, such as a line end, becomes a question mark.</summary>
    public static string OneLine(string network) =>
        string.Concat(network.Take(MostCharacters).Select(c => c is >= ' ' and <= '~' ? c : '?'));
}
