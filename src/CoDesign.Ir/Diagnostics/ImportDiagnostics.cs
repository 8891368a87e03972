// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Ir.Diagnostics;

/// <summary>CD1001 to CD1099: model files (ONNX). <c>where</c> is the operator and the node: <c>Conv '/0/Conv'</c>.</summary>
public static class ImportDiagnostics
{
    /// <summary>CD1001: the file cannot be read.</summary>
    public static Diagnostic CannotRead(string path, string reason) =>
        Error("CD1001", $"'{path}': cannot be read: {reason}");

    /// <summary>CD1002: no reader for this extension.</summary>
    public static Diagnostic UnknownExtension(string path) =>
        Error("CD1002", $"'{path}': the extension is not one of a supported model. Use .onnx or .tflite.");

    /// <summary>CD1003: not a protobuf message of the ONNX schema.</summary>
    public static Diagnostic NotOnnx(string path, string reason) =>
        Error("CD1003", $"'{path}': not an ONNX file, or truncated or corrupt: {reason}");

    /// <summary>CD1004: no nodes.</summary>
    public static Diagnostic NoGraph(string path) =>
        Error("CD1004", $"'{path}': the file holds no graph with nodes. It is not an ONNX model, or truncated.");

    /// <summary>CD1005: operator set version not supported.</summary>
    public static Diagnostic OpsetOutOfRange(string path, string domain, long version, int least, int greatest) =>
        Error(
            "CD1005",
            $"'{path}': opset {version} of domain '{domain}' is not supported. Export with an opset from {least} to {greatest}."
        );

    /// <summary>CD1006: no version of the operator set.</summary>
    public static Diagnostic NoOpset(string path) =>
        Error("CD1006", $"'{path}': the file does not say which ai.onnx opset it uses. Export it again with opset 13.");

    /// <summary>CD1007: not exactly one input.</summary>
    public static Diagnostic InputCount(string path, IReadOnlyList<string> names) =>
        Error("CD1007", $"'{path}': the graph has {names.Count} inputs{List(names)}. Exactly one is supported.");

    /// <summary>CD1008: not exactly one output value.</summary>
    public static Diagnostic OutputCount(string path, IReadOnlyList<string> names) =>
        Error(
            "CD1008",
            $"'{path}': the graph has {names.Count} outputs{List(names)}. Exactly one is supported, or several names of the same value."
        );

    /// <summary>CD1009: element type of the input.</summary>
    public static Diagnostic InputType(string name, string found, string allowed) =>
        Error("CD1009", $"Input '{name}': element type {found} is not supported. Allowed: {allowed}.");

    /// <summary>CD1010: a dimension that is known only at run time.</summary>
    public static Diagnostic DynamicDimension(string name, int dimension, string found) =>
        Error(
            "CD1010",
            $"Input '{name}': dimension {dimension} is '{found}', not a number. Only the batch (dimension 0) may be symbolic; export with a fixed image size."
        );

    /// <summary>CD1011: shape of the input.</summary>
    public static Diagnostic InputShape(string name, string found) =>
        Error(
            "CD1011",
            $"Input '{name}': shape {found} is not supported. Allowed: [N, C, H, W] or [N, C] with positive dimensions."
        );

    /// <summary>CD1012: no such operator here.</summary>
    public static Diagnostic UnsupportedOperator(string where, string domain, string rewrite) =>
        Error(
            "CD1012",
            $"{where}: the operator{(domain.Length == 0 ? "" : $" of domain '{domain}'")} is not supported.{(rewrite.Length == 0 ? "" : " " + rewrite)}"
        );

    /// <summary>CD1013: a value that nothing defines.</summary>
    public static Diagnostic UndefinedValue(string where, int index, string name) =>
        Error(
            "CD1013",
            $"{where}: input {index} '{name}' is not defined: no initializer, graph input or earlier node has that name. Export the model again with its weights."
        );

    /// <summary>CD1014: an attribute that the operator does not have here.</summary>
    public static Diagnostic UnknownAttribute(string where, string attribute) =>
        Error("CD1014", $"{where}: attribute '{attribute}' is not supported.");

    /// <summary>CD1015: an attribute of the wrong kind.</summary>
    public static Diagnostic AttributeType(string where, string attribute, string found, string allowed) =>
        Error("CD1015", $"{where}: attribute '{attribute}' is of type {found}. It must be {allowed}.");

    /// <summary>CD1016: an attribute value, or the value of a constant input, that is not implemented.</summary>
    public static Diagnostic AttributeValue(string where, string attribute, string found, string allowed) =>
        Error("CD1016", $"{where}: {attribute} = {found} is not supported. Allowed: {allowed}.");

    /// <summary>CD1017: a required attribute or input is absent.</summary>
    public static Diagnostic Missing(string where, string what) => Error("CD1017", $"{where}: {what} is missing.");

    /// <summary>CD1018: two definitions of one value.</summary>
    public static Diagnostic DuplicateValue(string where, string name) =>
        Error("CD1018", $"{where}: value '{name}' is already defined. Names of values must be unique.");

    /// <summary>CD1019: an input that must be known at compile time.</summary>
    public static Diagnostic NotConstant(string where, int index, string role) =>
        Error(
            "CD1019",
            $"{where}: input {index} ({role}) is computed at run time. It must be an initializer or a constant."
        );

    /// <summary>CD1020: an input that must depend on the network's input.</summary>
    public static Diagnostic IsConstant(string where, int index) =>
        Error("CD1020", $"{where}: input {index} is a constant. It must be computed from the network's input.");

    /// <summary>CD1021: shapes that do not fit together.</summary>
    public static Diagnostic WrongShape(string where, string what, string found, string allowed) =>
        Error("CD1021", $"{where}: {what} has shape {found}. Expected {allowed}.");

    /// <summary>CD1022: groups and channels.</summary>
    public static Diagnostic GroupsDoNotDivide(string where, long groups, string what, long channels) =>
        Error("CD1022", $"{where}: group = {groups} does not divide {channels} {what} channels.");

    /// <summary>CD1023: NaN or infinity among constants.</summary>
    public static Diagnostic NotFinite(string where, string tensor, int index, double value) =>
        Error(
            "CD1023",
            $"{where}: element {index} of '{tensor}' is {Number(value)}. Weights must be finite; the training may have diverged."
        );

    /// <summary>CD1024: batch normalization of a negative variance.</summary>
    public static Diagnostic NegativeVariance(string where, string tensor, int channel, double value, double epsilon) =>
        Error(
            "CD1024",
            $"{where}: variance '{tensor}' of channel {channel} is {Number(value)}, epsilon {Number(epsilon)}. The variance must not be negative, nor their sum 0."
        );

    /// <summary>CD1025: dimensions and stored bytes of a tensor disagree.</summary>
    public static Diagnostic TensorSize(string tensor, string shape, string found, string expected) =>
        Error(
            "CD1025",
            $"Tensor '{tensor}': shape {shape} needs {expected}, the file holds {found}. The file is truncated or corrupt."
        );

    /// <summary>CD1026: element type of a tensor.</summary>
    public static Diagnostic TensorType(string tensor, string found) =>
        Error(
            "CD1026",
            $"Tensor '{tensor}': element type {found} is not supported. Allowed: float32, float64, int8, uint8, int32, int64, bool."
        );

    /// <summary>CD1027: external data that leaves the folder of the model.</summary>
    public static Diagnostic ExternalOutside(string tensor, string location) =>
        Error(
            "CD1027",
            $"Tensor '{tensor}': external data '{location}' lies outside the model's folder and is not read. Put it beside the model."
        );

    /// <summary>CD1028: external data that cannot be had.</summary>
    public static Diagnostic ExternalUnreadable(string tensor, string location, string reason) =>
        Error("CD1028", $"Tensor '{tensor}': external data '{location}': {reason}");

    /// <summary>CD1029: a window larger than the padded map, or a pool's that sees only padding.</summary>
    public static Diagnostic WindowDoesNotFit(string where, string window, string map, bool mustCover) =>
        Error(
            "CD1029",
            $"{where}: the window ({window}) does not fit the padded map of {map}{(mustCover ? ", or somewhere holds no element of it" : "")}."
        );

    /// <summary>CD1030: a second output that somebody reads.</summary>
    public static Diagnostic ExtraOutput(string where, int index, string name) =>
        Error("CD1030", $"{where}: output {index} '{name}' is used. Only output 0 is supported.");

    /// <summary>CD1031: an order of elements that a map [H, W, C] cannot have.</summary>
    public static Diagnostic NotAMap(string where, int index, string found, string allowed) =>
        Error("CD1031", $"{where}: input {index} of shape {found} does not hold {allowed}.");

    /// <summary>CD1032: the batch is mixed with other dimensions.</summary>
    public static Diagnostic BatchMoved(string where, string found, string result) =>
        Error(
            "CD1032",
            $"{where}: shape {found} becomes {result}, which moves or removes the batch (dimension 0). It must stay first and as it is."
        );

    /// <summary>CD1033: an element count that changes.</summary>
    public static Diagnostic ReshapeCount(string where, string found, string target) =>
        Error("CD1033", $"{where}: shape {found} cannot become {target}: the number of elements differs.");

    /// <summary>CD1034: softmax before the end.</summary>
    public static Diagnostic SoftmaxNotLast(string where) =>
        Error(
            "CD1034",
            $"{where}: other nodes read its result. Softmax runs on the host and must be the last operator."
        );

    /// <summary>CD1035: ceil_mode cases on which runtimes differ.</summary>
    public static Diagnostic CeilMode(string where, string reason) =>
        Error(
            "CD1035",
            $"{where}: ceil_mode = 1 is not supported here: {reason}. Export with explicit pads and ceil_mode = 0."
        );

    /// <summary>CD1036: a map beyond the limits.</summary>
    public static Diagnostic TooLarge(string where, string found, string allowed) =>
        Error("CD1036", $"{where}: the result of shape {found} is too large. Allowed: {allowed}.");

    /// <summary>CD1037: sparse weights.</summary>
    public static Diagnostic SparseTensor(string tensor) =>
        Error("CD1037", $"Tensor '{tensor}': sparse tensors are not supported. Store it dense.");

    /// <summary>CD1038: a graph output that is not computed from the input.</summary>
    public static Diagnostic OutputNotComputed(string name) =>
        Error("CD1038", $"Output '{name}': it is not computed from the network's input.");

    /// <summary>CD1041: an integer model with a value that no QuantizeLinear follows.</summary>
    public static Diagnostic NotQuantized(string where, int index) =>
        Error(
            "CD1041",
            $"{where}: input {index} holds real values, the model is an integer one. Each value between layers needs QuantizeLinear and DequantizeLinear."
        );

    /// <summary>CD1042: an operator on real values that reads codes.</summary>
    public static Diagnostic ReadsCodes(string where, int index) =>
        Error("CD1042", $"{where}: input {index} holds codes, real values are needed. Put DequantizeLinear before it.");

    /// <summary>CD1043: an operator on codes that reads real values.</summary>
    public static Diagnostic ReadsReal(string where, int index) =>
        Error("CD1043", $"{where}: input {index} holds real values, codes are needed. Put QuantizeLinear before it.");

    /// <summary>CD1044: codes that are read with another scale than they were written with.</summary>
    public static Diagnostic OtherCodes(string where, int index, string named, string found) =>
        Error("CD1044", $"{where}: input {index} is read as {named}, but it is {found}. Both must be the same.");

    /// <summary>CD1045: weights of an integer model that are real numbers.</summary>
    public static Diagnostic NotCodes(string where, int index, string role) =>
        Error(
            "CD1045",
            $"{where}: input {index} ({role}) holds real values, the model is an integer one. Put DequantizeLinear of integers there."
        );

    /// <summary>CD1046: concatenation of codes of different scales.</summary>
    public static Diagnostic ConcatCodes(string where) =>
        Error(
            "CD1046",
            $"{where}: the inputs are codes of different scales or zero points, or partly real values. Put DequantizeLinear before each."
        );

    /// <summary>CD1047: an integer model that ends in real values.</summary>
    public static Diagnostic OutputNotQuantized(string where, string name) =>
        Error(
            "CD1047",
            $"{where}: output '{name}' is not quantized, the model is an integer one. Put QuantizeLinear and DequantizeLinear after it."
        );

    private static string List(IReadOnlyList<string> names) =>
        names.Count == 0 ? "" : $" ({string.Join(", ", names.Take(8))}{(names.Count > 8 ? ", ..." : "")})";

    private static string Number(double value) => value.ToString("G9");

    private static Diagnostic Error(string code, string message) => Diagnostic.Error(code, message);
}
