// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Import.TfLite.Operators;

/// <summary>RESHAPE, SQUEEZE, EXPAND_DIMS: elements stay in NHWC order, so the output stands for the same value, at most seen as a vector. The model's input takes its new shape.</summary>
internal static class Reshaping
{
    public static void Reshape(OperatorImport op)
    {
        if (!op.CheckInputs(1, 2) || op.Computed(0) is not var (input, x))
            return;
        if (MapShape.Of(op.Output.Shape) is not { } shape)
        {
            op.Report(TfLiteDiagnostics.Shape(op.Where, op.Output.Name, op.Output.Shape.ToString(), MapShape.Allowed));
            return;
        }

        if (shape.Elements != x.Map.Elements)
        {
            op.Report(
                TfLiteDiagnostics.ShapeMismatch(
                    op.Where,
                    op.Output.Name,
                    op.Output.Shape.ToString(),
                    $"{x.Map.Elements} elements"
                )
            );
            return;
        }

        if (op.IsQuantized ? op.SameCodes(input) is null : !IsSameType(op, input))
            return;
        if (shape != x.Map && shape.Pixels > 1 && op.Import.IsUnreadInput(x.Source))
        {
            op.Import.ReshapeInput(shape);
            op.Import.DefineAlias(input, x with { Map = shape, IsReshaped = true });
            x = x with { Map = shape };
        }
        else if (shape != x.Map && shape.Pixels > 1)
        {
            op.Report(TfLiteDiagnostics.Flattened(op.Where, op.Output.Name, x.Map.ToString()));
            return;
        }

        op.Import.DefineAlias(op.Output, x with { IsReshaped = shape != x.Map });
    }

    private static bool IsSameType(OperatorImport op, Schema.TfLiteTensor input)
    {
        if (op.Output.Type == input.Type)
            return true;
        op.Report(
            TfLiteDiagnostics.ElementType(
                op.Where,
                op.Output.Name,
                Schema.TensorTypes.NameOf(op.Output.Type),
                Schema.TensorTypes.NameOf(input.Type)
            )
        );
        return false;
    }
}
