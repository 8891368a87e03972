// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Analysis.Attribution;

/// <summary>What the uniform-noise model has to know of a value's float distribution, by channel, over records.</summary>
internal sealed class ChannelSignal(Node node, QuantizationParameters codes)
{
    private readonly RealClamp _clamp = ClampOf(node);
    private readonly double _low = codes.Dequantize(codes.Type.Minimum);
    private readonly double _high = codes.Dequantize(codes.Type.Maximum);
    private readonly double[] _squares = new double[node.Shape.Channels];
    private readonly double[] _clipped = new double[node.Shape.Channels];
    private readonly long[] _active = new long[node.Shape.Channels];
    private readonly long[] _rounded = new long[node.Shape.Channels];
    private long _pixels;

    /// <summary>E[x^2].</summary>
    public double MeanSquare(int channel) => _squares[channel] / _pixels;

    /// <summary>Share of the values that the fused activation passes on unchanged, with small errors: those inside its bounds.</summary>
    public double Active(int channel) => _active[channel] / (double)_pixels;

    /// <summary>Share of the values that are inside the range of the codes and not exactly 0, which is a code.</summary>
    public double Rounded(int channel) => _rounded[channel] / (double)_pixels;

    /// <summary>E[(x - clip(x))^2].</summary>
    public double ClippingPower(int channel) => _clipped[channel] / _pixels;

    /// <summary>Adds the float values of one record.</summary>
    public void Add(ReadOnlySpan<double> values)
    {
        var channels = _squares.Length;
        for (var i = 0; i < values.Length; i++)
        {
            var (x, c) = (values[i], i % channels);
            _squares[c] += x * x;
            if (x > _clamp.Low && x < _clamp.High)
                _active[c]++;
            var excess = x - Math.Clamp(x, _low, _high);
            _clipped[c] += excess * excess;
            if (excess == 0.0 && x != 0.0)
                _rounded[c]++;
        }

        _pixels += values.Length / channels;
    }

    /// <summary>Adds what another one has seen.</summary>
    public void Merge(ChannelSignal other)
    {
        for (var c = 0; c < _squares.Length; c++)
        {
            _squares[c] += other._squares[c];
            _clipped[c] += other._clipped[c];
            _active[c] += other._active[c];
            _rounded[c] += other._rounded[c];
        }

        _pixels += other._pixels;
    }

    private static RealClamp ClampOf(Node node) =>
        node switch
        {
            Conv2d conv => conv.Clamp,
            Add add => add.Clamp,
            MaxPool pool => pool.Clamp,
            AveragePool pool => pool.Clamp,
            Activation activation => activation.Clamp,
            _ => RealClamp.None,
        };
}
