// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Testing;

/// <summary>A fact that is skipped, with its reason, when one of the named paths in <c>../shared</c> is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute(params string[] paths) => Skip = Requirements.MissingShared(paths);
}

/// <summary>A theory that is skipped, with its reason, when one of the named paths in <c>../shared</c> is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute(params string[] paths) => Skip = Requirements.MissingShared(paths);
}
