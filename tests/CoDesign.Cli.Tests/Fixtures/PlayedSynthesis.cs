// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Cli.Tests.Fixtures;

/// <summary>
/// A search path with programs named yosys and nextpnr-ice40 that write what real ones do, in no time: the statistics of a few cells for whatever top module the script asks for.
/// <c>SynthesizerTests</c> of the cosimulation run the real ones.
/// </summary>
internal sealed class PlayedSynthesis : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <param name="cell">One more cell of the design.</param>
    /// <param name="logicCells">What place and route says that the design needs.</param>
    public PlayedSynthesis(string cell = "SB_MAC16", int logicCells = 4000)
    {
        Write(
            "yosys",
            $"""
            if [ "$1" = -V ]; then echo "Yosys 0.23 (played)"; exit 0; fi
            top=$(sed -n 's/^synth.* -top \([^ ]*\).*/\1/p' synth.ys | head -n 1)
            for file in modules.stat flat.stat; do
              printf '\n=== %s ===\n\n   Number of wires: 3\n   Number of cells: 9\n' "$top" > $file
              printf '     SB_LUT4                         120\n     SB_DFFE                         40\n     SB_CARRY                        16\n     {cell}                        1\n     SB_RAM40_4K                     2\n' >> $file
            done
            printf '  memory width 64 size 1024 \\bank_inst[0].memory\n' > memories.dump
            printf '  memory width 64 size 1024 \\bank_inst[1].memory\n' >> memories.dump
            touch asynchronous.list clocks.list
            printf 'mapping memory %s.bank_inst[0].memory via $__RAM_\nmapping memory %s.bank_inst[1].memory via $__RAM_\n' "$top" "$top" > yosys.log
            printf 'Warning: something that is no fault.\n' >> yosys.log
            printf 'module %s(); endmodule\n' "$top" > netlist.v
            echo '{"{}"}' > netlist.json
            """
        );
        var (report, verdict) =
            logicCells > 5280
                ? (
                    "",
                    "echo \"ERROR: Unable to place cell 'x', no BELs remaining to implement cell type 'ICESTORM_LC'\" >&2; exit 1"
                )
                : ("""echo '{"fmax": {"clk": {"achieved": 40.5, "constraint": 24}}}' > nextpnr.json""", "exit 0");
        Write(
            "nextpnr-ice40",
            $"""
            if [ "$1" = --version ]; then echo "nextpnr-ice40 (played)"; exit 0; fi
            echo "Info: Device utilisation:" >&2
            echo "Info: 	         ICESTORM_LC: {logicCells, 5}/ 5280    75%" >&2
            echo "Info: 	        ICESTORM_RAM:    10/   30    33%" >&2
            echo "Info: 	      ICESTORM_SPRAM:     4/    4   100%" >&2
            {report}
            {verdict}
            """
        );
    }

    /// <summary>The search path: the played programs before the real ones.</summary>
    public string Path => $"{_folder.Root}{System.IO.Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";

    public void Dispose() => _folder.Dispose();

    private void Write(string program, string text)
    {
        var path = _folder.Write(program, $"#!/bin/sh\n{text.ReplaceLineEndings("\n")}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
