// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;

namespace CoDesign.Cli.Tests.Fixtures;

/// <summary>Safetensors files of float32, written without the product's code.</summary>
internal static class Checkpoint
{
    public static string Write(string path, IEnumerable<(string Name, int[] Dims, float[] Values)> tensors)
    {
        var header = new JsonObject { ["__metadata__"] = new JsonObject { ["format"] = "pt" } };
        var data = new MemoryStream();
        foreach (var (name, dims, values) in tensors)
        {
            var start = data.Length;
            data.Write(MemoryMarshal.AsBytes(values.AsSpan()));
            header[name] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = new JsonArray([.. dims.Select(dim => (JsonNode)dim)]),
                ["data_offsets"] = new JsonArray(start, data.Length),
            };
        }

        var text = Encoding.UTF8.GetBytes(header.ToJsonString());
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)text.Length), .. text, .. data.ToArray()]);
        return path;
    }
}
