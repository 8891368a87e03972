// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Cli.Steps;

/// <summary>Names of several models in one report.</summary>
internal static class UniqueName
{
    /// <summary>The same names, repeated ones with a number behind.</summary>
    public static ImmutableArray<string> Of(ImmutableArray<string> names)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var result = ImmutableArray.CreateBuilder<string>(names.Length);
        foreach (var name in names)
        {
            var unique = name;
            for (var number = 2; !used.Add(unique); number++)
                unique = $"{name} ({number})";
            result.Add(unique);
        }

        return result.MoveToImmutable();
    }
}
