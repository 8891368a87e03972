// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Import.TfLite.FlatBuffers;
using CoDesign.Import.TfLite.Schema;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.TfLite;

/// <summary>One operator being converted: its checked operands and options, and the definition of its output.</summary>
internal sealed class OperatorImport(TfLiteImport import, TfLiteOperator op)
{
    /// <summary><c>CONV_2D (operator 3)</c>.</summary>
    public string Where { get; } = $"{op.Name} (operator {op.Index})";

    /// <summary>The operator's name in the schema.</summary>
    public string Name => op.Name;

    /// <summary>The whole conversion.</summary>
    public TfLiteImport Import => import;

    /// <summary>True when the model computes int8 codes.</summary>
    public bool IsQuantized => import.IsQuantized;

    /// <summary>Number of operands.</summary>
    public int InputCount => op.Inputs.Count;

    /// <summary>The one tensor that it defines.</summary>
    public TfLiteTensor Output { get; private set; } = null!;

    /// <summary>Adds an error.</summary>
    public void Report(Diagnostic diagnostic) => import.Diagnostics.Add(diagnostic);

    /// <summary>True when there is exactly one output tensor, not defined before.</summary>
    public bool CheckOutput()
    {
        if (op.Outputs.Count != 1)
        {
            Report(TfLiteDiagnostics.OperandCount(Where, "outputs", op.Outputs.Count, "1"));
            return false;
        }

        if (import.Tensor(Where, op.Outputs.Int32(0)) is not { } tensor)
            return false;
        Output = tensor;
        if (!import.TryValue(tensor, out _) && !tensor.IsConstant)
            return true;
        Report(TfLiteDiagnostics.DefinedTwice(Where, tensor.Name));
        return false;
    }

    /// <summary>
    /// True for SHAPE and what converters derive from it: integers that only a RESHAPE reads. The shape of its output stands in the file, so they are not needed.
    /// </summary>
    public bool IsShapeArithmetic =>
        Output.Type is TensorType.Int32 or TensorType.Int64
        && Name
            is "SHAPE"
                or "STRIDED_SLICE"
                or "SLICE"
                or "PACK"
                or "GATHER"
                or "CONCATENATION"
                or "CAST"
                or "REDUCE_PROD"
                or "ADD"
                or "SUB"
                or "MUL"
                or "RESHAPE"
                or "SQUEEZE"
                or "EXPAND_DIMS";

    /// <summary>Marks outputs that got no value as unknown.</summary>
    public void DefineUnknownOutputs()
    {
        for (var i = 0; i < Math.Min(op.Outputs.Count, 16); i++)
        {
            if (import.Tensor(Where, op.Outputs.Int32(i)) is { } tensor && !import.TryValue(tensor, out _))
                import.Define(tensor, value: null);
        }
    }

    /// <summary>True when the number of operands is in range.</summary>
    public bool CheckInputs(int least, int most)
    {
        if (op.Inputs.Count >= least && op.Inputs.Count <= most)
            return true;
        Report(
            TfLiteDiagnostics.OperandCount(
                Where,
                "inputs",
                op.Inputs.Count,
                least == most ? $"{least}" : $"{least} to {most}"
            )
        );
        return false;
    }

    /// <summary>Tensor of operand <paramref name="index"/>; null when it is absent or (with a diagnostic) out of range.</summary>
    public TfLiteTensor? Operand(int index) =>
        index < op.Inputs.Count && op.Inputs.Int32(index) != -1 ? import.Tensor(Where, op.Inputs.Int32(index)) : null;

    /// <summary>Tensor of a constant operand; a diagnostic when it is absent or computed.</summary>
    public TfLiteTensor? Constant(int index)
    {
        if (Operand(index) is not { } tensor)
        {
            Report(TfLiteDiagnostics.OperandCount(Where, "inputs", op.Inputs.Count, $"a constant as input {index}"));
            return null;
        }

        tensor = import.Resolve(tensor);
        if (tensor.IsConstant)
            return tensor;
        Report(TfLiteDiagnostics.NotConstant(Where, tensor.Name));
        return null;
    }

    /// <summary>A computed operand of the model's element type; null when unknown (already reported) or not so.</summary>
    public (TfLiteTensor Tensor, Value Value)? Computed(int index)
    {
        if (Operand(index) is not { } tensor)
        {
            Report(TfLiteDiagnostics.OperandCount(Where, "inputs", op.Inputs.Count, $"a value as input {index}"));
            return null;
        }

        if (!import.TryValue(tensor, out var value))
        {
            var isConstant = tensor.IsConstant || import.Resolve(tensor).IsConstant;
            Report(
                isConstant
                    ? TfLiteDiagnostics.IsConstant(Where, tensor.Name)
                    : TfLiteDiagnostics.Undefined(Where, tensor.Name)
            );
            return null;
        }

        var wanted = IsQuantized ? TensorType.Int8 : TensorType.Float32;
        if (value is not null && tensor.Type == wanted)
            return (tensor, value);

        // An unknown value has been reported, but for the float input of an int8 model, which has a value after QUANTIZE only.
        var isShape = tensor.Type is TensorType.Int32 or TensorType.Int64;
        if (value is null && !isShape && !(IsQuantized && tensor.Type == TensorType.Float32 && import.IsInput(tensor)))
            return null;
        Report(
            IsQuantized && tensor.Type == TensorType.Float32
                ? TfLiteDiagnostics.MixedArithmetic(Where, tensor.Name, "FLOAT32")
                : TfLiteDiagnostics.ElementType(
                    Where,
                    tensor.Name,
                    TensorTypes.NameOf(tensor.Type),
                    TensorTypes.NameOf(wanted)
                )
        );
        return null;
    }

    /// <summary>As <see cref="Computed"/>, and the tensor has the shape of its map.</summary>
    public (TfLiteTensor Tensor, Value Value)? Map(int index)
    {
        if (Computed(index) is not { } operand)
            return null;
        if (!operand.Value.IsReshaped)
            return operand;
        Report(TfLiteDiagnostics.Flattened(Where, operand.Tensor.Name, operand.Value.Map.ToString()));
        return null;
    }

    /// <summary>Scale and zero point of a computed tensor.</summary>
    public QuantizationParameters? Codes(TfLiteTensor tensor) =>
        TensorCodes.Activation(Where, tensor, import.Diagnostics);

    /// <summary>Scale and zero point of input and output, which must be the same.</summary>
    public QuantizationParameters? SameCodes(TfLiteTensor input)
    {
        if (Codes(input) is not { } codes || Codes(Output) is not { } output)
            return null;
        if (codes == output)
            return output;
        Report(TfLiteDiagnostics.ScalesDiffer(Where, input.Name, Output.Name));
        return null;
    }

    /// <summary>The operator's options; a diagnostic when they are absent.</summary>
    public FlatTable? Options(int kind, string table)
    {
        if (op.OptionsKind == kind && op.Options is { } options)
            return options;
        Report(TfLiteDiagnostics.NoOptions(Where, table));
        return null;
    }

    /// <summary>The operator's options where they may be absent.</summary>
    public FlatTable? OptionalOptions(int kind) => op.OptionsKind == kind ? op.Options : null;

    /// <summary>Elements of a constant that must be int32 or int64.</summary>
    public ImmutableArray<long>? Integers(int index)
    {
        if (Constant(index) is not { } tensor)
            return null;
        if (tensor.Type is TensorType.Int32 or TensorType.Int64)
            return import.Constants.Integers(Where, tensor);
        Report(TfLiteDiagnostics.ElementType(Where, tensor.Name, TensorTypes.NameOf(tensor.Type), "INT32 or INT64"));
        return null;
    }

    /// <summary>Name for the node that defines the output.</summary>
    public string NodeName() => import.UniqueName(Output);

    /// <summary>Appends the node and lets the output tensor stand for it; the shape in the file must be the node's.</summary>
    public void Define(Node node)
    {
        if (MapShape.Of(Output.Shape) is not { } shape)
        {
            Report(TfLiteDiagnostics.Shape(Where, Output.Name, Output.Shape.ToString(), MapShape.Allowed));
            return;
        }

        if (shape != node.Shape)
        {
            Report(TfLiteDiagnostics.ShapeMismatch(Where, Output.Name, Output.Shape.ToString(), node.Shape.ToString()));
            return;
        }

        if (!IsQuantized && Output.Type != TensorType.Float32)
        {
            Report(TfLiteDiagnostics.ElementType(Where, Output.Name, TensorTypes.NameOf(Output.Type), "FLOAT32"));
            return;
        }

        Append(node);
        import.Define(Output, new Value(node.Name, node.Shape, IsReshaped: false));
    }

    /// <summary>Appends a node that no tensor stands for.</summary>
    public void Append(Node node) => import.Add(node with { SourceOp = op.Name, SourceName = $"operator {op.Index}" });
}
