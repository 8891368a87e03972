// SPDX-License-Identifier: Apache-2.0
global using System.Collections.Immutable;
global using CoDesign.Ir.Diagnostics;
global using CoDesign.Ir.Nodes;
global using CoDesign.Ir.Numerics;
