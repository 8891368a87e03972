// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Import.Onnx.Proto;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using AttributeType = CoDesign.Import.Onnx.Proto.AttributeProto.Types.AttributeType;

namespace CoDesign.Import.Onnx;

/// <summary>
/// One node of the file while it is converted: typed access to its attributes and inputs. Each access that finds a problem reports it and sets
/// <see cref="Failed"/>; so an operator reads all it needs, then returns if the node has failed.
/// </summary>
internal sealed class OnnxNode(NodeProto proto, string name, GraphImport import)
{
    /// <summary>Operator type.</summary>
    public string Op => proto.OpType;

    /// <summary>Name in the file, or that of output 0.</summary>
    public string SourceName { get; } = proto.Name.Length > 0 ? proto.Name : proto.Output.FirstOrDefault("");

    /// <summary>Unique name for the IR node.</summary>
    public string Name => name;

    /// <summary>"Conv '/0/Conv'", the start of every message about it.</summary>
    public string Where => $"{Op} '{SourceName}'";

    /// <summary>True after a problem, or when an input could not be converted.</summary>
    public bool Failed { get; private set; }

    /// <summary>The conversion that the node belongs to.</summary>
    public GraphImport Import => import;

    /// <summary>Version of the default operator set.</summary>
    public long Opset => import.Opset;

    /// <summary>Number of inputs, trailing empty names not counted.</summary>
    public int InputCount
    {
        get
        {
            var count = proto.Input.Count;
            while (count > 0 && proto.Input[count - 1].Length == 0)
                count--;
            return count;
        }
    }

    /// <summary>Adds an error; the node gives no value.</summary>
    public void Report(Diagnostic diagnostic)
    {
        import.Diagnostics.Add(diagnostic);
        Failed = true;
    }

    /// <summary>The value of input <paramref name="index"/>; null when it is absent or could not be converted.</summary>
    public Value? Input(int index)
    {
        if (!HasInput(index))
            return null;
        var value = import.ValueOf(proto.Input[index]);
        Failed |= value is null;
        return value;
    }

    /// <summary>True when the input is named.</summary>
    public bool HasInput(int index) => index < proto.Input.Count && proto.Input[index].Length > 0;

    /// <summary>Name of the input's value.</summary>
    public string InputName(int index) => proto.Input[index];

    /// <summary>True when something reads output <paramref name="index"/>.</summary>
    public bool IsOutputUsed(int index) =>
        index < proto.Output.Count && proto.Output[index].Length > 0 && import.IsUsed(proto.Output[index]);

    /// <summary>How many nodes and graph outputs read output 0.</summary>
    public int Readers => import.ReadersOf(proto.Output[0]);

    /// <summary>Reports each used output but output 0.</summary>
    public void RequireSingleOutput()
    {
        for (var i = 1; i < proto.Output.Count; i++)
        {
            if (IsOutputUsed(i))
                Report(ImportDiagnostics.ExtraOutput(Where, i, proto.Output[i]));
        }
    }

    /// <summary>Reports missing inputs.</summary>
    public void RequireInputs(int count, params ReadOnlySpan<string> roles)
    {
        for (var i = 0; i < count; i++)
        {
            if (!HasInput(i))
                Report(ImportDiagnostics.Missing(Where, $"input {i} ({roles[i]})"));
        }
    }

    /// <summary>An input that depends on the network's input.</summary>
    public TensorValue? Tensor(int index)
    {
        switch (Input(index))
        {
            case TensorValue tensor:
                return tensor;
            case ConstantValue:
                Report(ImportDiagnostics.IsConstant(Where, index));
                return null;
            default:
                return null;
        }
    }

    /// <summary>An input that is the value of an IR node: in an integer model one with codes.</summary>
    public MapValue? Map(int index)
    {
        var tensor = Tensor(index);
        if (tensor is null || (tensor is MapValue map && (map.Codes is not null || !import.IsInteger)))
            return tensor as MapValue;
        Report(ImportDiagnostics.NotQuantized(Where, index));
        return null;
    }

    /// <summary>An input [N, C, H, W].</summary>
    public MapValue? Image(int index)
    {
        var map = Map(index);
        if (map is null || map.IsImage)
            return map;
        Report(ImportDiagnostics.NotAMap(Where, index, map.Text, "images [N, C, H, W]"));
        return null;
    }

    /// <summary>An input known at compile time; null when it is absent (no message) or not constant (reported).</summary>
    public ConstantTensor? Constant(int index, string role)
    {
        switch (Input(index))
        {
            case ConstantValue constant:
                return constant.Tensor;
            case TensorValue:
                Report(ImportDiagnostics.NotConstant(Where, index, role));
                return null;
            default:
                return null;
        }
    }

    /// <summary>The codes of a dequantized constant; null when it is absent or not one (reported).</summary>
    public ConstantCodes? Codes(int index, string role)
    {
        if (Constant(index, role) is null)
            return null;
        if (Input(index) is ConstantValue { Codes: { } codes })
            return codes;
        Report(ImportDiagnostics.NotCodes(Where, index, role));
        return null;
    }

    /// <summary>A constant of finite real values.</summary>
    public ConstantTensor? Weights(int index, string role)
    {
        var tensor = Constant(index, role);
        if (tensor is null)
            return null;
        if (!tensor.IsFloat)
        {
            Report(
                ImportDiagnostics.AttributeValue(
                    Where,
                    $"element type of input {index} ({role})",
                    ElementTypes.NameOf((int)tensor.Type),
                    "float32"
                )
            );
            return null;
        }

        for (var i = 0; i < tensor.Values.Length; i++)
        {
            if (double.IsFinite(tensor.Values[i]))
                continue;
            Report(ImportDiagnostics.NotFinite(Where, InputName(index), i, tensor.Values[i]));
            return null;
        }

        return tensor;
    }

    /// <summary>A constant of one finite real value per channel, broadcast from one element; null when absent or reported.</summary>
    public ImmutableArray<double>? PerChannel(int index, string role, int channels)
    {
        var tensor = Weights(index, role);
        if (tensor is null)
            return null;
        if (tensor.Rank == 1 && tensor.Values.Length == channels)
            return tensor.Values;
        Report(
            ImportDiagnostics.WrongShape(
                Where,
                $"input {index} ({role})",
                ConstantTensor.Text(tensor.Dims),
                $"[{channels}]"
            )
        );
        return null;
    }

    /// <summary>Defines output 0 as a new IR node.</summary>
    public void Define(Node node, ImmutableArray<long> dims, RecordLayout order = RecordLayout.Nchw)
    {
        if (MapLimits.Check(Where, dims.AsSpan()[1..]) is { } problem)
        {
            Report(problem);
            return;
        }

        import.Add(node with { SourceOp = Op, SourceName = SourceName });
        Define(new MapValue(node.Name, node.Shape, dims, order));
    }

    /// <summary>Defines output 0 as an image [N, C, H, W].</summary>
    public void DefineImage(Node node) =>
        Define(node, [import.Batch, node.Shape.Channels, node.Shape.Height, node.Shape.Width]);

    /// <summary>Defines output 0.</summary>
    public void Define(Value value) => import.Define(proto.Output[0], value);

    /// <summary>True when the attribute is there.</summary>
    public bool Has(string attribute) => Find(attribute) is not null;

    /// <summary>An integer attribute.</summary>
    public long Int(string attribute, long fallback) => Find(attribute, AttributeType.Int)?.I ?? fallback;

    /// <summary>A real attribute.</summary>
    public float Float(string attribute, float fallback) => Find(attribute, AttributeType.Float)?.F ?? fallback;

    /// <summary>A string attribute.</summary>
    public string String(string attribute, string fallback) =>
        Find(attribute, AttributeType.String)?.S.ToStringUtf8() ?? fallback;

    /// <summary>A list of integers, or null when it is absent.</summary>
    public ImmutableArray<long>? Ints(string attribute) =>
        Find(attribute, AttributeType.Ints) is { } found ? [.. found.Ints] : null;

    /// <summary>The attribute as stored; null when it is absent or, with a message, when it is of another type.</summary>
    public AttributeProto? Find(string attribute, AttributeType expected = AttributeType.Undefined)
    {
        var found = proto.Attribute.FirstOrDefault(a => a.Name == attribute);
        if (found is null || expected == AttributeType.Undefined || found.Type == expected)
            return found;
        Report(ImportDiagnostics.AttributeType(Where, attribute, Lower(found.Type), Lower(expected)));
        return null;
    }

    private static string Lower(AttributeType type) => type.ToString().ToLowerInvariant();
}
