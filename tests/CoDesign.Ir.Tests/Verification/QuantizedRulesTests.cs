// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Ir.Tests.Verification;

public sealed class QuantizedRulesTests
{
    private const string Factors = "Allowed: 32768 <= multiplier < 65536, shift 1 to 47.";

    private static readonly QuantizationParameters Codes = new(CodeType.Quint8, 0.5, 10);
    private static readonly TensorShape Map = new(2, 2, 2);
    private static readonly QuantizedInput X = new("x", Map, Codes);
    private static readonly Requantization One = new([new(32768, 15)], 0);
    private static readonly CodeClamp All = new(0, 255);

    private static readonly QuantizedConv2d Conv = new(
        "c",
        ["x"],
        Map,
        Codes,
        new(1, 1),
        1,
        [1, 2, 3, 4],
        new(CodeType.Quint8, [0.5], 2),
        [10, -10],
        One,
        All
    );

    private static readonly QuantizedAdd Sum = new("s", ["x", "x"], Map, Codes, One, One, One, All);
    private static readonly QuantizedRescale Rescale = new("r", ["x"], Map, Codes, One, All);
    private static readonly QuantizedMaxPool Pool = new("p", ["x"], Map, Codes, new(1, 1), All);
    private static readonly QuantizedPad Border = new("b", ["x"], new(3, 2, 2), Codes, 1, 0, 0, 0, 10);

    public static TheoryData<string, QuantizedNode> WrongNodes =>
        new()
        {
            { "CD2013: QuantizedConv2d 'c': bias has 1 elements, must have 2.", Conv with { Bias = [10] } },
            {
                "CD2013: QuantizedConv2d 'c': weight scales has 3 elements, must have 1 or 2.",
                Conv with
                {
                    WeightQuantization = new(CodeType.Quint8, [1, 1, 1], 2),
                }
            },
            {
                "CD2013: QuantizedConv2d 'c': the requantization has 3 elements, must have 1 or 2.",
                Conv with
                {
                    Requantization = new([.. Enumerable.Repeat(One[0], 3)], 0),
                }
            },
            { "CD2013: QuantizedConv2d 'c': weights has 3 elements, must have 4.", Conv with { Weights = [1, 2, 3] } },
            {
                "CD2012: QuantizedConv2d 'c': 0 groups do not divide 2 input and 2 output channels. Use a divisor of both.",
                Conv with
                {
                    Groups = 0,
                }
            },
            {
                "CD2030: QuantizedConv2d 'c': a weight scale is 0, must be positive and finite.",
                Conv with
                {
                    WeightQuantization = new(CodeType.Quint8, [0], 2),
                }
            },
            {
                "CD2030: QuantizedRescale 'r': the scale is NaN, must be positive and finite.",
                Rescale with
                {
                    Output = Codes with { Scale = double.NaN },
                }
            },
            {
                "CD2031: QuantizedConv2d 'c': a weight is 256, which is not a quint8 code.",
                Conv with
                {
                    Weights = [1, 2, 256, 300],
                }
            },
            {
                "CD2031: QuantizedConv2d 'c': the weight zero point is -1, which is not a quint8 code.",
                Conv with
                {
                    WeightQuantization = new(CodeType.Quint8, [1], -1),
                }
            },
            {
                "CD2031: QuantizedConv2d 'c': the zero point is 256, which is not a quint8 code.",
                Conv with
                {
                    Output = Codes with { ZeroPoint = 256 },
                }
            },
            {
                "CD2031: QuantizedConv2d 'c': the clamp's upper bound is 256, which is not a quint8 code.",
                Conv with
                {
                    Clamp = new(0, 256),
                }
            },
            { "CD2031: QuantizedPad 'b': the pad code is -3, which is not a quint8 code.", Border with { Code = -3 } },
            {
                "CD2016: QuantizedRescale 'r': clamp [9, 8] is empty. The lower bound must not exceed the upper.",
                Rescale with
                {
                    Clamp = new(9, 8),
                }
            },
            {
                "CD2032: QuantizedRescale 'r': the codes have 9 bits, must have 2 to 8.",
                Rescale with
                {
                    Output = Codes with { Type = new(9, false) },
                }
            },
            {
                "CD2032: QuantizedConv2d 'c': the weights have 1 bits, must have 2 to 8.",
                Conv with
                {
                    Weights = [0, 1, 0, 1],
                    WeightQuantization = new(new(1, false), [1], 0),
                }
            },
            {
                "CD2033: QuantizedMaxPool 'p': scale, zero point or code type differ from those of its input 'x'.",
                Pool with
                {
                    Output = Codes with { Scale = 0.25 },
                }
            },
            {
                "CD2033: QuantizedConcat 'k': scale, zero point or code type differ from those of its input 'x'.",
                new QuantizedConcat("k", ["x"], Map, Codes with { ZeroPoint = 11 })
            },
            {
                $"CD2034: QuantizedRescale 'r': the requantization has multiplier 32767 and shift 15. {Factors}",
                Rescale with
                {
                    Requantization = new([new(32767, 15)], 0),
                }
            },
            {
                $"CD2034: QuantizedAdd 's': the rescale of operand 1 has multiplier 65536 and shift 15. {Factors}",
                Sum with
                {
                    Second = new([new(65536, 15)], 0),
                }
            },
            {
                $"CD2034: QuantizedAdd 's': the rescale of the sum has multiplier 32768 and shift 48. {Factors}",
                Sum with
                {
                    Sum = new([new(32768, 48)], 0),
                }
            },
            {
                $"CD2034: QuantizedAdd 's': the rescale of operand 0 has multiplier 40000 and shift 0. {Factors}",
                Sum with
                {
                    First = new([new(40000, 0)], 0),
                }
            },
            {
                "CD2037: QuantizedRescale 'r': the requantization has preshift 4. Allowed: 0 or 8.",
                Rescale with
                {
                    Requantization = One with { Preshift = 4 },
                }
            },
            {
                "CD2036: QuantizedConv2d 'c': the accumulator of channel 1 can reach 16777216; after preshift 0 that is not below 2^24, as profile lean needs.",
                Conv with
                {
                    Weights = [1, 2, 2, 2],
                    Bias = [0, 16777216],
                }
            },
            {
                "CD2035: QuantizedConv2d 'c': the accumulator of channel 0 can reach 2147484137, which is not below 2^31.",
                Conv with
                {
                    Weights = [1, 3, 2, 2],
                    Bias = [int.MaxValue, 0],
                    Requantization = One with { Preshift = 8 },
                }
            },
        };

    [Theory]
    [MemberData(nameof(WrongNodes))]
    public void NamesWhatIsWrongWithANode(string message, QuantizedNode node) =>
        Assert.Equal([message], Findings(Arithmetic.Default, node));

    [Fact]
    public void FloatNodesAreGone() =>
        Assert.Equal(
            ["CD2006: Activation 'f': not allowed at stage Quantized."],
            Findings(Arithmetic.Default, new Activation("f", ["x"], Map, RealClamp.Relu))
        );

    [Fact]
    public void AcceptsValidNodes() => Assert.Empty(Findings(Arithmetic.Default, Conv, Sum, Rescale, Pool, Border));

    [Fact]
    public void BoundsAreHeldUpToTheLastValue()
    {
        // |bias| + 4 * max(10, 245) = 2^24 - 1.
        ImmutableArray<int> bias = [(1 << 24) - 1 - (2 * 245), 0];
        ImmutableArray<short> weights = [1, 3, 2, 2];

        Assert.Empty(Findings(Arithmetic.Default, Conv with { Weights = weights, Bias = bias }));
        Assert.Single(
            Findings(Arithmetic.Default, Conv with { Weights = weights, Bias = bias.SetItem(0, bias[0] + 1) })
        );
        Assert.Empty(
            Findings(
                new(RequantizeMode.HalfUp, RequantizeProfile.Wide, 16),
                Conv with
                {
                    Weights = weights,
                    Bias = bias.SetItem(0, bias[0] + 1),
                }
            )
        );
    }

    [Fact]
    public void TfLiteFactorsMayBeZero_AndHave31Bits()
    {
        Requantization factors = new([new(0, 0), new(int.MaxValue, -31)], 0);
        const string allowed = "Allowed: 0 <= multiplier < 2147483648, shift -31 to 30.";

        Assert.Empty(Findings(Arithmetic.TfLite, Conv with { Requantization = factors }));
        Assert.Equal(
            [
                $"CD2034: QuantizedConv2d 'c': the requantization has multiplier -5 and shift 31. {allowed}",
                "CD2037: QuantizedConv2d 'c': the requantization has preshift 8. Allowed: 0.",
            ],
            Findings(Arithmetic.TfLite, Conv with { Requantization = new([new(-5, 31)], 8) })
        );
    }

    private static string[] Findings(Arithmetic arithmetic, params Node[] nodes) =>
        GraphVerifierTests.Findings(
            GraphVerifierTests.Graph(GraphStage.Quantized, nodes[^1].Name, [X, .. nodes]) with
            {
                Arithmetic = arithmetic,
            }
        );
}
