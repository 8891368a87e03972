// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Cli.Frame;

/// <summary>How the tool ends (cli, first paragraph).</summary>
internal enum ExitCode
{
    /// <summary>Done and all checks hold.</summary>
    Done = 0,

    /// <summary>A check failed: a mismatch, an unmet bound.</summary>
    CheckFailed = 1,

    /// <summary>The user's input or usage is wrong; nothing half-written.</summary>
    WrongInput = 2,

    /// <summary>An external program is missing or failed.</summary>
    ToolFailed = 3,

    /// <summary>A fault of this tool itself (EX_SOFTWARE); never the user's.</summary>
    InternalFault = 70,
}
