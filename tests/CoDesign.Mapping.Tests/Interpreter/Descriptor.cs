// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Mapping.Tests.Interpreter;

/// <summary>One descriptor's words, read as docs/engine.md section 4 says.</summary>
internal sealed class Descriptor(ReadOnlyMemory<long> words, int configBits, int pixels)
{
    private readonly int _half = configBits / 2;

    public int Kind => (int)(Word(0) & 3);
    public bool Last => Bit(2);
    public int Dependency => (int)((Word(0) >> 3) & 3);
    public bool WeightReuse => Bit(5);
    public bool Table => Bit(6);
    public bool Flip => Bit(7);
    public bool AddsLanes => Bit(10);
    public bool Prefetch => Bit(12);
    public bool Release => Bit(13);
    public bool LaneWeights => Bit(11);
    public bool Swapped => Bit(16);
    public bool Halves => Bit(15);
    public int LanesOfSum => AddsLanes ? (int)Word(16) + 1 : 1;
    public int Preshift => Bit(8) ? 8 : 0;
    public int PixelSteps => (int)Word(1) + 1;
    public int BlocksPerGroup => High(2) + 1;
    public int OutputBlocks => Low(2) + 1;
    public int InputWords => Low(3) + 1;
    public int LastLanes => High(4) + 1;
    public int Lanes => Low(4) + 1;
    public int Slack => High(3);
    public int FirstStep => High(5);
    public int RotateRows => High(27);
    public int RotateColumns => Low(27);
    public long RotateBase => Word(28);
    public int WrapRows => High(29);
    public int WrapColumns => Low(29);
    public long WrapBase => Word(30);
    public int Wide => Low(5);
    public bool BothPorts => Bit(14);
    public int KernelHeight => High(6) + 1;
    public int KernelWidth => Low(6) + 1;
    public int WindowHeight => High(7) + 1;
    public int WindowWidth => Low(7) + 1;
    public int Height => High(8);
    public int Width => Low(8);
    public int TapStepY => High(9);
    public int TapStepX => Low(9);
    public int WindowStepY => High(10);
    public int WindowStepX => Low(10);
    public int PixelStepY => High(11);
    public int PixelStepX => Low(11);
    public int LastColumn => High(12);
    public int FirstColumn => Low(12);
    public long WordPitch => Word(13);
    public long GroupPitch => Word(14);
    public long TapRowStep => Word(15);
    public long WindowRowStep => Word(16);
    public long RowWrapStep => Word(17);
    public int PadAddress => (int)Word(18);
    public int WeightZero => (int)(Word(19) & 255);
    public int ZeroOut => (int)((Word(19) >> 8) & 255);
    public int ClampLow => (int)(Word(20) & 255);
    public int ClampHigh => (int)((Word(20) >> 8) & 255);
    public long OutBase => Word(21);
    public long OutPitch => Word(22);
    public long Size => Word(23);
    public int Total => (int)Word(24);
    public int StepsOfLane => (int)Word(25);
    public int DependGroupStep => High(26);
    public int DependWordStep => Low(26);

    public int LaneRow(int lane) => High(31 + lane);

    public int LaneColumn(int lane) => Low(31 + lane);

    public long LaneBase(int lane) => Word(31 + pixels + lane);

    public long BankStart(int bank) => Word(31 + (2 * pixels) + bank);

    private long Word(int index) => words.Span[index];

    private bool Bit(int index) => ((Word(0) >> index) & 1) != 0;

    private int High(int index) => (int)(Word(index) >> _half);

    private int Low(int index) => (int)(Word(index) & ((1L << _half) - 1));
}
