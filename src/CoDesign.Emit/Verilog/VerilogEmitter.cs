// SPDX-License-Identifier: Apache-2.0
using CoDesign.Emit.Templates;
using CoDesign.Ir.Configuration;
using CoDesign.Mapping;

namespace CoDesign.Emit.Verilog;

/// <summary>What was written.</summary>
/// <param name="Module">The generated top module.</param>
/// <param name="Sources">Verilog files as in files.f, used ones first.</param>
/// <param name="Files">All files, relative to the folder.</param>
public sealed record VerilogOutput(string Module, ImmutableArray<string> Sources, ImmutableArray<string> Files);

/// <summary>
/// A plan as Verilog: the generated top module, the modules of hw/ that it uses, the memory images, and <c>files.f</c>;
/// with a bus also the system around it, the weight image in memory and a C header of the registers. The same plan gives the same bytes.
/// </summary>
public static class VerilogEmitter
{
    private const string Engine = "cd_engine";
    private const string Shell = "cd_accelerator_shell";
    private const string FileList = "files.f";

    /// <summary>Writes into <paramref name="folder"/>, which is created when it is not there.</summary>
    public static VerilogOutput Emit(AcceleratorPlan plan, string folder)
    {
        Directory.CreateDirectory(folder);
        var templates = new TemplateFolder("verilog");
        var view = AcceleratorView.Of(plan);
        var sources = ImmutableArray.CreateBuilder<string>();
        var bus = plan.Configuration.Bus;
        var modules = HardwareLibrary
            .Used(Engine)
            .Concat(bus is null ? [] : HardwareLibrary.Used(Shell))
            .Distinct(StringComparer.Ordinal);
        foreach (var module in modules)
            Write(HardwareLibrary.FileOf(module), HardwareLibrary.Modules[module]);
        Write(HardwareLibrary.FileOf(view.Module), templates.Render("accelerator.v", view));
        var (top, more) = bus is null ? (view.Module, []) : WriteSystem(bus);
        File.WriteAllText(
            Path.Combine(folder, FileList),
            templates.Render(FileList, new FileListView(sources.ToImmutable()))
        );
        var images = MemoryFiles.Write(plan, folder);
        return new VerilogOutput(top, sources.ToImmutable(), [.. sources, FileList, .. images, .. more]);

        (string Module, ImmutableArray<string> Files) WriteSystem(BusConfiguration bus)
        {
            var beats = plan.Parameters.WeightStream ? WeightMemory.Beats(plan.Images, bus.Width) : 0;
            var system = SystemView.Of(plan, bus, view, beats);
            Write(HardwareLibrary.FileOf(system.Module), templates.Render("system.v", system));
            var map = RegisterMap.Of(plan, system.Module, bus.StreamBytes ?? plan.Parameters.Channels, beats);
            File.WriteAllText(Path.Combine(folder, RegisterMap.File), templates.Render(RegisterMap.File, map));
            if (beats == 0)
                return (system.Module, [RegisterMap.File]);
            WeightMemory.Write(plan.Images, bus.Width, folder);
            ImmutableArray<string> lists = plan.Transfers is { } transfers
                ? TransferFiles.Write(transfers, folder)
                : [];
            return (system.Module, [RegisterMap.File, WeightMemory.Binary, WeightMemory.Hex, .. lists]);
        }

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
