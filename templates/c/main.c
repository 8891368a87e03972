/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model [options] INPUT OUTPUT: records in, records out, back to back, as the source model has them (model.h): float32 or codes.
 *   --codes     records are codes, one byte each, [height, width, channels]
 *   --hashes    prints "record tensor name hash" of every tensor: FNV-1a of its codes [height, width, channels], 64 bits
 *   --dump DIR  writes every tensor to DIR/RRRRRR_TTTT.bin (record, tensor), codes [height, width, channels]
 *   --repeat N  computes every record N times and prints the time of one inference
 */
#include <inttypes.h>
#include <math.h>
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

/* Form of the records in the files. */
typedef struct {
    int channels_first;
    int are_codes;
} record_form;

/* Position of element i of a record in the file among the codes [height, width, channels]. */
static int32_t position(int32_t i, int32_t pixels, int32_t channels, const record_form *form)
{
    return form->channels_first ? i % pixels * channels + i / pixels : i;
}

/* code = clamp(round_half_even(real / scale) + zero point) */
static model_input_code quantize(float real)
{
    const double code = rint((double)real / MODEL_INPUT_SCALE) + MODEL_INPUT_ZERO_POINT;
    const double raised = code > MODEL_INPUT_LOW ? code : MODEL_INPUT_LOW;
    return (model_input_code)(raised < MODEL_INPUT_HIGH ? raised : MODEL_INPUT_HIGH);
}

/* 1: a record was read; 0: the file has ended; -1: it ends inside a record. */
static int read_record(FILE *file, const record_form *form, model_input_code *codes)
{
    static uint8_t record[MODEL_INPUT_SIZE * sizeof(float)];
    const size_t element = form->are_codes ? 1 : sizeof(float);
    const size_t count = fread(record, 1, MODEL_INPUT_SIZE * element, file);
    if (count != MODEL_INPUT_SIZE * element) {
        return count == 0 && !ferror(file) ? 0 : -1;
    }
    for (int32_t i = 0; i < MODEL_INPUT_SIZE; i++) {
        const int32_t at = position(i, MODEL_INPUT_HEIGHT * MODEL_INPUT_WIDTH, MODEL_INPUT_CHANNELS, form);
        if (form->are_codes) {
            memcpy(&codes[at], &record[i], 1);
        } else {
            float real;
            memcpy(&real, &record[(size_t)i * sizeof real], sizeof real);
            codes[at] = quantize(real);
        }
    }
    return 1;
}

static int write_record(FILE *file, const record_form *form, const model_output_code *codes)
{
    static uint8_t record[MODEL_OUTPUT_SIZE * sizeof(float)];
    const size_t element = form->are_codes ? 1 : sizeof(float);
    for (int32_t i = 0; i < MODEL_OUTPUT_SIZE; i++) {
        const int32_t at = position(i, MODEL_OUTPUT_HEIGHT * MODEL_OUTPUT_WIDTH, MODEL_OUTPUT_CHANNELS, form);
        if (form->are_codes) {
            memcpy(&record[i], &codes[at], 1);
        } else {
            const float real = (float)(MODEL_OUTPUT_SCALE * (codes[at] - MODEL_OUTPUT_ZERO_POINT));
            memcpy(&record[(size_t)i * sizeof real], &real, sizeof real);
        }
    }
    return fwrite(record, 1, MODEL_OUTPUT_SIZE * element, file) == MODEL_OUTPUT_SIZE * element;
}

static int run(FILE *input, FILE *output, observation *seen, const record_form *form, long repeat)
{
    static model_input_code in_codes[MODEL_INPUT_SIZE];
    static model_output_code out_codes[MODEL_OUTPUT_SIZE];
    double seconds = 0.0;
    int status;
    while ((status = read_record(input, form, in_codes)) == 1) {
        const clock_t start = clock();
        for (long k = 1; k < repeat; k++) {
            model_run(in_codes, out_codes);
        }
        seconds += (double)(clock() - start) / CLOCKS_PER_SEC;
        model_run_observed(in_codes, out_codes, observe, seen);
        if (!write_record(output, form, out_codes)) {
            fprintf(stderr, "cannot write the output\n");
            return 1;
        }
        seen->record++;
    }
    if (status < 0) {
        fprintf(stderr, "the input ends inside record %ld\n", seen->record);
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
    record_form form = {MODEL_FILES_CHANNELS_FIRST, MODEL_FILES_ARE_CODES};
    long repeat = 1;
    int at = 1;
    for (; at < argc && strncmp(argv[at], "--", 2) == 0; at++) {
        if (strcmp(argv[at], "--codes") == 0) {
            form.channels_first = 0;
            form.are_codes = 1;
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
        fprintf(stderr, "usage: model [--codes] [--hashes] [--dump DIR] [--repeat N] INPUT OUTPUT\n");
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
    int status = run(input, output, &seen, &form, repeat);
    fclose(input);
    if (fclose(output) != 0) {
        status = 1;
    }
    return status;
}
