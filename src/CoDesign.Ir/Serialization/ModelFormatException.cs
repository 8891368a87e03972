// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Ir.Serialization;

/// <summary>Ends the reading of a damaged file; <see cref="ModelFile.Load"/> turns it into a diagnostic.</summary>
public sealed class ModelFormatException(string message) : Exception(message);
