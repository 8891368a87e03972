// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Ir.Serialization;

/// <summary>One node from its JSON object; see <see cref="NodeWriter"/> for the other way.</summary>
internal sealed class NodeReader(JsonFields fields, SafetensorsReader tensors)
{
    private const int GreatestExtent = 1 << 18;
    private const int GreatestChannels = 1 << 27;

    private readonly string _name = fields.Text("name");
    private readonly ImmutableArray<string> _inputs = fields.Texts("inputs");

    /// <summary>The node; damage throws <see cref="ModelFormatException"/>.</summary>
    public Node Read()
    {
        var sides = fields.Integers("shape", 3, 1, GreatestChannels);
        var shape = new TensorShape(sides[0], sides[1], sides[2]);
        var node = fields.Has("output") ? Quantized(shape, Codes("output")) : Float(shape);
        return node with { SourceOp = fields.Text("sourceOp"), SourceName = fields.Text("sourceName") };
    }

    private Node Float(TensorShape shape) =>
        fields.Text("kind") switch
        {
            nameof(Input) => new Input(_name, shape),
            nameof(Conv2d) => new Conv2d(
                _name,
                _inputs,
                shape,
                Window(),
                Groups(),
                Reals("weights"),
                Reals("bias"),
                Clamp(),
                fields.Flag("isDense")
            ),
            nameof(BatchNorm) => new BatchNorm(
                _name,
                _inputs,
                shape,
                Reals("gamma"),
                Reals("beta"),
                Reals("mean"),
                Reals("variance"),
                fields.Real("epsilon")
            ),
            nameof(Activation) => new Activation(_name, _inputs, shape, Clamp()),
            nameof(MaxPool) => new MaxPool(_name, _inputs, shape, Window(), Clamp()),
            nameof(AveragePool) => new AveragePool(
                _name,
                _inputs,
                shape,
                Window(),
                fields.Flag("countPadding"),
                Clamp()
            ),
            nameof(Add) => new Add(_name, _inputs, shape, Clamp()),
            nameof(Concat) => new Concat(_name, _inputs, shape),
            nameof(Pad) => FloatPad(shape),
            nameof(Softmax) => new Softmax(_name, _inputs, shape),
            _ => throw fields.Wrong("kind"),
        };

    private QuantizedNode Quantized(TensorShape shape, QuantizationParameters output) =>
        fields.Text("kind") switch
        {
            nameof(QuantizedInput) => new QuantizedInput(_name, shape, output),
            nameof(QuantizedConv2d) => Convolution(shape, output),
            nameof(QuantizedMaxPool) => new QuantizedMaxPool(_name, _inputs, shape, output, Window(), CodeBounds()),
            nameof(QuantizedAveragePool) => new QuantizedAveragePool(
                _name,
                _inputs,
                shape,
                output,
                Window(),
                fields.Flag("countPadding"),
                CodeBounds()
            ),
            nameof(QuantizedAdd) => new QuantizedAdd(
                _name,
                _inputs,
                shape,
                output,
                Factors("first"),
                Factors("second"),
                Factors("sum"),
                CodeBounds()
            ),
            nameof(QuantizedPad) => QuantizedPad(shape, output),
            nameof(QuantizedRescale) => new QuantizedRescale(
                _name,
                _inputs,
                shape,
                output,
                Factors("requantization"),
                CodeBounds()
            ),
            nameof(QuantizedConcat) => new QuantizedConcat(_name, _inputs, shape, output),
            nameof(QuantizedSoftmax) => new QuantizedSoftmax(_name, _inputs, shape, output),
            _ => throw fields.Wrong("kind"),
        };

    private QuantizedConv2d Convolution(TensorShape shape, QuantizationParameters output)
    {
        var type = Type(fields.Text("weightType"));
        return new QuantizedConv2d(
            _name,
            _inputs,
            shape,
            output,
            Window(),
            Groups(),
            [.. tensors.Integers(fields.Text("weights")).Select(w => (short)w)],
            new WeightQuantization(
                type,
                Reals("weightScales"),
                fields.Integer("weightZeroPoint", short.MinValue, short.MaxValue)
            ),
            tensors.Integers(fields.Text("bias")),
            Factors("requantization"),
            CodeBounds(),
            fields.Flag("isDense")
        );
    }

    private Pad FloatPad(TensorShape shape)
    {
        var sides = fields.Integers("sides", 4, 0, GreatestExtent);
        return new Pad(_name, _inputs, shape, sides[0], sides[1], sides[2], sides[3], fields.Real("value"));
    }

    private QuantizedPad QuantizedPad(TensorShape shape, QuantizationParameters output)
    {
        var sides = fields.Integers("sides", 4, 0, GreatestExtent);
        return new QuantizedPad(
            _name,
            _inputs,
            shape,
            output,
            sides[0],
            sides[1],
            sides[2],
            sides[3],
            fields.Integer("code", short.MinValue, short.MaxValue)
        );
    }

    private int Groups() => fields.Integer("groups", 1, GreatestChannels);

    private ImmutableArray<double> Reals(string field) => tensors.Reals(fields.Text(field));

    private Window2d Window()
    {
        var w = fields.Integers("window", 10, 0, GreatestExtent);
        if (w.Take(6).Any(v => v < 1) || (long)w[0] * w[4] > GreatestExtent || (long)w[1] * w[5] > GreatestExtent)
            throw fields.Wrong("window");
        return new Window2d(w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], w[9]);
    }

    private RealClamp Clamp()
    {
        var bounds = fields.Reals("clamp", 2);
        return new RealClamp(bounds[0], bounds[1]);
    }

    private CodeClamp CodeBounds()
    {
        var bounds = fields.Integers("clamp", 2, short.MinValue, short.MaxValue);
        return new CodeClamp(bounds[0], bounds[1]);
    }

    private QuantizationParameters Codes(string field)
    {
        var codes = fields.Object(field);
        return new QuantizationParameters(
            Type(codes.Text("type")),
            codes.Real("scale"),
            codes.Integer("zeroPoint", short.MinValue, short.MaxValue)
        );
    }

    private Requantization Factors(string field)
    {
        var factors = fields.Object(field);
        var multipliers = tensors.Integers(factors.Text("multipliers"));
        var shifts = tensors.Integers(factors.Text("shifts"));
        if (multipliers.Length != shifts.Length)
            throw fields.Wrong(field);
        return new Requantization(
            [.. multipliers.Zip(shifts, (m, s) => new FixedPointMultiplier(m, s))],
            factors.Integer("preshift", 0, 31)
        );
    }

    /// <summary>"quint8", "qint4".</summary>
    private CodeType Type(string text)
    {
        var isSigned = text.StartsWith("qint", StringComparison.Ordinal);
        var bits = text[(isSigned ? 4 : Math.Min(5, text.Length))..];
        var isKnown = isSigned || text.StartsWith("quint", StringComparison.Ordinal);
        return
            isKnown
            && int.TryParse(bits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is >= 2 and <= 8
            ? new CodeType(number, isSigned)
            : throw fields.Wrong("type");
    }
}
