// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Benchmarks.Executors;

/// <summary>Something that runs one network, one record at a time on one thread.</summary>
/// <param name="Column">Column of the table.</param>
/// <param name="LeastMicroseconds">The least time of one record among so many runs.</param>
internal sealed record TimedExecutor(string Column, Func<int, double> LeastMicroseconds);
