// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cosim.Programs;

namespace CoDesign.Cosim.Native;

/// <summary>Emitted sources that this machine compiles and runs.</summary>
/// <param name="Name">As <c>--target</c> takes it; also the folder in a compiled model.</param>
/// <param name="Compiler">What compiles them.</param>
/// <param name="Pattern">Sources in the folder.</param>
/// <param name="Options">Options of the compiler driver.</param>
public sealed record NativeTarget(string Name, ExternalProgram Compiler, ImmutableArray<string> Pattern, ImmutableArray<string> Options)
{
    /// <summary>C99.</summary>
    public static NativeTarget C { get; } = new("c", ExternalProgram.CCompiler, ["*.c"], ["-std=c99", "-O2"]);

    /// <summary>C++ for synthesis, its bench included.</summary>
    public static NativeTarget Hls { get; } =
        new("hls", ExternalProgram.Compiler, ["*.cpp", "*.c"], ["-x", "c++", "-std=c++14", "-O2", "-Wno-unknown-pragmas"]);

    /// <summary>All of them.</summary>
    public static ImmutableArray<NativeTarget> All { get; } = [C, Hls];

    /// <summary>The one of that name, or null.</summary>
    public static NativeTarget? Named(string name) => All.FirstOrDefault(target => target.Name == name);
}
