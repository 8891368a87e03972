// SPDX-License-Identifier: Apache-2.0
using CoDesign.Emit.Templates;
using CoDesign.Mapping;

namespace CoDesign.Emit.Verilog;

/// <summary>What was written.</summary>
/// <param name="Module">The generated top module.</param>
/// <param name="Sources">Verilog files as in files.f, used ones first.</param>
/// <param name="Files">All files, relative to the folder.</param>
public sealed record VerilogOutput(string Module, ImmutableArray<string> Sources, ImmutableArray<string> Files);

/// <summary>
/// A plan as Verilog: the generated top module, the modules of hw/ that it uses, the memory images, and <c>files.f</c>. The same plan gives the same bytes.
/// </summary>
public static class VerilogEmitter
{
    private const string Engine = "cd_engine";
    private const string FileList = "files.f";

    /// <summary>Writes into <paramref name="folder"/>, which is created when it is not there.</summary>
    public static VerilogOutput Emit(AcceleratorPlan plan, string folder)
    {
        Directory.CreateDirectory(folder);
        var templates = new TemplateFolder("verilog");
        var view = AcceleratorView.Of(plan);
        var sources = ImmutableArray.CreateBuilder<string>();
        foreach (var module in HardwareLibrary.Used(Engine))
            Write(HardwareLibrary.FileOf(module), HardwareLibrary.Modules[module]);
        Write(HardwareLibrary.FileOf(view.Module), templates.Render("accelerator.v", view));
        File.WriteAllText(Path.Combine(folder, FileList), templates.Render(FileList, new FileListView(sources.ToImmutable())));
        var images = MemoryFiles.Write(plan, folder);
        return new VerilogOutput(view.Module, sources.ToImmutable(), [.. sources, FileList, .. images]);

        void Write(string file, string text)
        {
            File.WriteAllText(Path.Combine(folder, file), text);
            sources.Add(file);
        }
    }
}

/// <summary>Placeholders of <c>templates/verilog/files.f.hbs</c>.</summary>
/// <param name="Files">Relative to the folder.</param>
public sealed record FileListView(ImmutableArray<string> Files);
