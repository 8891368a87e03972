// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Transforms.Folding;

/// <summary>
/// An activation into the clamp of its producer, when nothing else reads the producer:
/// <code>
/// conv2d(x) -> activation(low, high)   ---->   conv2d(x), clamp [low, high]
/// </code>
/// Also behind add, pools and another activation. The producer keeps its name. Behind input, concat and pad the activation stays.
/// </summary>
public sealed class FuseActivations : Pass
{
    /// <inheritdoc/>
    public override GraphStage Needs => GraphStage.Imported;

    /// <inheritdoc/>
    public override GraphStage Yields => GraphStage.Imported;

    /// <inheritdoc/>
    public override Graph Run(Graph graph, PassContext context)
    {
        var nodes = new List<Node>(graph.Nodes.Length);
        var names = new ValueNames();
        foreach (var node in graph.Nodes)
        {
            var producer = node is Activation ? nodes.FindIndex(n => n.Name == names.Current(node.Inputs[0])) : -1;
            if (
                node is Activation activation
                && graph.Output != activation.Inputs[0]
                && graph.ConsumersOf(activation.Inputs[0]).Count() == 1
                && Fuse(nodes[producer], activation.Clamp) is { } fused
            )
            {
                nodes[producer] = fused;
                names.Merge(activation.Name, fused.Name);
            }
            else
            {
                nodes.Add(names.Rewire(node));
            }
        }

        return names.IsEmpty ? graph : graph.WithNodes(nodes) with { Output = names.Current(graph.Output) };
    }

    private static Node? Fuse(Node producer, RealClamp clamp) =>
        producer switch
        {
            Conv2d conv => conv with { Clamp = conv.Clamp.Then(clamp) },
            Add add => add with { Clamp = add.Clamp.Then(clamp) },
            MaxPool pool => pool with { Clamp = pool.Clamp.Then(clamp) },
            AveragePool pool => pool with { Clamp = pool.Clamp.Then(clamp) },
            Activation activation => activation with { Clamp = activation.Clamp.Then(clamp) },
            _ => null,
        };
}
