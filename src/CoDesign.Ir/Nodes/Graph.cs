// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Numerics;

namespace CoDesign.Ir.Nodes;

/// <summary>How far a graph has come; each pass names the stage it needs and the stage it yields.</summary>
public enum GraphStage
{
    /// <summary>As the file says: float nodes, batch norm and activations apart. (An integer file starts at <see cref="Quantized"/>.)</summary>
    Imported,

    /// <summary>No batch norm; activations fused into clamps where they have a producer.</summary>
    Folded,

    /// <summary>As Folded, with a value range for every value.</summary>
    Calibrated,

    /// <summary>Integer nodes only.</summary>
    Quantized,

    /// <summary>Only operators that the engine runs, and a softmax on the host at most.</summary>
    Lowered,
}

/// <summary>Order in which the source framework lays out records of the input and output files.</summary>
public enum RecordLayout
{
    /// <summary>Height, width, channel (TFLite).</summary>
    Nhwc,

    /// <summary>Channel, height, width (ONNX).</summary>
    Nchw,
}

/// <summary>
/// A network: nodes in execution order. The node list is the whole definition; a value is named by the node that defines it.
/// </summary>
/// <param name="Name">Name of the model.</param>
/// <param name="Stage">What holds of the nodes.</param>
/// <param name="Nodes">Topologically sorted; the first is the input.</param>
/// <param name="Output">Name of the value that is the result.</param>
/// <param name="Layout">Record order of input and output files.</param>
public sealed record Graph(
    string Name,
    GraphStage Stage,
    ImmutableArray<Node> Nodes,
    string Output,
    RecordLayout Layout
)
{
    /// <summary>Value ranges, from <see cref="GraphStage.Calibrated"/> on; empty before.</summary>
    public ImmutableSortedDictionary<string, ValueRange> Ranges { get; init; } =
        ImmutableSortedDictionary.Create<string, ValueRange>(StringComparer.Ordinal);

    /// <summary>Arithmetic of the integer nodes, from <see cref="GraphStage.Quantized"/> on.</summary>
    public Arithmetic Arithmetic { get; init; } = Arithmetic.Default;

    /// <summary>How a stored pixel becomes a real input value; null when records hold real values or codes.</summary>
    public InputNormalization? Normalization { get; init; }

    /// <summary>Files of records hold codes, one a byte (a TFLite model with int8 input), from <see cref="GraphStage.Quantized"/> on; else float32.</summary>
    public bool RecordsAreCodes { get; init; }

    /// <summary>The input node: <see cref="Input"/> or <see cref="QuantizedInput"/>.</summary>
    public Node InputNode => Nodes[0];

    /// <summary>The node that defines <paramref name="value"/>.</summary>
    public Node this[string value] =>
        Nodes.FirstOrDefault(n => string.Equals(n.Name, value, StringComparison.Ordinal))
        ?? throw new KeyNotFoundException($"Graph '{Name}' has no value '{value}'.");

    /// <summary>The nodes that read <paramref name="value"/>, in execution order.</summary>
    public IEnumerable<Node> ConsumersOf(string value) =>
        Nodes.Where(n => n.Inputs.Contains(value, StringComparer.Ordinal));

    /// <summary>A graph over other nodes, everything else kept.</summary>
    public Graph WithNodes(IEnumerable<Node> nodes) => this with { Nodes = [.. nodes] };
}
