// SPDX-License-Identifier: Apache-2.0
using CoDesign.Golden.Integer;

namespace CoDesign.Golden.Kernels;

/// <summary>
/// Runs a graph at stage Quantized or Lowered with vector kernels, bit-equal to <see cref="IntegerExecutor"/>, which stays the definition. The graph must satisfy
/// <see cref="Ir.Verification.GraphVerifier"/>: kernels rely on the proved accumulator bounds. Thread-safe.
/// </summary>
public sealed class FastExecutor
{
    private const int RecordsPerThread = 32;

    private readonly Graph _graph;
    private readonly IntegerExecutor _plain;
    private readonly Dictionary<string, QuantizedNode> _nodes;
    private readonly Dictionary<string, PackedConvolution> _convolutions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SumKernel> _sums = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CodeTable> _tables = new(StringComparer.Ordinal);

    /// <summary>An executor of <paramref name="graph"/>; weights are packed and tables filled once, here.</summary>
    /// <exception cref="ArgumentException">The graph holds a node that is not integer.</exception>
    public FastExecutor(Graph graph)
    {
        _graph = graph;
        _plain = new IntegerExecutor(graph);
        _nodes = graph.Nodes.Cast<QuantizedNode>().ToDictionary(node => node.Name, StringComparer.Ordinal);
        var mode = graph.Arithmetic.Mode;
        var requantize = Requantize.StepFor(mode);
        foreach (var node in _nodes.Values)
        {
            if (node is QuantizedConv2d conv)
                _convolutions[node.Name] = PackedConvolution.Of(conv, _nodes[conv.Inputs[0]], mode);
            else if (node is QuantizedAdd add)
                _sums[node.Name] = new SumKernel(add, _nodes[add.Inputs[0]], _nodes[add.Inputs[1]], mode);
            else if (node is QuantizedRescale rescale)
                _tables[node.Name] = new CodeTable(rescale, _nodes[rescale.Inputs[0]], requantize);
        }
    }

    /// <summary>All values of one record.</summary>
    /// <param name="codesHwc">Codes of the input, [H, W, C].</param>
    /// <returns>Codes [H, W, C] by value name, the input among them.</returns>
    /// <exception cref="ArgumentException">Wrong number of codes, or one outside the input's type.</exception>
    public IReadOnlyDictionary<string, short[]> Run(ReadOnlySpan<short> codesHwc)
    {
        var values = new Dictionary<string, short[]>(_nodes.Count, StringComparer.Ordinal);
        Run(codesHwc, values);
        return values;
    }

    /// <summary>As <see cref="Run(ReadOnlySpan{short})"/>, into <paramref name="values"/>; arrays of an earlier run of the same graph are overwritten.</summary>
    public void Run(ReadOnlySpan<short> codesHwc, Dictionary<string, short[]> values)
    {
        foreach (var node in _graph.Nodes)
        {
            if (!values.TryGetValue(node.Name, out var y))
                values[node.Name] = y = new short[node.Shape.Elements];
            if (node is QuantizedInput input)
            {
                IntegerExecutor.CheckInput(input, codesHwc);
                codesHwc.CopyTo(y);
            }
            else
            {
                Compute(_nodes[node.Name], values, y);
            }
        }
    }

    /// <summary>
    /// <paramref name="select"/> of the values of every record, in the records' order, on all processors. The values are valid during the call only. Records are
    /// read as a stream, a few at a time.
    /// </summary>
    public IEnumerable<TResult> RunAll<TResult>(
        IEnumerable<short[]> records,
        Func<IReadOnlyDictionary<string, short[]>, TResult> select
    )
    {
        using var values = new ThreadLocal<Dictionary<string, short[]>>(() => new(StringComparer.Ordinal));
        foreach (var chunk in records.Chunk(RecordsPerThread * Environment.ProcessorCount))
        {
            var results = new TResult[chunk.Length];
            Parallel.For(
                0,
                chunk.Length,
                new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
                index =>
                {
                    var own = values.Value ?? throw new InvalidOperationException("No values for this thread.");
                    Run(chunk[index], own);
                    results[index] = select(own);
                }
            );
            foreach (var result in results)
                yield return result;
        }
    }

    private void Compute(QuantizedNode node, Dictionary<string, short[]> values, short[] y)
    {
        var source = _nodes[node.Inputs[0]];
        var x = values[source.Name];
        switch (node)
        {
            case QuantizedConv2d:
                _convolutions[node.Name].Run(x, y);
                break;
            case QuantizedMaxPool pool:
                PoolKernels.Max(pool, source.Shape, x, y);
                break;
            case QuantizedAveragePool pool:
                PoolKernels.Average(pool, source.Shape, x, y);
                break;
            case QuantizedAdd:
                _sums[node.Name].Run(x, values[node.Inputs[1]], y);
                break;
            case QuantizedRescale:
                _tables[node.Name].Run(x, y);
                break;
            default:
                // Moves codes only, or runs once a record: the plain loops are fast enough.
                _plain.Compute(node, values).CopyTo(y, 0);
                break;
        }
    }
}
