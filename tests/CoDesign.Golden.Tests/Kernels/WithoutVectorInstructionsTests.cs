// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text.RegularExpressions;

namespace CoDesign.Golden.Tests.Kernels;

/// <summary>
/// The tests of this folder and of the float convolutions again, in a process where vector instructions are switched off: all of them, AVX2 and above, or AVX-512 alone; in
/// there, this one asserts that they are.
/// </summary>
public sealed class WithoutVectorInstructionsTests
{
    private const string Marker = "CODESIGN_KERNELS_WITHOUT";

    [Theory]
    [InlineData("EnableHWIntrinsic")]
    [InlineData("EnableAVX2")]
    [InlineData("EnableAVX512")]
    public async Task KernelsEqualThePlainLoops(string setting)
    {
        if (Environment.GetEnvironmentVariable(Marker) is { } off)
        {
            Assert.False(Avx512F.IsSupported, off);
            Assert.False(Vector512.IsHardwareAccelerated, off);
            Assert.False(off != "EnableAVX512" && Avx2.IsSupported, off);
            Assert.False(off != "EnableAVX512" && Vector256.IsHardwareAccelerated, off);
            Assert.False(off == "EnableHWIntrinsic" && Vector128.IsHardwareAccelerated, off);
            return;
        }

        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                "test",
                typeof(WithoutVectorInstructionsTests).Assembly.Location,
                "--nologo",
                "--filter",
                $"FullyQualifiedName~{typeof(WithoutVectorInstructionsTests).Namespace}|FullyQualifiedName~FloatConvolutionTests",
            },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[Marker] = setting;
        start.Environment[$"DOTNET_{setting}"] = "0";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 0, output + await errors);
        var passed = int.Parse(Regex.Match(output, @"Passed:\s+(\d+)").Groups[1].Value);
        Assert.InRange(passed, 40, 1000);
    }
}
