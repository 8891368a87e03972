// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using System.Text.RegularExpressions;
using CoDesign.Emit.Verilog;
using CoDesign.Ir.Configuration;

namespace CoDesign.Emit.Tests.Verilog;

/// <summary>The top on buses, its register header and its weight image.</summary>
public sealed class SystemEmitterTests : IDisposable
{
    private const string Top = "small_net_system";
    private readonly string _folder = Directory.CreateTempSubdirectory("codesign-system-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void RegistersAreThoseOfTheRtl()
    {
        var header = HardwareLibrary.Modules["cd_axi_lite_registers"].Split("`default_nettype")[0];
        var rows = Regex
            .Matches(header, @"(?m)^//   (0x\w+) (\w+) +(RW1C|RW|R)\b")
            .Select(row => (row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value));

        Assert.Equal(rows, RegisterMap.All.Select(register => (register.Offset, register.Name, register.Access)));
    }

    [Fact]
    public void RegistersAreThoseOfThePage()
    {
        var page = File.ReadAllText(TestPaths.InRepository("docs", "system.md"));
        var rows = Regex
            .Matches(page, @"(?m)^\| (0x\w+) \| (\w+) \| (\w+) \|")
            .Select(row => (row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value));

        Assert.Equal(rows, RegisterMap.All.Select(register => (register.Offset, register.Name, register.Access)));
    }

    [Fact]
    public void ShellParametersAreThoseOfTheHeader()
    {
        var header = HardwareLibrary.Modules["cd_accelerator_shell"].Split(") (")[0];
        var names = Regex.Matches(header, @"(?m)^\s*parameter\s+(\w+)\s*=").Select(match => match.Groups[1].Value);
        var plan = SmallNetwork.Plan();

        Assert.Equal(
            names,
            SystemView
                .Of(plan, new BusConfiguration(), AcceleratorView.Of(plan), 1)
                .Parameters.Select(parameter => parameter.Name)
        );
    }

    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(256)]
    public void WeightImageIsTheStreamInWholeBeats(int width)
    {
        var plan = SmallNetwork.Plan("small net", Memory(width));
        VerilogEmitter.Emit(plan, _folder);

        var bytes = File.ReadAllBytes(Path.Combine(_folder, "weights.bin"));
        var stream = plan.Images.StreamWords().SelectMany(word => word).ToArray();
        Assert.Equal(stream, bytes[..stream.Length]);
        Assert.All(bytes[stream.Length..], value => Assert.Equal(0, value));
        Assert.Equal((stream.Length + (width / 8) - 1) / (width / 8) * (width / 8), bytes.Length);
        var beats = File.ReadLines(Path.Combine(_folder, "memory.hex"))
            .SelectMany(line => Convert.FromHexString(line).Reverse());
        Assert.Equal(bytes, beats);
        Assert.Contains(
            $"#define CD_WEIGHT_BYTES {bytes.Length} ",
            File.ReadAllText(Path.Combine(_folder, "registers.h")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void TopIsTheSystemAndTheLastFile()
    {
        var output = VerilogEmitter.Emit(SmallNetwork.Plan("small net", Memory(64)), _folder);

        Assert.Equal(Top, output.Module);
        Assert.Equal($"{Top}.v", output.Sources[^1]);
        Assert.Equal(output.Sources.AsEnumerable(), File.ReadLines(Path.Combine(_folder, "files.f")).Skip(1));
        Assert.DoesNotContain("weights.hex", output.Files);
    }

    [ToolTheory("iverilog", "verilator")]
    [InlineData(true)]
    [InlineData(false)]
    public void TopHasNoWarnings(bool inMemory)
    {
        var configuration = inMemory
            ? Memory(128)
            : SmallNetwork.Configuration with
            {
                Bus = new BusConfiguration(StreamBytes: 1),
            };
        VerilogEmitter.Emit(SmallNetwork.Plan("small net", configuration), _folder);

        Assert.Equal("", Run("iverilog", "-g2005", "-Wall", "-s", Top, "-o", "small.vvp", "-f", "files.f"));
        Assert.Equal("", Run("verilator", "--lint-only", "-Wall", "--top-module", Top, "-f", "files.f"));
    }

    [ToolFact("g++")]
    public void RegisterHeaderIsC()
    {
        VerilogEmitter.Emit(SmallNetwork.Plan("small net", Memory(128)), _folder);

        File.WriteAllText(
            Path.Combine(_folder, "use.c"),
            "#include \"registers.h\"\nint main(void) { return CD_STATUS == 0x10 && CD_WORD_BYTES == 4 ? 0 : 1; }\n"
        );
        Assert.Equal("", Run("g++", "-x", "c", "-std=c99", "-Wall", "-pedantic", "-fsyntax-only", "use.c"));
    }

    private static AcceleratorConfiguration Memory(int width) =>
        SmallNetwork.Configuration with
        {
            Weights = WeightPlacement.Memory,
            Bus = new BusConfiguration(width, AddressBits: 40, StreamBytes: 2),
        };

    private string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _folder,
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var text = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return text;
    }
}
