// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Import.Tests.TfLite;

/// <summary>Corrupt versions of a file, the same for the same seed. The array of <see cref="EveryByte"/> is reused from one to the next.</summary>
internal static class Corruption
{
    /// <summary>One byte changed at a time.</summary>
    public static IEnumerable<byte[]> EveryByte(byte[] model, Func<byte, byte> change)
    {
        var bytes = model.ToArray();
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = change(bytes[i]);
            if (bytes[i] != model[i])
                yield return bytes;
            bytes[i] = model[i];
        }
    }

    /// <summary>1 to 8 changes a time: a byte, a 32-bit word with an extreme value, a copied range, a cut.</summary>
    public static IEnumerable<byte[]> Random(byte[] model, int count, int seed)
    {
        var random = new Random(seed);
        int[] words = [0, 1, -1, 4, 0x7FFFFFFF, int.MinValue, 0xFFFF, model.Length, model.Length - 1, -4];
        for (var k = 0; k < count; k++)
        {
            var bytes = model.ToArray();
            for (var changes = random.Next(1, 9); changes > 0; changes--)
            {
                var at = random.Next(bytes.Length - 8);
                switch (random.Next(8))
                {
                    case 0:
                        BitConverter.TryWriteBytes(bytes.AsSpan(at & ~3), words[random.Next(words.Length)]);
                        break;
                    case 1:
                        var length = random.Next(1, 9);
                        bytes.AsSpan(random.Next(bytes.Length - 8), length).CopyTo(bytes.AsSpan(at));
                        break;
                    case 2 when bytes.Length > 64:
                        bytes = bytes[..random.Next(bytes.Length * 7 / 8, bytes.Length)];
                        break;
                    default:
                        bytes[at] = (byte)random.Next(256);
                        break;
                }
            }

            yield return bytes;
        }
    }
}
