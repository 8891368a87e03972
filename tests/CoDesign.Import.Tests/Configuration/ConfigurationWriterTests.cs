// SPDX-License-Identifier: Apache-2.0
using System.Reflection;
using CoDesign.Import.Configuration;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.Tests.Configuration;

public sealed class ConfigurationWriterTests
{
    private const int Configurations = 2000;

    [Fact]
    public void WhatIsWrittenReadsBackEqual()
    {
        foreach (var seed in Enumerable.Range(0, Configurations))
        {
            var written = RandomConfiguration.Create(seed);
            var text = ConfigurationWriter.Write(written);
            var diagnostics = new DiagnosticBag();

            var read = ConfigurationReader.Parse(text, "written.yaml", diagnostics);

            Assert.True(
                read is not null,
                $"seed {seed}\n{text}\n{string.Join('\n', diagnostics.Items)}"
            );
            Assert.True(written.Accelerator == read.Accelerator, $"seed {seed}\n{text}\n{read.Accelerator}");
            Assert.True(written.Quantization == read.Quantization, $"seed {seed}\n{text}\n{read.Quantization}");
            Assert.Equal(written.Input?.Scale, read.Input?.Scale);
            Assert.Equal(written.Input?.Mean.AsEnumerable(), read.Input?.Mean.AsEnumerable());
            Assert.Equal(written.Input?.Deviation.AsEnumerable(), read.Input?.Deviation.AsEnumerable());
        }
    }

    /// <summary>A property that was added to a configuration and is not drawn above would be equal in both for no reason.</summary>
    [Theory]
    [InlineData(typeof(AcceleratorConfiguration))]
    [InlineData(typeof(BusConfiguration))]
    [InlineData(typeof(QuantizationConfiguration))]
    [InlineData(typeof(InputNormalization))]
    [InlineData(typeof(ToolConfiguration))]
    public void EveryPropertyIsDrawn(Type type)
    {
        var drawn = Enumerable.Range(0, Configurations).Select(RandomConfiguration.Create).ToArray();
        object[] values =
        [
            .. drawn
                .SelectMany(c => new object?[] { c, c.Accelerator, c.Accelerator.Bus, c.Quantization, c.Input })
                .Where(value => value?.GetType() == type)
                .OfType<object>(),
        ];
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is not null);

        Assert.All(
            properties,
            property =>
                Assert.True(values.Select(property.GetValue).Distinct().Count() > 1, $"{property.Name} is never drawn")
        );
    }

    [Fact]
    public void WritesTheDefaultsOut() =>
        Assert.Equal(
            """
            channels: 16
            pixels: 8
            weights: on-chip
            multiplierBits: 16
            profile: lean
            multipliers: plain
            requantizers: single
            banks: dual-port
            laneWeights: auto
            halves: auto
            prefetch: auto
            clock: 150
            target: xc7
            quantization: { clip: 1, weights: quint8-per-tensor, bits: 8, deadChannels: keep, tflite: exact }

            """,
            ConfigurationWriter.Write(ToolConfiguration.Default)
        );
}
