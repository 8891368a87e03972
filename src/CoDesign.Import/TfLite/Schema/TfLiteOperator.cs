// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.TfLite.FlatBuffers;

namespace CoDesign.Import.TfLite.Schema;

/// <summary>One operator of the subgraph.</summary>
/// <param name="Index">Its number, which is its place in the execution order.</param>
/// <param name="Name">CONV_2D and so on, or <c>CUSTOM 'name'</c>.</param>
/// <param name="Inputs">Tensor numbers, -1 for an optional one that is absent.</param>
/// <param name="Outputs">Tensor numbers.</param>
/// <param name="OptionsKind">Which options table it carries (number in the schema's union); 0 none.</param>
/// <param name="Options">The options, or null.</param>
internal sealed record TfLiteOperator(
    int Index,
    string Name,
    FlatVector Inputs,
    FlatVector Outputs,
    int OptionsKind,
    FlatTable? Options
);

/// <summary>The one subgraph of a file.</summary>
internal sealed record TfLiteModel(
    FlatBuffer File,
    IReadOnlyList<TfLiteTensor> Tensors,
    IReadOnlyList<TfLiteOperator> Operators,
    FlatVector Inputs,
    FlatVector Outputs
);
