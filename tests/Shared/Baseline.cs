// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Text;
using Xunit.Sdk;

namespace CoDesign.Testing;

/// <summary>
/// Compares a text with the accepted one, <c>NAME.verified.txt</c>. On a mismatch it writes <c>NAME.received.txt</c>
/// beside it and fails with the difference and the one command that accepts the new text.
/// </summary>
internal static class Baseline
{
    /// <summary>Compares with <c>TestClass.TestMethod.verified.txt</c> beside the calling source file.</summary>
    public static void Verify(
        string actual,
        [CallerFilePath] string source = "",
        [CallerMemberName] string member = ""
    ) =>
        VerifyFile(
            actual,
            Path.Combine(Path.GetDirectoryName(source) ?? "", $"{Path.GetFileNameWithoutExtension(source)}.{member}")
        );

    /// <summary>Compares with <c>Baselines/CASE/NAME.verified.txt</c> in the test project.</summary>
    public static void VerifyCase(string actual, string caseFolder, string name) =>
        VerifyFile(actual, Path.Combine(TestPaths.Project, "Baselines", caseFolder, name));

    private static void VerifyFile(string actual, string stem)
    {
        var verified = stem + ".verified.txt";
        var received = stem + ".received.txt";
        var text = Normalize(actual);
        var expected = File.Exists(verified) ? Normalize(File.ReadAllText(verified)) : null;
        if (text == expected)
        {
            File.Delete(received);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(verified) ?? ".");
        File.WriteAllText(received, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        var message = new StringBuilder();
        message.AppendLine(
            expected is null
                ? $"{Relative(verified)}: there is no accepted text yet."
                : $"{Relative(verified)}: the text differs."
        );
        message.Append(LineDiff.Unified(expected ?? "", text));
        message.Append($"To accept: mv '{Relative(received)}' '{Relative(verified)}'");
        throw new XunitException(message.ToString());
    }

    private static string Normalize(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";

    private static string Relative(string path) => Path.GetRelativePath(TestPaths.Repository, path).Replace('\\', '/');
}
