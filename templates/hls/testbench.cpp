// SPDX-License-Identifier: Apache-2.0
// model [options] INPUT OUTPUT: records in, records out, back to back, as the source model has them (model.hpp): float32 or codes.
//   --stream    uses model_stream
//   --codes     records are codes, one byte each, [height, width, channels]
//   --hashes    prints "record tensor name hash" of every tensor: FNV-1a of its codes [height, width, channels], 64 bits
//   --dump DIR  writes every tensor to DIR/RRRRRR_TTTT.bin (record, tensor), codes [height, width, channels]
#include <cinttypes>
#include <cmath>
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

// Form of the records in the files.
struct record_form {
    bool channels_first;
    bool are_codes;
};

// Position of element i of a record in the file among the codes [height, width, channels].
std::size_t position(int i, int pixels, int channels, const record_form &form)
{
    return static_cast<std::size_t>(form.channels_first ? i % pixels * channels + i / pixels : i);
}

// code = clamp(round_half_even(real / scale) + zero point)
model_input_code quantize(float real)
{
    const double code = std::rint(static_cast<double>(real) / MODEL_INPUT_SCALE) + MODEL_INPUT_ZERO_POINT;
    const double raised = code > MODEL_INPUT_LOW ? code : MODEL_INPUT_LOW;
    return static_cast<model_input_code>(raised < MODEL_INPUT_HIGH ? raised : MODEL_INPUT_HIGH);
}

// 1: a record was read; 0: the file has ended; -1: it ends inside a record.
int read_record(std::FILE *file, const record_form &form, std::vector<model_input_code> &codes)
{
    const std::size_t element = form.are_codes ? 1 : sizeof(float);
    std::vector<std::uint8_t> record(MODEL_INPUT_SIZE * element);
    const std::size_t count = std::fread(record.data(), 1, record.size(), file);
    if (count != record.size()) {
        return count == 0 && std::ferror(file) == 0 ? 0 : -1;
    }
    for (int i = 0; i < MODEL_INPUT_SIZE; i++) {
        const std::size_t at = position(i, MODEL_INPUT_PIXELS, MODEL_INPUT_CHANNELS, form);
        float real = 0;
        std::memcpy(&real, &record[static_cast<std::size_t>(i) * element], element);
        codes[at] = form.are_codes ? static_cast<model_input_code>(record[static_cast<std::size_t>(i)]) : quantize(real);
    }
    return 1;
}

bool write_record(std::FILE *file, const record_form &form, const std::vector<model_result_code> &codes)
{
    const std::size_t element = form.are_codes ? 1 : sizeof(float);
    std::vector<std::uint8_t> record(MODEL_RESULT_SIZE * element);
    for (int i = 0; i < MODEL_RESULT_SIZE; i++) {
        const model_result_code code = codes[position(i, MODEL_RESULT_PIXELS, MODEL_RESULT_CHANNELS, form)];
        const float real = static_cast<float>(MODEL_RESULT_SCALE * (code - MODEL_RESULT_ZERO_POINT));
        if (form.are_codes) {
            record[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(code);
        } else {
            std::memcpy(&record[static_cast<std::size_t>(i) * element], &real, element);
        }
    }
    return std::fwrite(record.data(), 1, record.size(), file) == record.size();
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

int run(std::FILE *input, std::FILE *output, observation &seen, bool stream, const record_form &form)
{
    std::vector<model_input_code> in_codes(MODEL_INPUT_SIZE);
    std::vector<model_output_code> out_codes(MODEL_OUTPUT_SIZE);
    std::vector<model_result_code> result(MODEL_RESULT_SIZE);
    int status;
    while ((status = read_record(input, form, in_codes)) == 1) {
        infer(stream, in_codes.data(), out_codes.data());
        model_host(out_codes.data(), result.data());
        if (!write_record(output, form, result)) {
            std::fprintf(stderr, "cannot write the output\n");
            return 1;
        }
        seen.record++;
    }
    if (status < 0) {
        std::fprintf(stderr, "the input ends inside record %d\n", seen.record);
        return 1;
    }
    return seen.failed ? 1 : 0;
}

} // namespace

int main(int argc, char **argv)
{
    observation seen;
    bool stream = false;
    record_form form = {MODEL_FILES_CHANNELS_FIRST != 0, MODEL_FILES_ARE_CODES != 0};
    int at = 1;
    for (; at < argc && std::strncmp(argv[at], "--", 2) == 0; at++) {
        const std::string option = argv[at];
        if (option == "--stream") {
            stream = true;
        } else if (option == "--codes") {
            form.channels_first = false;
            form.are_codes = true;
        } else if (option == "--hashes") {
            seen.hashes = true;
        } else if (option == "--dump" && at + 1 < argc) {
            seen.dump = argv[++at];
        } else {
            break;
        }
    }
    if (argc - at != 2) {
        std::fprintf(stderr, "usage: model [--stream] [--codes] [--hashes] [--dump DIR] INPUT OUTPUT\n");
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
    int status = run(input, output, seen, stream, form);
    std::fclose(input);
    if (std::fclose(output) != 0) {
        status = 1;
    }
    return status;
}
