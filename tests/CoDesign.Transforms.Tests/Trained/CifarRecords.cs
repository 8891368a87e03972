// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Transforms.Tests.Trained;

/// <summary>Canonical CIFAR-10 records: 1 label byte, then red, green and blue planes of 32 x 32.</summary>
internal static class CifarRecords
{
    private const int Pixels = 32 * 32;
    private const int RecordBytes = 1 + (3 * Pixels);

    /// <summary>Labels and pixel codes [32, 32, 3].</summary>
    public static IEnumerable<(int Label, short[] Codes)> Read(string path)
    {
        using var stream = File.OpenRead(path);
        var record = new byte[RecordBytes];
        while (stream.Position < stream.Length)
        {
            stream.ReadExactly(record);
            var codes = new short[3 * Pixels];
            for (var i = 0; i < codes.Length; i++)
                codes[i] = record[1 + ((i % 3) * Pixels) + (i / 3)];
            yield return (record[0], codes);
        }
    }

    /// <summary>real = (pixel - 128) / 64.</summary>
    public static double[] Normalize(short[] codes) => Array.ConvertAll(codes, code => (code - 128) / 64.0);
}
