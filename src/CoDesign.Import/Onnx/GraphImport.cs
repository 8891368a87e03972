// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Import.Onnx.Proto;
using CoDesign.Import.Onnx.Quantized;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.Onnx;

/// <summary>
/// The conversion of one ONNX graph: values by name, IR nodes in execution order. Nodes that the output does not depend on are left out.
/// A node that fails gives an unknown value; nodes that read it are still checked as far as their attributes and constants go.
/// </summary>
internal sealed class GraphImport
{
    private readonly Dictionary<string, Value?> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _readers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NodeProto> _producers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<Node> _nodes = [];

    private GraphImport(long opset, string path, Arithmetic arithmetic, DiagnosticBag diagnostics)
    {
        Opset = opset;
        Arithmetic = arithmetic;
        Diagnostics = diagnostics;
        Tensors = new TensorReader(new ExternalTensorFiles(path, diagnostics), diagnostics);
    }

    /// <summary>Version of the default operator set.</summary>
    public long Opset { get; }

    /// <summary>Where problems go.</summary>
    public DiagnosticBag Diagnostics { get; }

    /// <summary>Rounding and multipliers of an integer model.</summary>
    public Arithmetic Arithmetic { get; }

    /// <summary>True when values between layers are quantized, by QuantizeLinear or by integer operators.</summary>
    public bool IsInteger { get; private set; }

    /// <summary>Reads tensors of the file.</summary>
    public TensorReader Tensors { get; }

    /// <summary>The batch dimension: the number in the file, 1 when it is symbolic.</summary>
    public long Batch { get; private set; } = 1;

    /// <summary>Converts <paramref name="graph"/>; null after at least one error.</summary>
    public static Graph? Run(
        GraphProto graph,
        long opset,
        string path,
        Arithmetic arithmetic,
        DiagnosticBag diagnostics
    )
    {
        var found = new DiagnosticBag();
        var import = new GraphImport(opset, path, arithmetic, found);
        var result = import.Convert(graph, path);
        diagnostics.AddRange(found.Items);
        return found.HasErrors ? null : result;
    }

    /// <summary>The value of a name; null when it could not be converted.</summary>
    public Value? ValueOf(string name) => _values.GetValueOrDefault(name);

    /// <summary>True when the name is an input, an initializer or an output of a node that came before.</summary>
    public bool IsDefined(string name) => _values.ContainsKey(name);

    /// <summary>How many live nodes and graph outputs read the value.</summary>
    public int ReadersOf(string name) => _readers.GetValueOrDefault(name);

    /// <summary>True when a live node or the graph's output reads the value.</summary>
    public bool IsUsed(string name) => ReadersOf(name) > 0;

    /// <summary>Operator of the node that computes the value; empty for inputs and initializers.</summary>
    public string ProducerOf(string name) => _producers.GetValueOrDefault(name)?.OpType ?? "";

    /// <summary>The network's input.</summary>
    public Node InputNode => _nodes[0];

    /// <summary>True when there is an IR node of that name.</summary>
    public bool HasNode(string source) => _nodes.Exists(n => n.Name == source);

    /// <summary>The IR node of that name.</summary>
    public Node NodeOf(string source) => _nodes.First(n => n.Name == source);

    /// <summary>Appends an IR node.</summary>
    public void Add(Node node) => _nodes.Add(node);

    /// <summary>Replaces an IR node by another of the same name.</summary>
    public void Replace(Node old, Node node) => _nodes[_nodes.IndexOf(old)] = node;

    /// <summary>Gives a name its value.</summary>
    public void Define(string name, Value? value) => _values[name] = value;

    private Graph? Convert(GraphProto graph, string path)
    {
        var live = Liveness.Find(graph, _readers);
        DefineInitializers(graph);
        var input = DefineInput(graph, live, path);
        IsInteger = input is not null && IntegerModel.Is(live, input.Name);
        foreach (var proto in live)
            Convert(proto);

        var output = GraphOutput.Find(graph, this, path);
        if (input is null || output is null || Diagnostics.HasErrors)
            return null;
        var nodes = GraphOutput.Reachable(_nodes, output);
        foreach (var softmax in nodes.Where(n => n is Softmax or QuantizedSoftmax && n.Name != output))
            Diagnostics.Add(ImportDiagnostics.SoftmaxNotLast($"{softmax.SourceOp} '{softmax.SourceName}'"));
        var stage = IsInteger ? GraphStage.Quantized : GraphStage.Imported;
        var layout = ((MapValue?)_values[input.Name])?.Order ?? RecordLayout.Nchw;
        return new Graph(Path.GetFileNameWithoutExtension(path), stage, nodes, output, layout)
        {
            Arithmetic = Arithmetic,
        };
    }

    private void DefineInitializers(GraphProto graph)
    {
        foreach (var proto in graph.SparseInitializer.Where(s => IsUsed(s.Values?.Name ?? "")))
        {
            Diagnostics.Add(ImportDiagnostics.SparseTensor(proto.Values.Name));
            _values[proto.Values.Name] = null;
        }

        foreach (var proto in graph.Initializer.Where(t => IsUsed(t.Name)))
        {
            if (_values.ContainsKey(proto.Name))
            {
                Diagnostics.Add(ImportDiagnostics.DuplicateValue("Initializer", proto.Name));
                continue;
            }

            _values[proto.Name] = Tensors.Read(proto, proto.Name) is { } tensor ? new ConstantValue(tensor) : null;
        }
    }

    private Node? DefineInput(GraphProto graph, IReadOnlyList<NodeProto> live, string path)
    {
        var initializers = graph.Initializer.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        var inputs = graph.Input.Where(i => !initializers.Contains(i.Name)).ToArray();
        foreach (var other in inputs)
            _values[other.Name] = null;
        if (inputs.Length != 1)
        {
            Diagnostics.Add(ImportDiagnostics.InputCount(path, [.. inputs.Select(i => i.Name)]));
            return null;
        }

        if (GraphInput.Read(inputs[0], live, Diagnostics) is not { } found)
            return null;
        Batch = found.Dims[0];
        _names.Add(inputs[0].Name);
        _values[inputs[0].Name] = found;
        var node = new Input(found.Source, found.Shape) { SourceOp = "Input", SourceName = found.Source };
        _nodes.Add(node);
        return node;
    }

    private void Convert(NodeProto proto)
    {
        var node = new OnnxNode(proto, UniqueName(proto), this);
        var unknown = false;
        foreach (
            var name in proto.Output.Where(o => o.Length > 0 && !_producers.TryAdd(o, proto) | _values.ContainsKey(o))
        )
        {
            node.Report(ImportDiagnostics.DuplicateValue(node.Where, name));
            unknown = true;
        }

        for (var i = 0; i < proto.Input.Count; i++)
        {
            var name = proto.Input[i];
            if (name.Length == 0 || _values.ContainsKey(name))
                continue;
            node.Report(ImportDiagnostics.UndefinedValue(node.Where, i, name));
            _values[name] = null;
        }

        if (!unknown)
            OperatorTable.Convert(node, proto);
        foreach (var name in proto.Output)
            _values.TryAdd(name, null);
    }

    /// <summary>The node's name, or its output's when it has none or one that is taken.</summary>
    private string UniqueName(NodeProto proto)
    {
        var output = proto.Output.FirstOrDefault("");
        var name = proto.Name.Length > 0 ? proto.Name : output;
        for (var i = 1; !_names.Add(name); i++)
            name = i == 1 ? output : $"{output}_{i}";
        return name;
    }
}
