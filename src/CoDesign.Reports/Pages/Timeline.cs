// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Nodes;
using CoDesign.Mapping;
using CoDesign.Reports.Json;
using CoDesign.Reports.Layers;

namespace CoDesign.Reports.Pages;

/// <summary>What the engine does when, over one image.</summary>
/// <param name="Source"><c>estimate</c> or <c>simulation</c>.</param>
/// <param name="Phases">In order, without gaps.</param>
public sealed record Timeline(string Source, ImmutableArray<Phase> Phases)
{
    /// <summary>Input, the layers one after the other, result.</summary>
    public static Timeline Of(NetworkSummary summary, AcceleratorPlan plan)
    {
        var phases = ImmutableArray.CreateBuilder<Phase>();
        var layers = summary.Layers;
        var busy = layers.Sum(layer => layer.Cycles ?? 0);
        var outside = Math.Max(0, (summary.Cycles ?? busy) - busy);
        var result = Math.Min(outside, (long)plan.Result.Shape.Pixels * plan.Result.Layout.Blocks);
        phases.Add(new Phase("input", "input", 0, outside - result, null, null));
        foreach (var layer in layers)
            phases.Add(
                new Phase(
                    layer.Name,
                    "layer",
                    phases[^1].End,
                    phases[^1].End + (layer.Cycles ?? 0),
                    layer.MacUtilization,
                    layer.UtilizationBound
                )
            );
        phases.Add(new Phase("result", "result", phases[^1].End, phases[^1].End + result, null, null));
        return new Timeline(summary.CyclesSource ?? "estimate", phases.ToImmutable());
    }

    /// <summary>As the page reads it.</summary>
    public JsonObject ToJson() => ResultJson.ToObject(this);
}

/// <summary>Some cycles of a frame.</summary>
/// <param name="Name">Layer, or <c>input</c>, <c>result</c>.</param>
/// <param name="Kind"><c>input</c> (image, padding words and descriptors), <c>layer</c> or <c>result</c>.</param>
/// <param name="Start">First cycle.</param>
/// <param name="End">The cycle behind its last.</param>
/// <param name="Utilization">MACs over lane-cycles, 0..1; null outside layers.</param>
/// <param name="Bound">What the mapping alone allows.</param>
public sealed record Phase(string Name, string Kind, long Start, long End, double? Utilization, double? Bound);
