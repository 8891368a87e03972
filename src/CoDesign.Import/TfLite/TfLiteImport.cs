// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.TfLite.Operators;
using CoDesign.Import.TfLite.Schema;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.TfLite;

/// <summary>
/// The conversion of one subgraph: what each tensor stands for, and IR nodes in execution order. A tensor whose operator failed is unknown;
/// operators that read it are still checked as far as their options and constants go.
/// </summary>
internal sealed class TfLiteImport
{
    private readonly TfLiteModel _model;
    private readonly string _path;
    private readonly Dictionary<int, Value?> _values = [];
    private readonly Dictionary<int, TfLiteTensor> _dequantized = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _aliased = new(StringComparer.Ordinal);
    private readonly List<Node> _nodes = [];

    private TfLiteImport(TfLiteModel model, string path, DiagnosticBag diagnostics)
    {
        _model = model;
        _path = path;
        Diagnostics = diagnostics;
        Constants = new ConstantReader(model.File, diagnostics);
        IsQuantized = model.Operators.Any(ComputesCodes);
    }

    /// <summary>Where problems go.</summary>
    public DiagnosticBag Diagnostics { get; }

    /// <summary>Elements of constants.</summary>
    public ConstantReader Constants { get; }

    /// <summary>True when operators compute int8 codes.</summary>
    public bool IsQuantized { get; }

    /// <summary>Converts <paramref name="model"/>; null after at least one error.</summary>
    public static Graph? Run(TfLiteModel model, string path, DiagnosticBag diagnostics)
    {
        var found = new DiagnosticBag();
        var graph = new TfLiteImport(model, path, found).Convert();
        diagnostics.AddRange(found.Items);
        return found.HasErrors ? null : graph;
    }

    /// <summary>The tensor of that number; null and a diagnostic when there is none.</summary>
    public TfLiteTensor? Tensor(string where, int index)
    {
        if (index >= 0 && index < _model.Tensors.Count)
            return _model.Tensors[index];
        Diagnostics.Add(TfLiteDiagnostics.BadIndex(where, "tensor", index, _model.Tensors.Count));
        return null;
    }

    /// <summary>The constant that a DEQUANTIZE made of this one; else the tensor itself.</summary>
    public TfLiteTensor Resolve(TfLiteTensor tensor) => _dequantized.GetValueOrDefault(tensor.Index, tensor);

    /// <summary>Lets <paramref name="tensor"/> stand for a constant.</summary>
    public void DefineConstant(TfLiteTensor tensor, TfLiteTensor constant) => _dequantized[tensor.Index] = constant;

    /// <summary>True when the tensor has been defined; <paramref name="value"/> is null when its operator failed.</summary>
    public bool TryValue(TfLiteTensor tensor, out Value? value) => _values.TryGetValue(tensor.Index, out value);

    /// <summary>Gives a tensor its value.</summary>
    public void Define(TfLiteTensor tensor, Value? value) => _values[tensor.Index] = value;

    /// <summary>Appends an IR node.</summary>
    public void Add(Node node) => _nodes.Add(node);

    /// <summary>Lets another tensor stand for a value under another shape.</summary>
    public void DefineAlias(TfLiteTensor tensor, Value value)
    {
        _aliased.Add(value.Source);
        Define(tensor, value);
    }

    /// <summary>True for the model's input before anything reads it.</summary>
    public bool IsUnreadInput(string source) =>
        _nodes.Count == 1 && _nodes[0].Name == source && !_aliased.Contains(source);

    /// <summary>Gives the model's input another shape of the same elements.</summary>
    public void ReshapeInput(TensorShape shape) => _nodes[0] = _nodes[0] with { Shape = shape };

    /// <summary>The part of the tensor's name before the first ';', made unique.</summary>
    public string UniqueName(TfLiteTensor tensor)
    {
        var name = tensor.Name.Split(';')[0].Trim();
        if (name.Length > 0 && _names.Add(name))
            return name;
        return UniqueName($"{name}_t{tensor.Index}");
    }

    /// <summary><paramref name="name"/>, with underscores behind it when it is taken.</summary>
    public string UniqueName(string name)
    {
        while (!_names.Add(name))
            name += "_";
        return name;
    }

    private Graph? Convert()
    {
        if (_model.Operators.Count == 0)
            Diagnostics.Add(TfLiteDiagnostics.NoOperators(_path));
        if (UnsignedOperator() is { } unsigned)
        {
            Diagnostics.Add(unsigned);
            return null;
        }

        DefineInput();
        foreach (var op in _model.Operators)
        {
            var conversion = new OperatorImport(this, op);
            if (conversion.CheckOutput() && !conversion.IsShapeArithmetic)
                OperatorTable.Convert(conversion);
            conversion.DefineUnknownOutputs();
        }

        var output = Output();
        if (output is null || Diagnostics.HasErrors)
            return null;
        foreach (
            var node in Reachable(output.Source).Where(n => n is Softmax or QuantizedSoftmax && n.Name != output.Source)
        )
            Diagnostics.Add(ImportDiagnostics.SoftmaxNotLast($"{node.SourceOp} ({node.SourceName})"));
        if (Diagnostics.HasErrors)
            return null;
        if (output.Source == _nodes[0].Name)
        {
            Diagnostics.Add(TfLiteDiagnostics.NoOperators(_path));
            return null;
        }

        return new Graph(
            Path.GetFileNameWithoutExtension(_path),
            IsQuantized ? GraphStage.Quantized : GraphStage.Imported,
            [.. Reachable(output.Source)],
            output.Source,
            RecordLayout.Nhwc
        )
        {
            Arithmetic = IsQuantized ? Arithmetic.TfLite : Arithmetic.Default,
            RecordsAreCodes = IsQuantized && _model.Tensors[_model.Inputs.Int32(0)].Type != TensorType.Float32,
        };
    }

    private void DefineInput()
    {
        const string where = "model input";
        if (_model.Inputs.Count != 1)
        {
            Diagnostics.Add(TfLiteDiagnostics.ModelEnds(_path, "inputs", _model.Inputs.Count));
            return;
        }

        if (Tensor(where, _model.Inputs.Int32(0)) is not { } tensor)
            return;
        Define(tensor, value: null);
        if (MapShape.Of(tensor.Shape) is not { } shape)
        {
            Diagnostics.Add(TfLiteDiagnostics.Shape(where, tensor.Name, tensor.Shape.ToString(), MapShape.Allowed));
            return;
        }

        if (tensor.IsConstant)
            Diagnostics.Add(TfLiteDiagnostics.DefinedTwice(where, tensor.Name));
        else if (tensor.Type == TensorType.Float32)
            DefineInput(tensor, shape, codes: null);
        else if (TensorCodes.Activation(where, tensor, Diagnostics, allowUnsigned: true) is { } codes)
            DefineInput(tensor, shape, codes);
    }

    /// <summary>The input node. That of an int8 model with a float input comes with the QUANTIZE that reads it.</summary>
    public Value? DefineInput(TfLiteTensor tensor, TensorShape shape, QuantizationParameters? codes)
    {
        if (codes is null && IsQuantized)
            return null;
        var name = UniqueName(tensor);
        Node node = codes is null ? new Input(name, shape) : new QuantizedInput(name, shape, codes);
        var value = new Value(name, shape, IsReshaped: false);
        _nodes.Add(node with { SourceOp = "Input", SourceName = tensor.Name });
        Define(tensor, value);
        return value;
    }

    /// <summary>True when the tensor is the model's input.</summary>
    public bool IsInput(TfLiteTensor tensor) => _model.Inputs.Count == 1 && _model.Inputs.Int32(0) == tensor.Index;

    /// <summary>True when an input node has been made.</summary>
    public bool HasInput => _nodes.Count > 0;

    private Value? Output()
    {
        const string where = "model output";
        if (_model.Outputs.Count != 1)
        {
            Diagnostics.Add(TfLiteDiagnostics.ModelEnds(_path, "outputs", _model.Outputs.Count));
            return null;
        }

        if (Tensor(where, _model.Outputs.Int32(0)) is not { } tensor)
            return null;
        if (!TryValue(tensor, out var value) || (value is null && !Diagnostics.HasErrors))
            Diagnostics.Add(TfLiteDiagnostics.Undefined(where, tensor.Name));
        return value;
    }

    private IEnumerable<Node> Reachable(string output)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal) { output };
        for (var i = _nodes.Count - 1; i >= 0; i--)
        {
            if (needed.Contains(_nodes[i].Name))
                needed.UnionWith(_nodes[i].Inputs);
        }

        return _nodes.Where(n => n is Input or QuantizedInput || needed.Contains(n.Name));
    }

    /// <summary>The first operator that computes uint8 codes, but for a QUANTIZE or a change of shape at the model's ends.</summary>
    private Diagnostic? UnsignedOperator()
    {
        foreach (
            var op in _model.Operators.Where(op =>
                op.Outputs.Count == 1 && op.Name is not ("QUANTIZE" or "RESHAPE" or "SQUEEZE" or "EXPAND_DIMS")
            )
        )
        {
            var index = op.Outputs.Int32(0);
            if (index >= 0 && index < _model.Tensors.Count && _model.Tensors[index].Type == TensorType.Uint8)
                return TfLiteDiagnostics.UnsignedModel(
                    _path,
                    $"{op.Name} (operator {op.Index})",
                    _model.Tensors[index].Name
                );
        }

        return null;
    }

    private bool ComputesCodes(TfLiteOperator op)
    {
        for (var i = 0; i < Math.Min(op.Outputs.Count, 4); i++)
        {
            var index = op.Outputs.Int32(i);
            if (
                index >= 0
                && index < _model.Tensors.Count
                && _model.Tensors[index].Type is TensorType.Int8 or TensorType.Uint8 or TensorType.Int16
            )
                return true;
        }

        return false;
    }
}
