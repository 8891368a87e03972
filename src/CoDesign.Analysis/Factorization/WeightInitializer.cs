// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Analysis.Factorization;

/// <summary>
/// Initial weights of a layer with <c>fan_in = K^2 * inputs of a group</c> and <c>fan_out = K^2 * outputs</c>, drawn from a seed. Values are rounded to 32-bit floats, as a file holds them.
/// <code>
/// random_uniform_{small, medium, large}   U(-a, a)        a = 0.01, 0.05, 0.25
/// random_normal_{small, medium, large}    N(0, s^2)       s = 0.01, 0.05, 0.25
/// glorot_uniform, glorot_normal           variance 2 / (fan_in + fan_out)     (X. Glorot, Y. Bengio, AISTATS 2010)
/// he_uniform, he_normal                   variance 2 / fan_in                 (K. He et al., ICCV 2015)
/// lecun_uniform, lecun_normal             variance 1 / fan_in                 (Y. LeCun et al., "Efficient BackProp", 1998)
/// </code>
/// </summary>
public sealed class WeightInitializer
{
    private const double Small = 0.01;
    private const double Medium = 0.05;
    private const double Large = 0.25;

    private static readonly ImmutableSortedDictionary<
        string,
        (bool IsUniform, Func<double, double, double> Deviation)
    > Known = new Dictionary<string, (bool, Func<double, double, double>)>(StringComparer.Ordinal)
    {
        ["random_uniform_small"] = (true, (_, _) => Small / Math.Sqrt(3)),
        ["random_uniform_medium"] = (true, (_, _) => Medium / Math.Sqrt(3)),
        ["random_uniform_large"] = (true, (_, _) => Large / Math.Sqrt(3)),
        ["random_normal_small"] = (false, (_, _) => Small),
        ["random_normal_medium"] = (false, (_, _) => Medium),
        ["random_normal_large"] = (false, (_, _) => Large),
        ["glorot_uniform"] = (true, (fanIn, fanOut) => Math.Sqrt(2 / (fanIn + fanOut))),
        ["glorot_normal"] = (false, (fanIn, fanOut) => Math.Sqrt(2 / (fanIn + fanOut))),
        ["he_uniform"] = (true, (fanIn, _) => Math.Sqrt(2 / fanIn)),
        ["he_normal"] = (false, (fanIn, _) => Math.Sqrt(2 / fanIn)),
        ["lecun_uniform"] = (true, (fanIn, _) => Math.Sqrt(1 / fanIn)),
        ["lecun_normal"] = (false, (fanIn, _) => Math.Sqrt(1 / fanIn)),
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    private readonly bool _isUniform;
    private readonly Func<double, double, double> _deviation;
    private readonly Random _random;

    private WeightInitializer(bool isUniform, Func<double, double, double> deviation, int seed)
    {
        (_isUniform, _deviation) = (isUniform, deviation);
        _random = new Random(seed);
    }

    /// <summary>The names, sorted.</summary>
    public static IEnumerable<string> Names => Known.Keys;

    /// <summary>The initializer of that name; null after a diagnostic.</summary>
    public static WeightInitializer? Of(string name, int seed, DiagnosticBag diagnostics)
    {
        if (Known.TryGetValue(name, out var found))
            return new WeightInitializer(found.IsUniform, found.Deviation, seed);
        diagnostics.Add(FactorizationDiagnostics.UnknownInitializer(name, Names));
        return null;
    }

    /// <summary>Weights of the next layer.</summary>
    public ImmutableArray<double> Draw(int count, double fanIn, double fanOut)
    {
        var deviation = _deviation(fanIn, fanOut);
        var weights = ImmutableArray.CreateBuilder<double>(count);
        for (var i = 0; i < count; i++)
            weights.Add((float)(deviation * (_isUniform ? Uniform() : Normal())));
        return weights.MoveToImmutable();
    }

    /// <summary>Uniform with variance 1.</summary>
    private double Uniform() => Math.Sqrt(3) * ((2 * _random.NextDouble()) - 1);

    /// <summary>Normal with variance 1 (Box and Muller).</summary>
    private double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
