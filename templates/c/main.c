/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model [options] INPUT OUTPUT: records of codes in, records of codes out, one byte a code, back to back.
 *   --nhwc      records are [height, width, channels] also where the source model has channels first
 *   --hashes    prints "record tensor name hash" of every tensor: FNV-1a of its codes [height, width, channels], 64 bits
 *   --dump DIR  writes every tensor to DIR/RRRRRR_TTTT.bin (record, tensor), codes [height, width, channels]
 *   --repeat N  computes every record N times and prints the time of one inference
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "model.h"

typedef struct {
    const char *dump; /* folder, or NULL */
    int hashes;
    long record;
    int failed;
} observation;

static uint8_t code_byte(const model_value *value, int32_t i)
{
    return (uint8_t)(value->carried[i] - value->sign);
}

static void print_hash(const observation *seen, const model_value *value)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (int32_t i = 0; i < value->height * value->width * value->channels; i++) {
        hash = (hash ^ code_byte(value, i)) * UINT64_C(1099511628211);
    }
    printf("%ld %" PRId32 " %s %016" PRIx64 "\n", seen->record, value->index, value->name, hash);
}

static void write_tensor(observation *seen, const model_value *value)
{
    char path[4096];
    const int length = snprintf(path, sizeof path, "%s/%06ld_%04" PRId32 ".bin", seen->dump, seen->record, value->index);
    FILE *const file = length > 0 && (size_t)length < sizeof path ? fopen(path, "wb") : NULL;
    if (file == NULL) {
        seen->failed = 1;
        return;
    }
    for (int32_t i = 0; i < value->height * value->width * value->channels; i++) {
        if (fputc(code_byte(value, i), file) == EOF) {
            seen->failed = 1;
        }
    }
    if (fclose(file) != 0) {
        seen->failed = 1;
    }
}

static void observe(void *context, const model_value *value)
{
    observation *const seen = context;
    if (seen->hashes) {
        print_hash(seen, value);
    }
    if (seen->dump != NULL) {
        write_tensor(seen, value);
    }
}

/* Position of element i of a record in the file among the codes [height, width, channels]. */
static int32_t position(int32_t i, int32_t pixels, int32_t channels, int channels_first)
{
    return channels_first ? i % pixels * channels + i / pixels : i;
}

static int run(FILE *input, FILE *output, observation *seen, int channels_first, long repeat)
{
    static uint8_t in_record[MODEL_INPUT_SIZE], out_record[MODEL_OUTPUT_SIZE];
    static model_input_code in_codes[MODEL_INPUT_SIZE];
    static model_output_code out_codes[MODEL_OUTPUT_SIZE];
    double seconds = 0.0;
    size_t count;
    while ((count = fread(in_record, 1, sizeof in_record, input)) == sizeof in_record) {
        for (int32_t i = 0; i < MODEL_INPUT_SIZE; i++) {
            const int32_t at = position(i, MODEL_INPUT_HEIGHT * MODEL_INPUT_WIDTH, MODEL_INPUT_CHANNELS, channels_first);
            memcpy(&in_codes[at], &in_record[i], 1);
        }
        const clock_t start = clock();
        for (long k = 1; k < repeat; k++) {
            model_run(in_codes, out_codes);
        }
        seconds += (double)(clock() - start) / CLOCKS_PER_SEC;
        model_run_observed(in_codes, out_codes, observe, seen);
        for (int32_t i = 0; i < MODEL_OUTPUT_SIZE; i++) {
            const int32_t at = position(i, MODEL_OUTPUT_HEIGHT * MODEL_OUTPUT_WIDTH, MODEL_OUTPUT_CHANNELS, channels_first);
            memcpy(&out_record[i], &out_codes[at], 1);
        }
        if (fwrite(out_record, 1, sizeof out_record, output) != sizeof out_record) {
            fprintf(stderr, "cannot write the output\n");
            return 1;
        }
        seen->record++;
    }
    if (count != 0 || ferror(input)) {
        fprintf(stderr, "record %ld has %lu of %d bytes\n", seen->record, (unsigned long)count, MODEL_INPUT_SIZE);
        return 1;
    }
    if (repeat > 1 && seen->record > 0) {
        const double one = seconds / ((double)(repeat - 1) * (double)seen->record);
        printf("%.3f us, %.3f GMAC/s\n", one * 1e6, (double)MODEL_MACS / one * 1e-9);
    }
    return seen->failed;
}

int main(int argc, char **argv)
{
    observation seen = {NULL, 0, 0, 0};
    int channels_first = MODEL_FILES_CHANNELS_FIRST;
    long repeat = 1;
    int at = 1;
    for (; at < argc && strncmp(argv[at], "--", 2) == 0; at++) {
        if (strcmp(argv[at], "--nhwc") == 0) {
            channels_first = 0;
        } else if (strcmp(argv[at], "--hashes") == 0) {
            seen.hashes = 1;
        } else if (strcmp(argv[at], "--dump") == 0 && at + 1 < argc) {
            seen.dump = argv[++at];
        } else if (strcmp(argv[at], "--repeat") == 0 && at + 1 < argc) {
            repeat = strtol(argv[++at], NULL, 10);
        } else {
            break;
        }
    }
    if (argc - at != 2) {
        fprintf(stderr, "usage: model [--nhwc] [--hashes] [--dump DIR] [--repeat N] INPUT OUTPUT\n");
        return 2;
    }
    FILE *const input = fopen(argv[at], "rb");
    FILE *const output = input != NULL ? fopen(argv[at + 1], "wb") : NULL;
    if (output == NULL) {
        fprintf(stderr, "cannot open %s\n", input == NULL ? argv[at] : argv[at + 1]);
        if (input != NULL) {
            fclose(input);
        }
        return 2;
    }
    int status = run(input, output, &seen, channels_first, repeat);
    fclose(input);
    if (fclose(output) != 0) {
        status = 1;
    }
    return status;
}
