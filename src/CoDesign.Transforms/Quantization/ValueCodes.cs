// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Transforms.Quantization;

/// <summary>
/// Scale and zero point of every value. Operators that move codes or average them (max pool, average pool, pad, concat) have one scale on both sides:
/// such values form a class, whose range is the union of the ranges of its computed members (convolutions, sums, activations). The input is a class
/// that nothing widens when its codes are the stored pixels; where a concat would join it, the concat reads it through a rescale.
/// </summary>
internal sealed class ValueCodes
{
    private readonly Dictionary<string, string> _parent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, QuantizationParameters> _parameters = new(StringComparer.Ordinal);
    private readonly CodeType _type;

    public ValueCodes(Graph graph, CodeType type)
    {
        _type = type;
        var pixels = PixelCodes(graph, type);
        foreach (var node in graph.Nodes)
        {
            _parent[node.Name] = node.Name;
            foreach (var input in node.Inputs.Where(_ => MovesCodes(node)))
            {
                if (node is not Concat || pixels is null || Root(input) != graph.InputNode.Name)
                    Join(node.Name, input);
            }
        }

        var ranges = new Dictionary<string, ValueRange>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
        {
            // A pooled or concatenated value lies within its class; a border adds its own value.
            var range = node is Pad pad ? new ValueRange(pad.Value, pad.Value) : graph.Ranges[node.Name];
            if (!MovesCodes(node) || node is Pad)
                ranges[Root(node.Name)] = ranges.TryGetValue(Root(node.Name), out var other)
                    ? Union(range, other)
                    : range;
        }

        foreach (var node in graph.Nodes)
        {
            var root = Root(node.Name);
            _parameters[node.Name] =
                root == graph.InputNode.Name && pixels is not null ? pixels : Parameters(graph, node, root, ranges);
        }
    }

    /// <summary>Scale, zero point and type of <paramref name="value"/>.</summary>
    public QuantizationParameters this[string value] => _parameters[value];

    /// <summary>
    /// The input's codes when they are the stored pixels themselves: <c>real = (pixel / scale - mean) / deviation</c> with one deviation and one mean for all channels
    /// is <c>S = 1 / (scale * deviation)</c>, <c>Z = scale * mean</c>, when Z is a code. Null otherwise.
    /// </summary>
    internal static QuantizationParameters? PixelCodes(Graph graph, CodeType type)
    {
        if (graph.Normalization is not { } normalization || type != CodeType.Quint8)
            return null;
        var zero = normalization.Scale * normalization.Mean[0];
        var uniform =
            normalization.Mean.All(mean => mean == normalization.Mean[0])
            && normalization.Deviation.All(deviation => deviation == normalization.Deviation[0]);
        return uniform && zero == Math.Round(zero) && zero >= type.Minimum && zero <= type.Maximum
            ? new QuantizationParameters(type, 1.0 / (normalization.Scale * normalization.Deviation[0]), (int)zero)
            : null;
    }

    private static bool MovesCodes(Node node) => node is MaxPool or AveragePool or Pad or Concat;

    private static ValueRange Union(ValueRange a, ValueRange b) =>
        new(Math.Min(a.Minimum, b.Minimum), Math.Max(a.Maximum, b.Maximum));

    private QuantizationParameters Parameters(
        Graph graph,
        Node node,
        string root,
        Dictionary<string, ValueRange> ranges
    ) =>
        node is Softmax
            ? new QuantizationParameters(_type, Math.ScaleB(1.0, -_type.Bits), _type.Minimum)
            : QuantizationParameters.FromRange(
                ranges.TryGetValue(root, out var range) ? range : graph.Ranges[node.Name],
                _type
            );

    private string Root(string value)
    {
        while (_parent[value] != value)
            value = _parent[value];
        return value;
    }

    /// <summary>The earlier definition becomes the root, so that the input is the root of its class.</summary>
    private void Join(string later, string earlier)
    {
        var (a, b) = (Root(later), Root(earlier));
        if (a != b)
            _parent[a] = b;
    }
}
