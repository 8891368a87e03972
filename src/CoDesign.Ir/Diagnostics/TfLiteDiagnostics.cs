// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Ir.Diagnostics;

/// <summary>CD1501 to CD1599: TFLite files. <c>where</c> is the operator and its number: <c>CONV_2D (operator 3)</c>.</summary>
public static class TfLiteDiagnostics
{
    /// <summary>CD1501: not the TFLite identifier.</summary>
    public static Diagnostic NotTfLite(string path, string identifier) =>
        Error("CD1501", $"'{path}': not a TFLite file: bytes 4 to 7 are '{identifier}', not 'TFL3'.");

    /// <summary>CD1502: schema version.</summary>
    public static Diagnostic SchemaVersion(string path, uint version) =>
        Error(
            "CD1502",
            $"'{path}': schema version {version} is not supported. Convert the model again; current converters write version 3."
        );

    /// <summary>CD1503: something lies outside the file or contradicts itself.</summary>
    public static Diagnostic Corrupt(string path, int length, string problem) =>
        Error("CD1503", $"'{path}': truncated or corrupt ({length} bytes): {problem}.");

    /// <summary>CD1504: not exactly one subgraph.</summary>
    public static Diagnostic SubgraphCount(string path, int count) =>
        Error(
            "CD1504",
            $"'{path}': the file has {count} subgraphs. Exactly one is supported: convert without control flow and signatures."
        );

    /// <summary>CD1505: more tables than this tool takes.</summary>
    public static Diagnostic TooMany(string path, string what, int count, int limit) =>
        Error("CD1505", $"'{path}': the file has {count} {what}. At most {limit} are supported.");

    /// <summary>CD1506: a number that refers to nothing.</summary>
    public static Diagnostic BadIndex(string where, string what, long index, int count) =>
        Error("CD1506", $"{where}: {what} {index} does not exist, there are {count}. The file is corrupt.");

    /// <summary>CD1507: inputs or outputs of the model.</summary>
    public static Diagnostic ModelEnds(string path, string what, int count) =>
        Error("CD1507", $"'{path}': the model has {count} {what}. Exactly one is supported.");

    /// <summary>CD1508: no such operator here.</summary>
    public static Diagnostic UnsupportedOperator(string where, string rewrite, string supported) =>
        Error("CD1508", $"{where}: the operator is not supported. {rewrite}Supported: {supported}.");

    /// <summary>CD1509: element type.</summary>
    public static Diagnostic ElementType(string where, string tensor, string found, string allowed) =>
        Error("CD1509", $"{where}: '{tensor}' is {found}. Allowed: {allowed}.");

    /// <summary>CD1510: shape of a tensor.</summary>
    public static Diagnostic Shape(string where, string tensor, string found, string allowed) =>
        Error("CD1510", $"{where}: '{tensor}' has shape {found}. Allowed: {allowed}.");

    /// <summary>CD1511: scales and zero points of a tensor.</summary>
    public static Diagnostic Quantization(string where, string tensor, string found, string allowed) =>
        Error("CD1511", $"{where}: '{tensor}' has {found}. Allowed: {allowed}.");

    /// <summary>CD1512: an option of an operator.</summary>
    public static Diagnostic Option(string where, string option, string found, string allowed) =>
        Error("CD1512", $"{where}: {option} is {found}. Allowed: {allowed}.");

    /// <summary>CD1513: the operator has no table of options.</summary>
    public static Diagnostic NoOptions(string where, string table) =>
        Error("CD1513", $"{where}: it carries no {table}. The file is corrupt or from an unknown converter.");

    /// <summary>CD1514: operands of an operator.</summary>
    public static Diagnostic OperandCount(string where, string what, int found, string allowed) =>
        Error("CD1514", $"{where}: it has {found} {what}. Allowed: {allowed}.");

    /// <summary>CD1515: a tensor that must be constant.</summary>
    public static Diagnostic NotConstant(string where, string tensor) =>
        Error("CD1515", $"{where}: '{tensor}' is computed at run time. It must be a constant in the file.");

    /// <summary>CD1516: a tensor that must be computed.</summary>
    public static Diagnostic IsConstant(string where, string tensor) =>
        Error(
            "CD1516",
            $"{where}: '{tensor}' is a constant. This operand must be computed from the input; fold the constant into the layer before it."
        );

    /// <summary>CD1517: bytes of a constant.</summary>
    public static Diagnostic ConstantLength(string where, string tensor, string shape, long expected, int found) =>
        Error("CD1517", $"{where}: '{tensor}' with shape {shape} needs {expected} bytes, the file holds {found}.");

    /// <summary>CD1518: a value that nothing has computed yet.</summary>
    public static Diagnostic Undefined(string where, string tensor) =>
        Error(
            "CD1518",
            $"{where}: '{tensor}' is neither a constant nor the model's input nor computed by an earlier operator."
        );

    /// <summary>CD1519: a value that is defined twice.</summary>
    public static Diagnostic DefinedTwice(string where, string tensor) =>
        Error("CD1519", $"{where}: '{tensor}' is already defined by the model's input or an earlier operator.");

    /// <summary>CD1520: a flattened map read by an operator that needs its shape.</summary>
    public static Diagnostic Flattened(string where, string tensor, string map) =>
        Error(
            "CD1520",
            $"{where}: '{tensor}' is the {map} map of another operator under another shape. Only FULLY_CONNECTED may read it so."
        );

    /// <summary>CD1521: the operator does not change scales.</summary>
    public static Diagnostic ScalesDiffer(string where, string input, string output) =>
        Error(
            "CD1521",
            $"{where}: '{input}' and '{output}' differ in scale or zero point. This operator needs the same on both sides."
        );

    /// <summary>CD1522: a requantization factor that is not representable.</summary>
    public static Diagnostic Factor(string where, string what, double value, string allowed) =>
        Error("CD1522", $"{where}: {what} is {value:G9}. Allowed: {allowed}.");

    /// <summary>CD1523: an accumulator that may leave 32 bits.</summary>
    public static Diagnostic Overflow(string where, int channel, long bound, int shift) =>
        Error(
            "CD1523",
            $"{where}: channel {channel}: the accumulator may reach {bound}{(shift > 0 ? $", times 2^{shift}" : "")}, which is not below 2^31. Use smaller weights or biases, or fewer inputs."
        );

    /// <summary>CD1524: float operators in an int8 model.</summary>
    public static Diagnostic MixedArithmetic(string where, string tensor, string found) =>
        Error(
            "CD1524",
            $"{where}: '{tensor}' is {found} in the middle of an int8 model. QUANTIZE and DEQUANTIZE are supported at the model's ends only."
        );

    /// <summary>CD1525: NaN or infinity.</summary>
    public static Diagnostic NotFinite(string where, string tensor, int index, double value) =>
        Error("CD1525", $"{where}: '{tensor}': element {index} is {value}. Constants must be finite.");

    /// <summary>CD1526: constants that claim more than the file holds.</summary>
    public static Diagnostic ConstantsTooLarge(string where, string tensor) =>
        Error(
            "CD1526",
            $"{where}: '{tensor}': the operators' constants take many times the file's bytes. The file is corrupt."
        );

    /// <summary>CD1527: the shape in the file is not the computed one.</summary>
    public static Diagnostic ShapeMismatch(string where, string tensor, string found, string computed) =>
        Error(
            "CD1527",
            $"{where}: '{tensor}' has shape {found}, the operator computes {computed}. The file is corrupt."
        );

    /// <summary>CD1528: sparse, variable or otherwise special tensors.</summary>
    public static Diagnostic SpecialTensor(string where, string tensor, string special) =>
        Error("CD1528", $"{where}: '{tensor}' is {special}. Only dense constants and plain values are supported.");

    /// <summary>CD1529: nothing between input and output.</summary>
    public static Diagnostic NoOperators(string path) => Error("CD1529", $"'{path}': the model has no operators.");

    /// <summary>CD1530: codes of the first generation of converters.</summary>
    public static Diagnostic UnsignedModel(string path, string where, string tensor) =>
        Error(
            "CD1530",
            $"'{path}': {where} computes '{tensor}' in UINT8: the model was quantized by an old converter. Convert the original model again with int8 operators (post-training integer quantization); inputs and outputs may stay UINT8."
        );

    private static Diagnostic Error(string code, string message) => Diagnostic.Error(code, message);
}
