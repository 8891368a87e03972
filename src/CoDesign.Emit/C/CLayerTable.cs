// SPDX-License-Identifier: Apache-2.0
using CoDesign.Emit.Native;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Emit.C;

/// <summary>Nodes of a graph to rows of the layer table, their constants and the scratch that they need.</summary>
internal sealed class CLayerTable
{
    /// <summary>CD_BLOCK and CD_OUTPUTS of cd_layers.h.</summary>
    private const int Block = 16;
    private const int SpareOutputs = 4;

    /// <summary>Entries of an add's table of rescaled codes.</summary>
    private const int OperandTable = 256;

    private readonly Graph _graph;
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private readonly List<LayerView> _layers = [];
    private readonly List<ConcatListView> _concats = [];

    /// <summary>The table of <paramref name="graph"/>.</summary>
    public CLayerTable(Graph graph)
    {
        _graph = graph;
        for (var i = 0; i < graph.Nodes.Length; i++)
            _index.Add(graph.Nodes[i].Name, i);
        foreach (var node in graph.Nodes.OfType<QuantizedNode>().Where(node => node is not QuantizedInput))
            _layers.Add(Layer(node));
    }

    public IReadOnlyList<LayerView> Layers => _layers;

    public IReadOnlyList<ConcatListView> Concats => _concats;

    public ConstantArrays Constants { get; } = new();

    /// <summary>Elements of the scratch buffers: int16 rows, int16 patches, int32 accumulators.</summary>
    public int RowElements { get; private set; } = 1;

    public int PatchElements { get; private set; } = 1;

    public int AccumulatorElements { get; private set; } = 1;

    /// <summary>Index of a value in the tensor table.</summary>
    public int IndexOf(string value) => _index[value];

    private LayerView Layer(QuantizedNode node)
    {
        var second = node is QuantizedAdd ? _index[node.Inputs[1]] : 0;
        var view = new LayerView(
            NativeText.Comment(node.Name),
            KindOf(node),
            _index[node.Inputs[0]],
            second,
            _index[node.Name]
        );
        return node switch
        {
            QuantizedConv2d conv => view with { Conv2d = Conv2d(conv) },
            QuantizedMaxPool pool => view with { Pool = Pool(pool, pool.Window, countPadding: false, pool.Clamp) },
            QuantizedAveragePool pool => view with { Pool = Pool(pool, pool.Window, pool.CountPadding, pool.Clamp) },
            QuantizedAdd add => view with { Add = Add(add) },
            QuantizedPad pad => view with
            {
                Pad = new PadView(pad.Top, pad.Left, pad.Code + CarriedCodes.SignOf(pad.Output.Type)),
            },
            QuantizedRescale rescale => view with { Rescale = Rescale(rescale) },
            QuantizedConcat concat => view with { Concat = Concat(concat) },
            QuantizedSoftmax softmax => view with
            {
                Softmax = SoftmaxView.Of(softmax, (QuantizedNode)_graph[softmax.Inputs[0]]),
            },
            _ => throw new NotSupportedException($"No C for {node.GetType().Name}."),
        };
    }

    private static string KindOf(QuantizedNode node) =>
        node switch
        {
            QuantizedConv2d conv => ConvolutionWeights.IsDepthwise(conv) ? "CD_DEPTHWISE_CONV2D" : "CD_CONV2D",
            QuantizedMaxPool => "CD_MAX_POOL",
            QuantizedAveragePool => "CD_AVERAGE_POOL",
            QuantizedAdd => "CD_ADD",
            QuantizedPad => "CD_PAD",
            QuantizedRescale => "CD_RESCALE",
            QuantizedConcat => "CD_CONCAT",
            QuantizedSoftmax => "CD_SOFTMAX",
            _ => throw new NotSupportedException($"No C for {node.GetType().Name}."),
        };

    private Conv2dView Conv2d(QuantizedConv2d conv)
    {
        var index = _index[conv.Name];
        var depthwise = ConvolutionWeights.IsDepthwise(conv);
        var weights = depthwise ? ConvolutionWeights.Depthwise(conv) : ConvolutionWeights.Rows(conv, Block);
        var (multipliers, shifts) = Constants.AddFactors(conv, index, conv.Requantization);
        var clamp = CarriedCodes.Carried(conv, conv.Clamp);
        var window = conv.Window;
        var width = ((conv.Shape.Width - 1) * window.StrideWidth) + window.SpanWidth;
        var inputs = _graph[conv.Inputs[0]].Shape.Channels;
        RowElements = Math.Max(RowElements, checked((window.SpanHeight * width * inputs) + Block));
        PatchElements = Math.Max(
            PatchElements,
            depthwise ? 1 : (Math.Min(2, conv.Shape.Width) * weights.RowLength) + Block
        );
        AccumulatorElements = Math.Max(AccumulatorElements, 2 * (conv.Shape.Channels + SpareOutputs));
        return new Conv2dView(
            Text(window),
            conv.Groups,
            weights.RowLength,
            weights.ZeroPoint,
            Constants.AddBytes(conv, index, "weights", weights.Codes),
            Constants.AddWords(conv, index, "bias", conv.Bias),
            multipliers,
            shifts,
            conv.Requantization.Preshift,
            clamp.Low,
            clamp.High
        );
    }

    private PoolView Pool(QuantizedNode node, Window2d window, bool countPadding, CodeClamp bounds)
    {
        AccumulatorElements = Math.Max(AccumulatorElements, node.Shape.Channels);
        var clamp = CarriedCodes.Carried(node, bounds);
        return new PoolView(Text(window), countPadding ? 1 : 0, clamp.Low, clamp.High);
    }

    private AddView Add(QuantizedAdd add)
    {
        AccumulatorElements = Math.Max(AccumulatorElements, (2 * OperandTable) + add.Shape.Channels);
        var clamp = CarriedCodes.Carried(add, add.Clamp);
        return new AddView(Text(add.First), Text(add.Second), Text(add.Sum), clamp.Low, clamp.High);
    }

    private RescaleView Rescale(QuantizedRescale rescale)
    {
        AccumulatorElements = Math.Max(AccumulatorElements, rescale.Shape.Channels);
        var (multipliers, shifts) = Constants.AddFactors(rescale, _index[rescale.Name], rescale.Requantization);
        var clamp = CarriedCodes.Carried(rescale, rescale.Clamp);
        return new RescaleView(multipliers, shifts, rescale.Requantization.Preshift, clamp.Low, clamp.High);
    }

    private ConcatView Concat(QuantizedConcat concat)
    {
        var name = $"layer_{_index[concat.Name]}_inputs";
        _concats.Add(new ConcatListView(name, string.Join(", ", concat.Inputs.Select(input => _index[input]))));
        return new ConcatView(name, concat.Inputs.Length);
    }

    private static string Text(Window2d w) =>
        $"{w.KernelHeight}, {w.KernelWidth}, {w.StrideHeight}, {w.StrideWidth}, {w.DilationHeight}, {w.DilationWidth}, {w.PadTop}, {w.PadLeft}";

    private static string Text(Requantization factor) => $"{factor[0].Value}, {factor[0].Shift}, {factor.Preshift}";
}
