// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping.Images;

/// <summary>Converts integer nodes to the engine's numbers, and proves that the requantizer can hold them.</summary>
internal sealed class ConstantsBuilder
{
    private readonly Arithmetic _arithmetic;
    private readonly DiagnosticBag _diagnostics;
    private readonly Dictionary<string, QuantizedNode> _nodes;
    private readonly Dictionary<string, LayerConstants?> _ofParts = new(StringComparer.Ordinal);

    /// <summary>For the layers of <paramref name="network"/>, whose graph holds integer nodes only.</summary>
    public ConstantsBuilder(EngineNetwork network, DiagnosticBag diagnostics)
    {
        _arithmetic = network.Graph.Arithmetic;
        _diagnostics = diagnostics;
        _nodes = network.Graph.Nodes.OfType<QuantizedNode>().ToDictionary(n => n.Name, StringComparer.Ordinal);
        foreach (var layer in network.Layers.Where(l => !_nodes.ContainsKey(l.Name)))
            _nodes[layer.Name] = _nodes[layer.Value];
    }

    /// <summary>The numbers of <paramref name="layer"/>, or null after a diagnostic. Parts of a layer have the same ones.</summary>
    public LayerConstants? Build(EngineLayer layer)
    {
        if (layer.Part is null)
            return BuildWhole(layer);
        if (!_ofParts.TryGetValue(layer.Operator, out var constants))
            _ofParts[layer.Operator] = constants = BuildWhole(layer);
        return constants;
    }

    private LayerConstants? BuildWhole(EngineLayer layer)
    {
        var input = BankCodes.Of(_nodes[layer.Inputs[0]]);
        if (layer is { Kind: LayerKind.WindowShare, Share: { } share })
            return AverageConstants.Share(
                layer,
                (QuantizedAveragePool)_nodes[layer.Value],
                share,
                input,
                _arithmetic,
                _diagnostics
            );
        if (layer.Kind == LayerKind.Greatest)
            return AverageConstants.Greatest(layer, (QuantizedAveragePool)_nodes[layer.Value], input, Identity());
        return layer.Nodes.IsEmpty
            ? Identity() with
            {
                Weight = (output, _, _) => 1,
            }
            : layer.Nodes[0] switch
            {
                QuantizedConv2d conv => Convolution(layer, conv, input),
                QuantizedMaxPool pool => Pool(layer, pool, input),
                QuantizedAveragePool pool => AverageConstants.Pool(layer, pool, input, _arithmetic, _diagnostics),
                QuantizedAdd add => AddTable.Build(
                    add,
                    input,
                    BankCodes.Of(_nodes[layer.Inputs[1]]),
                    _arithmetic,
                    _diagnostics
                ),
                QuantizedRescale rescale => Rescale(rescale, input),
                QuantizedPad pad => Identity() with { TileWeights = [1], PadByte = input.Byte(pad.Code) },
                var other => throw new NotSupportedException($"No constants for {other.GetType().Name}."),
            };
    }

    private LayerConstants Identity() =>
        new() { Requantization = new Requantization([RequantizeEquation.Identity(_arithmetic)], 0) };

    private LayerConstants? Convolution(EngineLayer layer, QuantizedConv2d conv, BankCodes input)
    {
        var clamp = conv.Clamp;
        if (layer.Nodes is [_, QuantizedMaxPool pool])
            clamp = new CodeClamp(pool.Clamp.Apply(clamp.Low), pool.Clamp.Apply(clamp.High));
        var output = BankCodes.Of(conv);
        var weightOffset = conv.WeightQuantization.Type.Signed ? 128 : 0;
        var taps = conv.Window.Taps;
        var inputs = conv.GroupInputs;
        var weights = conv.Weights;
        var bias = ImmutableArray.CreateBuilder<int>(conv.Shape.Channels);
        var factors = ImmutableArray.CreateBuilder<FixedPointMultiplier>(conv.Shape.Channels);
        var constant = new bool[conv.Shape.Channels];
        var own = false;
        var preshift = conv.Requantization.Preshift;
        var (low, high) = (output.Byte(clamp.Low), output.Byte(clamp.High));
        long least = 0,
            greatest = 0,
            leastProducts = 0,
            greatestProducts = 0,
            operand = 0;
        var worst = (Channel: 0, Sum: 0L);
        for (var channel = 0; channel < conv.Shape.Channels; channel++)
        {
            var bounds = SumBounds.Of(conv, channel, input);
            factors.Add(conv.Requantization[channel]);
            if (
                ConstantChannels.CodeOf(
                    _arithmetic.Mode,
                    bounds,
                    factors[channel],
                    preshift,
                    output.ZeroPoint,
                    low,
                    high
                ) is
                { } code
            )
            {
                constant[channel] = own = true;
                factors[channel] = RequantizeEquation.Identity(_arithmetic);
                bias.Add((code - output.ZeroPoint) << preshift);
                least = Math.Min(least, bias[channel]);
                greatest = Math.Max(greatest, bias[channel]);
                continue;
            }

            var decrease = 0L;
            if (
                _arithmetic.Profile == RequantizeProfile.Exact
                && !ParameterChooser.Fits(bounds.Least, bounds.Greatest, ParameterChooser.ShortOperandBits)
                && TwoCodeChannels.Find(
                    bounds.Least,
                    bounds.Greatest,
                    factors[channel],
                    ParameterChooser.ShortOperandBits,
                    CodeOf
                )
                    is { } steeper
            )
            {
                factors[channel] = steeper.Factor;
                decrease = steeper.Decrease;
                bounds = bounds with { Least = bounds.Least - decrease, Greatest = bounds.Greatest - decrease };
                own = true;
            }

            bias.Add(unchecked((int)(conv.Bias[channel] - decrease - (input.ZeroPoint * bounds.WeightSum))));
            least = Math.Min(least, bounds.Least);
            greatest = Math.Max(greatest, bounds.Greatest);
            operand = Math.Max(
                operand,
                Math.Max(-bounds.Least, bounds.Greatest) << Math.Max(factors[channel].Shift, 0)
            );
            leastProducts = Math.Min(leastProducts, bounds.LeastProducts);
            greatestProducts = Math.Max(greatestProducts, bounds.GreatestProducts);
            var extreme = bounds.Greatest + bounds.Least >= 0 ? bounds.Greatest : bounds.Least;
            if (Math.Abs(extreme) > Math.Abs(worst.Sum))
                worst = (channel, extreme);
        }

        if (!FitsRequantizer(conv, worst.Channel, worst.Sum, preshift))
            return null;
        var zero = (byte)(conv.WeightQuantization.ZeroPoint + weightOffset);
        return new LayerConstants
        {
            Weight = (o, tap, i) =>
                constant[o] ? zero : (byte)(weights[(((o * taps) + tap) * inputs) + i] + weightOffset),
            WeightZeroPoint = zero,
            Bias = bias.MoveToImmutable(),
            Requantization = own ? new Requantization(factors.MoveToImmutable(), preshift) : conv.Requantization,
            ZeroPoint = (byte)output.ZeroPoint,
            Low = low,
            High = high,
            PadByte = layer.ReadsPadding ? (byte)input.ZeroPoint : null,
            LeastSum = least,
            GreatestSum = greatest,
            GreatestOperand = operand,
            LeastProducts = leastProducts,
            GreatestProducts = greatestProducts,
        };

        int CodeOf(long sum, FixedPointMultiplier factor) =>
            ConstantChannels.Code(_arithmetic.Mode, sum, factor, preshift, output.ZeroPoint, low, high);
    }

    private bool FitsRequantizer(QuantizedConv2d conv, int channel, long sum, int preshift)
    {
        var limit =
            _arithmetic.Profile == RequantizeProfile.Lean
                ? Math.Min(HalfUpFactor.LeanOperandBound << preshift, 1L << 31)
                : 1L << 31;
        if (sum >= -limit && sum < limit)
            return true;
        _diagnostics.Add(MappingDiagnostics.SumTooLarge(conv, channel, sum, limit, _arithmetic.Profile));
        return false;
    }

    private LayerConstants Pool(EngineLayer layer, QuantizedMaxPool pool, BankCodes input) =>
        Identity() with
        {
            TileWeights = [1],
            Low = input.Byte(pool.Clamp.Low),
            High = input.Byte(pool.Clamp.High),
            // The least byte: what lies in the padding never wins.
            PadByte = layer.ReadsPadding ? byte.MinValue : null,
        };

    private static LayerConstants Rescale(QuantizedRescale rescale, BankCodes input)
    {
        var output = BankCodes.Of(rescale);
        return new LayerConstants
        {
            TileWeights = [1],
            Bias = [-input.ZeroPoint],
            Requantization = rescale.Requantization,
            ZeroPoint = (byte)output.ZeroPoint,
            Low = output.Byte(rescale.Clamp.Low),
            High = output.Byte(rescale.Clamp.High),
            LeastSum = -input.ZeroPoint,
            GreatestSum = byte.MaxValue - input.ZeroPoint,
        };
    }
}
