// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cosim.Networks;
using CoDesign.Cosim.Programs;
using CoDesign.Cosim.Synthesis;
using CoDesign.Emit.Verilog;
using CoDesign.Golden.Integer;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;
using CoDesign.Mapping;
using CoDesign.Mapping.Tests;
using CoDesign.Testing;

namespace CoDesign.Cosim.Tests.Synthesis;

/// <summary>A random network of several layers as a flat netlist of one family, behind byte ports where the family has them.</summary>
internal sealed class NetlistOfNetwork : IDisposable
{
    private const int Seed = 1;
    private const int Operators = 12;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private readonly TemporaryFolder _folder = new();
    private readonly SynthesisTarget _target;
    private readonly Graph _graph;
    private readonly BenchNetwork _network;
    private readonly string? _weights;
    private readonly string _top;
    private readonly int _streamBytes;

    public NetlistOfNetwork(AcceleratorConfiguration configuration, SynthesisTarget target, bool hasBytePorts)
    {
        _target = target;
        _graph = RandomNetwork.Create(Seed, Operators, Arithmetic.Default);
        var diagnostics = new DiagnosticBag();
        var plan =
            Planner.Plan(_graph, configuration, diagnostics)
            ?? throw new InvalidOperationException($"{diagnostics.Items[0]}");
        var rtl = Path.Combine(_folder.Root, "rtl");
        var verilog = VerilogEmitter.Emit(plan, rtl);
        _network = BenchNetworkBuilder.Of(plan, verilog.Module);
        _top = verilog.Module;
        _streamBytes = hasBytePorts ? 1 : configuration.Channels;
        var sources = verilog.Sources.ToList();
        if (hasBytePorts)
        {
            (_top, var added) = BytePorts.Write(verilog.Module, configuration.Channels, rtl);
            sources = [.. sources.Union(added.Select(path => Path.GetFileName(path) ?? ""), StringComparer.Ordinal)];
        }

        if (plan.Parameters.WeightStream)
        {
            _weights = Path.Combine(_folder.Root, "words.hex");
            File.WriteAllLines(_weights, plan.Images.StreamWords().Select(word => MemoryFiles.Word(word)));
        }

        var work = Directory.CreateDirectory(Path.Combine(_folder.Root, "work")).FullName;
        target.WriteMaps(rtl);
        string[] commands =
        [
            $"read_verilog {string.Join(' ', sources)}",
            .. target.Commands(isFlat: true, _top, SynthesisTarget.Begin, "check"),
            "setundef -params -zero",
            $"select -module {_top}",
            $"write_verilog -selected -noattr -noexpr {Path.Combine(work, SynthesisScript.NetlistVerilog)}",
        ];
        var run = ExternalProgram.Yosys.Run(["-q", "-p", string.Join("; ", commands)], rtl, Limit);
        Netlist = run is { ExitCode: 0 }
            ? File.ReadAllText(Path.Combine(work, SynthesisScript.NetlistVerilog))
            : throw new InvalidOperationException(run?.Error);
    }

    public string Netlist { get; }

    /// <summary>Simulates <paramref name="netlist"/>, as it is or changed.</summary>
    public (NetlistResult? Result, DiagnosticBag Diagnostics) Simulate(string netlist, int images, bool stalls)
    {
        var diagnostics = new DiagnosticBag();
        using var work = new TemporaryFolder();
        File.WriteAllText(Path.Combine(work.Root, SynthesisScript.NetlistVerilog), netlist);
        var golden = new IntegerExecutor(_graph);
        var result = NetlistSimulation.Run(
            _target,
            _top,
            work.Root,
            _network,
            _streamBytes,
            _weights,
            record => golden.Run(record),
            Enumerable.Range(0, images).Select(seed => RandomNetwork.Codes(_graph, seed)),
            stalls,
            Limit,
            diagnostics
        );
        return (result, diagnostics);
    }

    public void Dispose() => _folder.Dispose();
}

/// <summary>The small engine with everything that the iCE40 brings: SPRAM banks, products in SB_MAC16, streamed weights; synthesized once.</summary>
public sealed class NetlistFixture : IDisposable
{
    private readonly Lazy<NetlistOfNetwork> _netlist = new(() =>
        new NetlistOfNetwork(Configuration, SynthesisTarget.Ice40Up5k, hasBytePorts: true)
    );

    internal static AcceleratorConfiguration Configuration { get; } =
        AcceleratorConfiguration.Default with
        {
            Channels = 8,
            Pixels = 1,
            Weights = WeightPlacement.Stream,
            Multipliers = MacKind.Ice40,
            Requantizers = RequantizerKind.Shared,
            SinglePortBanks = true,
            Target = "ice40up5k",
        };

    internal NetlistOfNetwork Netlist => _netlist.Value;

    public void Dispose()
    {
        if (_netlist.IsValueCreated)
            _netlist.Value.Dispose();
    }
}
