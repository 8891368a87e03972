// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Emit.Tests.Native;

/// <summary>A theory that is skipped when there is no clang, under its plain name or a versioned one.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ClangTheoryAttribute : TheoryAttribute
{
    private static readonly string[] Names =
    [
        "clang",
        .. Enumerable.Range(14, 8).Reverse().Select(version => $"clang-{version}"),
    ];

    public ClangTheoryAttribute() => Skip = Clang is null ? "needs clang: not on the search path" : null;

    /// <summary>Name of the first clang on the search path, or null.</summary>
    public static string? Clang { get; } = Names.FirstOrDefault(name => Requirements.MissingTools(name) is null);
}
