// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Testing;

/// <summary>A fact that is skipped, with its reason, when one of the named programs is not on the search path.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(params string[] programs) => Skip = Requirements.MissingTools(programs);

    /// <summary>Paths in <c>../shared</c> that the test needs besides the programs.</summary>
    public string[] Shared
    {
        get => [];
        set => Skip ??= Requirements.MissingShared(value);
    }
}

/// <summary>A theory that is skipped, with its reason, when one of the named programs is not on the search path.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ToolTheoryAttribute : TheoryAttribute
{
    public ToolTheoryAttribute(params string[] programs) => Skip = Requirements.MissingTools(programs);

    /// <summary>Paths in <c>../shared</c> that the test needs besides the programs.</summary>
    public string[] Shared
    {
        get => [];
        set => Skip ??= Requirements.MissingShared(value);
    }
}
