// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cli.Frame;
using CoDesign.Cli.Steps;
using CoDesign.Reports.Json;
using CoDesign.Reports.Layers;
using CoDesign.Reports.Tables;
using CoDesign.Transforms;

namespace CoDesign.Cli.Commands;

/// <summary><c>codesign inspect MODEL</c>: what a network consists of, before any hardware.</summary>
internal static class InspectCommand
{
    public static ToolCommand Create()
    {
        var model = ModelOption.ModelOrArchitecture();
        var rate = ModelOption.Rate();
        return new ToolCommand(
            "inspect",
            "Layers with shapes, parameters, MACs and memory; what is unsupported and the nearest rewrite.",
            "codesign inspect examples/factorizenet_w025_dws_conv.onnx"
        )
        {
            Arguments = { model },
            Options = { rate },
            Work = (session, parsed) => Run(session, parsed.GetRequiredValue(model), parsed.GetValue(rate)),
        };
    }

    private static ExitCode Run(Session session, string path, string? rate)
    {
        if (SourceModel.ReadOrBuild(session, path, rate) is not { } graph)
            return session.Failed();
        if (SourceModel.Fold(session, graph, PipelineOptions.Default) is not { } folded)
            return session.Failed();
        var summary = GraphFigures.Of(folded);
        session.Result = ResultJson.ToObject(summary);
        session.Result["trainedParameters"] = GraphFigures.TrainedParameters(graph);
        SummaryText.Write(session, summary);
        session.Line(
            $"{Text.Count(GraphFigures.TrainedParameters(graph))} parameters as trained, batch normalization not folded. All operators are supported."
        );
        return ExitCode.Done;
    }
}
