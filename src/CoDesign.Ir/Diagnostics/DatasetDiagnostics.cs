// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Ir.Diagnostics;

/// <summary>CD1301 to CD1399: images and records that are read, and records that are written.</summary>
public static class DatasetDiagnostics
{
    /// <summary>CD1301: not a form of DATA or FILE.</summary>
    public static Diagnostic UnknownForm(string spec) =>
        Error(
            "CD1301",
            $"'{spec}': not a data set. Use cifar10:FILE, npy:FILE, raw:FILE, png:DIR, FILE.npy or FILE.bin."
        );

    /// <summary>CD1302: the file or folder cannot be read or written.</summary>
    public static Diagnostic CannotAccess(string path, string reason) => Error("CD1302", $"'{path}': {reason}");

    /// <summary>CD1303: a length that is not a whole number of records.</summary>
    public static Diagnostic RecordSize(string path, long fileBytes, long recordBytes, string record) =>
        Error(
            "CD1303",
            $"'{path}': {fileBytes} bytes are not a whole number of records of {recordBytes} bytes ({record}), or there is none."
        );

    /// <summary>CD1304: records of a shape that the model does not take.</summary>
    public static Diagnostic WrongShape(string path, string found, string expected) =>
        Error("CD1304", $"'{path}': the records have shape {found}. The model takes {expected}.");

    /// <summary>CD1305: not an npy file.</summary>
    public static Diagnostic NotNpy(string path, string reason) =>
        Error("CD1305", $"'{path}': not a readable .npy file: {reason}");

    /// <summary>CD1306: an element type that does not fit the model.</summary>
    public static Diagnostic ElementType(string path, string found, string allowed) =>
        Error("CD1306", $"'{path}': element type {found} is not supported for this model. Allowed: {allowed}.");

    /// <summary>CD1307: not a PNG image.</summary>
    public static Diagnostic NotPng(string path, string reason) =>
        Error("CD1307", $"'{path}': not a readable PNG image: {reason}");

    /// <summary>CD1308: no images.</summary>
    public static Diagnostic NoImages(string path) =>
        Error("CD1308", $"'{path}': no .png files in the folder or in the folders right below it.");

    /// <summary>CD1309: a label that is missing or not a number.</summary>
    public static Diagnostic BadLabel(string path, int line, string found) =>
        Error(
            "CD1309",
            $"'{path}' line {line}: '{found}' is not a label. Each line is a class number, for png: followed by a space and the file's name."
        );

    /// <summary>CD1310: pixels without a normalization.</summary>
    public static Diagnostic NoNormalization(string spec) =>
        Diagnostic.Warning(
            "CD1310",
            $"'{spec}': no 'input' normalization is configured; pixels enter the model as 0 to 255. Give input: {{ scale, mean, std }} in the configuration file."
        );

    /// <summary>CD1311: a normalization for another number of channels.</summary>
    public static Diagnostic NormalizationChannels(int found, int channels) =>
        Error("CD1311", $"The 'input' normalization has {found} channels, the model's input has {channels}.");

    /// <summary>CD1312: NaN or infinity among the input values.</summary>
    public static Diagnostic NotFinite(string path, long record, int element, double value) =>
        Error("CD1312", $"'{path}': element {element} of record {record} is {value}. Input values must be finite.");

    /// <summary>CD1313: an image without label beside labelled ones.</summary>
    public static Diagnostic MissingLabel(string path, string image) =>
        Error("CD1313", $"'{path}': no line for image '{image}'.");

    /// <summary>CD1314: as many labels as records.</summary>
    public static Diagnostic RecordCount(string path, long labels, long records) =>
        Error("CD1314", $"'{path}': {labels} labels for {records} records.");

    /// <summary>CD1315: a file of codes that looks like one of float32 records.</summary>
    public static Diagnostic LooksLikeFloats(string path, string type, long records, long floatRecords) =>
        Diagnostic.Warning(
            "CD1315",
            $"'{path}': read as {records} records of {type} codes, one a byte, as the model's input is typed; the bytes look like {floatRecords} records of float32. Give codes, or float32 values as npy:FILE."
        );

    private static Diagnostic Error(string code, string message) => Diagnostic.Error(code, message);
}
