// SPDX-License-Identifier: Apache-2.0
// model [options] INPUT OUTPUT: records of codes in, records of codes out, one byte a code, back to back.
//   --stream    uses model_stream
//   --nhwc      records are [height, width, channels] also where the source model has channels first
//   --hashes    prints "record tensor name hash" of every tensor: FNV-1a of its codes [height, width, channels], 64 bits
//   --dump DIR  writes every tensor to DIR/RRRRRR_TTTT.bin (record, tensor), codes [height, width, channels]
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "model.hpp"

namespace {

struct observation {
    std::string dump;
    bool hashes = false;
    bool failed = false;
    int record = 0;
};

void observe(void *context, const model_value &value)
{
    observation &seen = *static_cast<observation *>(context);
    std::vector<std::uint8_t> codes(static_cast<std::size_t>(value.size));
    std::uint64_t hash = UINT64_C(14695981039346656037);
    for (std::size_t i = 0; i < codes.size(); i++) {
        codes[i] = static_cast<std::uint8_t>(value.carried[i] - value.sign);
        hash = (hash ^ codes[i]) * UINT64_C(1099511628211);
    }
    if (seen.hashes) {
        std::printf("%d %d %s %016" PRIx64 "\n", seen.record, value.index, value.name, hash);
    }
    if (!seen.dump.empty()) {
        char name[32];
        std::snprintf(name, sizeof name, "/%06d_%04d.bin", seen.record, value.index);
        std::FILE *const file = std::fopen((seen.dump + name).c_str(), "wb");
        if (file == nullptr || std::fwrite(codes.data(), 1, codes.size(), file) != codes.size()) {
            seen.failed = true;
        }
        if (file != nullptr) {
            std::fclose(file);
        }
    }
}

// Position of element i of a record in the file among the codes [height, width, channels].
int position(int i, int pixels, int channels, bool channels_first)
{
    return channels_first ? i % pixels * channels + i / pixels : i;
}

void infer(bool stream, const model_input_code *input, model_output_code *output)
{
    if (!stream) {
        model(input, output);
        return;
    }
    hls::stream<model_input_code> in;
    hls::stream<model_output_code> out;
    for (int i = 0; i < MODEL_INPUT_SIZE; i++) {
        in.write(input[i]);
    }
    model_stream(in, out);
    for (int i = 0; i < MODEL_OUTPUT_SIZE; i++) {
        output[i] = out.read();
    }
}

int run(std::FILE *input, std::FILE *output, observation &seen, bool stream, bool channels_first)
{
    std::vector<std::uint8_t> in_record(MODEL_INPUT_SIZE), result(MODEL_RESULT_SIZE), out_record(MODEL_RESULT_SIZE);
    std::vector<model_input_code> in_codes(MODEL_INPUT_SIZE);
    std::vector<model_output_code> out_codes(MODEL_OUTPUT_SIZE);
    std::size_t count;
    while ((count = std::fread(in_record.data(), 1, in_record.size(), input)) == in_record.size()) {
        for (int i = 0; i < MODEL_INPUT_SIZE; i++) {
            const int at = position(i, MODEL_INPUT_PIXELS, MODEL_INPUT_CHANNELS, channels_first);
            in_codes[static_cast<std::size_t>(at)] = static_cast<model_input_code>(in_record[static_cast<std::size_t>(i)]);
        }
        infer(stream, in_codes.data(), out_codes.data());
        model_host(out_codes.data(), result.data());
        for (int i = 0; i < MODEL_RESULT_SIZE; i++) {
            const int at = position(i, MODEL_RESULT_PIXELS, MODEL_RESULT_CHANNELS, channels_first);
            out_record[static_cast<std::size_t>(i)] = result[static_cast<std::size_t>(at)];
        }
        if (std::fwrite(out_record.data(), 1, out_record.size(), output) != out_record.size()) {
            std::fprintf(stderr, "cannot write the output\n");
            return 1;
        }
        seen.record++;
    }
    if (count != 0 || std::ferror(input) != 0) {
        std::fprintf(stderr, "record %d has %lu of %d bytes\n", seen.record, static_cast<unsigned long>(count), MODEL_INPUT_SIZE);
        return 1;
    }
    return seen.failed ? 1 : 0;
}

} // namespace

int main(int argc, char **argv)
{
    observation seen;
    bool stream = false;
    bool channels_first = MODEL_FILES_CHANNELS_FIRST != 0;
    int at = 1;
    for (; at < argc && std::strncmp(argv[at], "--", 2) == 0; at++) {
        const std::string option = argv[at];
        if (option == "--stream") {
            stream = true;
        } else if (option == "--nhwc") {
            channels_first = false;
        } else if (option == "--hashes") {
            seen.hashes = true;
        } else if (option == "--dump" && at + 1 < argc) {
            seen.dump = argv[++at];
        } else {
            break;
        }
    }
    if (argc - at != 2) {
        std::fprintf(stderr, "usage: model [--stream] [--nhwc] [--hashes] [--dump DIR] INPUT OUTPUT\n");
        return 2;
    }
    model_observe = observe;
    model_observe_context = &seen;
    std::FILE *const input = std::fopen(argv[at], "rb");
    std::FILE *const output = input != nullptr ? std::fopen(argv[at + 1], "wb") : nullptr;
    if (output == nullptr) {
        std::fprintf(stderr, "cannot open %s\n", input == nullptr ? argv[at] : argv[at + 1]);
        if (input != nullptr) {
            std::fclose(input);
        }
        return 2;
    }
    int status = run(input, output, seen, stream, channels_first);
    std::fclose(input);
    if (std::fclose(output) != 0) {
        status = 1;
    }
    return status;
}
