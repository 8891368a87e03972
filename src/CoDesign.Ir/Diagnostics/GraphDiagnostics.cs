// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;

namespace CoDesign.Ir.Diagnostics;

/// <summary>CD2xxx: what a graph must satisfy at each stage, and the order of passes.</summary>
public static class GraphDiagnostics
{
    /// <summary>CD2001: a graph without input node.</summary>
    public static Diagnostic NoInput(string graph) =>
        Diagnostic.Error(
            "CD2001",
            $"Graph '{graph}': the first node is not the input. A graph starts with its one input."
        );

    /// <summary>CD2002: two nodes of one name.</summary>
    public static Diagnostic DuplicateName(Node node) =>
        Diagnostic.Error("CD2002", $"{NodeLocation.Of(node)}: another node has this name. Names must be unique.");

    /// <summary>CD2003: a value read before it is defined.</summary>
    public static Diagnostic UndefinedValue(Node node, string value) =>
        Diagnostic.Error("CD2003", $"{NodeLocation.Of(node)}: reads '{value}', which no earlier node defines.");

    /// <summary>CD2004: the result is not a value of the graph.</summary>
    public static Diagnostic UndefinedOutput(string graph, string output) =>
        Diagnostic.Error("CD2004", $"Graph '{graph}': the output '{output}' is not defined by any node.");

    /// <summary>CD2005: wrong number of inputs.</summary>
    public static Diagnostic WrongInputCount(Node node, int found, string allowed) =>
        Diagnostic.Error("CD2005", $"{NodeLocation.Of(node)}: has {found} inputs, must have {allowed}.");

    /// <summary>CD2006: a node that does not exist at this stage.</summary>
    public static Diagnostic NodeNotAllowed(Node node, GraphStage stage) =>
        Diagnostic.Error("CD2006", $"{NodeLocation.Of(node)}: not allowed at stage {stage}.");

    /// <summary>CD2007: a shape with an extent below 1, or too large.</summary>
    public static Diagnostic BadShape(Node node) =>
        Diagnostic.Error(
            "CD2007",
            $"{NodeLocation.Of(node)}: shape {node.Shape} is not allowed. Every extent must be at least 1, and the product below 2^31."
        );

    /// <summary>CD2008: shape and inputs contradict each other.</summary>
    public static Diagnostic WrongShape(Node node, TensorShape expected) =>
        Diagnostic.Error("CD2008", $"{NodeLocation.Of(node)}: shape is {node.Shape}, its inputs give {expected}.");

    /// <summary>CD2009: kernel, stride or dilation below 1, or a negative pad.</summary>
    public static Diagnostic BadWindow(Node node, string what, int value, int least) =>
        Diagnostic.Error("CD2009", $"{NodeLocation.Of(node)}: {what} is {value}, must be at least {least}.");

    /// <summary>CD2010: the window does not fit into the padded map.</summary>
    public static Diagnostic WindowDoesNotFit(Node node, Window2d window, TensorShape input) =>
        Diagnostic.Error(
            "CD2010",
            $"{NodeLocation.Of(node)}: a window of {window.SpanHeight}x{window.SpanWidth} does not fit into the padded input of "
                + $"{input.Height + window.PadTop + window.PadBottom}x{input.Width + window.PadLeft + window.PadRight}."
        );

    /// <summary>CD2011: a pooling window that can lie in the padding only.</summary>
    public static Diagnostic WindowInPadding(Node node, string side, int pad, int span) =>
        Diagnostic.Error(
            "CD2011",
            $"{NodeLocation.Of(node)}: {side} padding {pad} is not below the window's extent {span}, so that a window would hold no element. Use a smaller padding."
        );

    /// <summary>CD2012: groups do not divide the channels.</summary>
    public static Diagnostic GroupsDoNotDivide(Node node, int groups, int inputs, int outputs) =>
        Diagnostic.Error(
            "CD2012",
            $"{NodeLocation.Of(node)}: {groups} groups do not divide {inputs} input and {outputs} output channels. Use a divisor of both."
        );

    /// <summary>CD2013: an array of the wrong length.</summary>
    public static Diagnostic WrongLength(Node node, string what, int found, string expected) =>
        Diagnostic.Error("CD2013", $"{NodeLocation.Of(node)}: {what} has {found} elements, must have {expected}.");

    /// <summary>CD2014: NaN or infinity in a constant.</summary>
    public static Diagnostic NotFinite(Node node, string what, int channel, double value) =>
        Diagnostic.Error(
            "CD2014",
            $"{NodeLocation.Of(node)}: {what} of channel {channel} is {value}. Constants must be finite; check the training run that wrote the model."
        );

    /// <summary>CD2015: negative variance.</summary>
    public static Diagnostic BadVariance(Node node, int channel, double variance, double epsilon) =>
        Diagnostic.Error(
            "CD2015",
            $"{NodeLocation.Of(node)}: variance of channel {channel} is {variance} with epsilon {epsilon}. It must be at least 0, and the sum above 0."
        );

    /// <summary>CD2016: an activation with its bounds exchanged or NaN.</summary>
    public static Diagnostic BadClamp(Node node, double low, double high) =>
        Diagnostic.Error(
            "CD2016",
            $"{NodeLocation.Of(node)}: clamp [{low}, {high}] is empty. The lower bound must not exceed the upper."
        );

    /// <summary>CD2017: a calibrated graph without a range.</summary>
    public static Diagnostic NoRange(Node node) =>
        Diagnostic.Error("CD2017", $"{NodeLocation.Of(node)}: has no value range after calibration.");

    /// <summary>CD2018: a range that is not an interval of real numbers.</summary>
    public static Diagnostic BadRange(Node node, double minimum, double maximum) =>
        Diagnostic.Error(
            "CD2018",
            $"{NodeLocation.Of(node)}: range [{minimum}, {maximum}] is not an interval of real numbers."
        );

    /// <summary>CD2019: a graph that does not start at the stage that a pass needs.</summary>
    public static Diagnostic WrongStage(string pass, GraphStage needs, GraphStage found) =>
        Diagnostic.Error("CD2019", $"Pass {pass} needs a graph at stage {needs}, this one is at {found}.");

    /// <summary>CD2020: softmax elsewhere than at the end.</summary>
    public static Diagnostic SoftmaxNotLast(Node node) =>
        Diagnostic.Error(
            "CD2020",
            $"{NodeLocation.Of(node)}: softmax runs on the host after the accelerator, so it must be the network's last operator."
        );

    /// <summary>CD2021: no pass of this name.</summary>
    public static Diagnostic UnknownPass(string name, IEnumerable<string> known) =>
        Diagnostic.Error("CD2021", $"There is no pass '{name}'. Passes, in order: {string.Join(", ", known)}.");

    /// <summary>CD2030: scale not positive.</summary>
    public static Diagnostic BadScale(Node node, string what, double scale) =>
        Diagnostic.Error("CD2030", $"{NodeLocation.Of(node)}: {what} is {scale}, must be positive and finite.");

    /// <summary>CD2031: an integer outside its codes.</summary>
    public static Diagnostic NotACode(Node node, string what, int value, string type) =>
        Diagnostic.Error("CD2031", $"{NodeLocation.Of(node)}: {what} is {value}, which is not a {type} code.");

    /// <summary>CD2032: bits outside 2 to 8.</summary>
    public static Diagnostic BadBits(Node node, string what, int bits) =>
        Diagnostic.Error("CD2032", $"{NodeLocation.Of(node)}: {what} have {bits} bits, must have 2 to 8.");

    /// <summary>CD2033: input and output of an operator that moves codes differ in scale, zero point or type.</summary>
    public static Diagnostic ScalesDiffer(Node node, string input) =>
        Diagnostic.Error(
            "CD2033",
            $"{NodeLocation.Of(node)}: scale, zero point or code type differ from those of its input '{input}'."
        );

    /// <summary>CD2034: a multiplier or shift that the mode does not have.</summary>
    public static Diagnostic BadFactor(Node node, string what, int multiplier, int shift, string allowed) =>
        Diagnostic.Error(
            "CD2034",
            $"{NodeLocation.Of(node)}: {what} has multiplier {multiplier} and shift {shift}. Allowed: {allowed}."
        );

    /// <summary>CD2035: an accumulator that can leave int32.</summary>
    public static Diagnostic AccumulatorOverflow(Node node, int channel, long bound) =>
        Diagnostic.Error(
            "CD2035",
            $"{NodeLocation.Of(node)}: the accumulator of channel {channel} can reach {bound}, which is not below 2^31."
        );

    /// <summary>CD2036: an operand that the lean requantizer cannot hold.</summary>
    public static Diagnostic OperandOverflow(Node node, int channel, long bound, int preshift) =>
        Diagnostic.Error(
            "CD2036",
            $"{NodeLocation.Of(node)}: the accumulator of channel {channel} can reach {bound}; after preshift {preshift} that is not below 2^24, as profile lean needs."
        );

    /// <summary>CD2037: a preshift that is not 0 or 8.</summary>
    public static Diagnostic BadPreshift(Node node, string what, int preshift, string allowed) =>
        Diagnostic.Error("CD2037", $"{NodeLocation.Of(node)}: {what} has preshift {preshift}. Allowed: {allowed}.");
}
