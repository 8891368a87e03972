/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Convolutions. The input rows under the window are held as int16 with the zero point removed and the padding
 * in place (0 contributes nothing), so that an output pixel sees, for every kernel row, one contiguous run of
 * kernel_width * I numbers. The runs make a patch [KH, KW, I] in the order of a weight row; the output is a dot product.
 */
#include "cd_layers.h"

#include <string.h>

/* Rows that the window can see, as a ring: row r (padding included, from 0) is in slot r % span. */
typedef struct {
    int16_t *rows;
    int32_t groups; /* a slot is [groups, width, channels / groups] */
    int32_t inputs;
    int32_t width; /* padding included */
    int32_t span;
    int32_t slot_length;
    int32_t next; /* first row that has not been loaded */
} row_ring;

static row_ring make_ring(const cd_network *network, const cd_layer *layer, int32_t groups)
{
    const cd_window *const window = &layer->as.conv2d.window;
    const cd_tensor *const input = &network->tensors[layer->input];
    const cd_tensor *const output = &network->tensors[layer->output];
    row_ring ring;
    ring.rows = network->rows;
    ring.groups = groups;
    ring.inputs = input->channels / groups;
    ring.width = (output->width - 1) * window->stride_width + (window->kernel_width - 1) * window->dilation_width + 1;
    ring.span = (window->kernel_height - 1) * window->dilation_height + 1;
    ring.slot_length = ring.width * input->channels;
    ring.next = 0;
    return ring;
}

static void widen(const uint8_t *restrict codes, int32_t count, int32_t zero_point, int16_t *restrict row)
{
    for (int32_t i = 0; i < count; i++) {
        row[i] = (int16_t)(codes[i] - zero_point);
    }
}

/* One input row: x - Zx between the zeros of the padding; columns that no window sees are left out. */
static void load_row(const cd_tensor *input, const cd_window *window, const uint8_t *codes, const row_ring *ring, int32_t row)
{
    int16_t *slot = ring->rows + row % ring->span * ring->slot_length;
    const int32_t y = row - window->pad_top;
    if (y < 0 || y >= input->height) {
        memset(slot, 0, (size_t)ring->slot_length * sizeof *slot);
        return;
    }
    const int32_t left = window->pad_left < ring->width ? window->pad_left : ring->width;
    const int32_t visible = ring->width - left < input->width ? ring->width - left : input->width;
    const int32_t right = ring->width - left - visible;
    const uint8_t *const source = codes + y * input->width * input->channels;
    for (int32_t g = 0; g < ring->groups; g++) {
        memset(slot, 0, (size_t)(left * ring->inputs) * sizeof *slot);
        slot += left * ring->inputs;
        if (ring->groups == 1) {
            widen(source, visible * ring->inputs, input->zero_point, slot);
        } else {
            for (int32_t x = 0; x < visible; x++) {
                widen(source + x * input->channels + g * ring->inputs, ring->inputs, input->zero_point, slot + x * ring->inputs);
            }
        }
        slot += visible * ring->inputs;
        memset(slot, 0, (size_t)(right * ring->inputs) * sizeof *slot);
        slot += right * ring->inputs;
    }
}

/* Loads what output row oy needs and the ring does not hold. */
static void advance_ring(const cd_network *network, const cd_layer *layer, row_ring *ring, int32_t oy)
{
    const cd_window *const window = &layer->as.conv2d.window;
    const cd_tensor *const input = &network->tensors[layer->input];
    const int32_t first = oy * window->stride_height;
    for (int32_t row = ring->next > first ? ring->next : first; row < first + ring->span; row++) {
        load_row(input, window, network->arena + input->offset, ring, row);
    }
    ring->next = first + ring->span;
}

/* Whole blocks, so that the compiler copies vectors; up to CD_BLOCK - 1 numbers too many, which the next run overwrites. */
static void copy_blocks(const int16_t *source, int32_t count, int16_t *target)
{
    for (int32_t k = 0; k < count; k += CD_BLOCK) {
        memcpy(target + k, source + k, CD_BLOCK * sizeof *target);
    }
}

/* What output pixel (oy, ox) sees of one group, [KH, KW, I]: the row itself when the kernel has one row, else a copy. */
static const int16_t *gather_patch(const row_ring *ring, const cd_window *window, int32_t oy, int32_t ox, int32_t group, int16_t *patch)
{
    const int32_t start = (group * ring->width + ox * window->stride_width) * ring->inputs;
    const int32_t runs = window->dilation_width == 1 ? 1 : window->kernel_width;
    const int32_t run_length = (window->dilation_width == 1 ? window->kernel_width : 1) * ring->inputs;
    if (window->kernel_height == 1 && runs == 1) {
        return ring->rows + oy * window->stride_height % ring->span * ring->slot_length + start;
    }
    int16_t *end = patch;
    for (int32_t ky = 0; ky < window->kernel_height; ky++) {
        const int32_t row = oy * window->stride_height + ky * window->dilation_height;
        const int16_t *const source = ring->rows + row % ring->span * ring->slot_length + start;
        for (int32_t run = 0; run < runs; run++) {
            copy_blocks(source + run * window->dilation_width * ring->inputs, run_length, end);
            end += run_length;
        }
    }
    return patch;
}

static int32_t sum_of(const int16_t *values, int32_t count)
{
    int32_t sum = 0;
    for (int32_t i = 0; i < count; i++) {
        sum += values[i];
    }
    return sum;
}

/* Dot products of one patch with the four weight rows w[0..3]; length is a multiple of CD_BLOCK. */
static void dot_one(const int16_t *restrict a, const int8_t *const *w, int32_t length, int32_t *restrict y)
{
    const int8_t *restrict const w0 = w[0], *restrict const w1 = w[1], *restrict const w2 = w[2], *restrict const w3 = w[3];
    int32_t y0 = 0, y1 = 0, y2 = 0, y3 = 0;
    for (int32_t k = 0; k < length / CD_BLOCK * CD_BLOCK; k++) {
        y0 += a[k] * w0[k];
        y1 += a[k] * w1[k];
        y2 += a[k] * w2[k];
        y3 += a[k] * w3[k];
    }
    y[0] = y0;
    y[1] = y1;
    y[2] = y2;
    y[3] = y3;
}

/* The same for two patches, which share the loads of the weights. */
static void dot_two(
    const int16_t *restrict a, const int16_t *restrict b, const int8_t *const *w, int32_t length, int32_t *restrict y, int32_t *restrict z)
{
    const int8_t *restrict const w0 = w[0], *restrict const w1 = w[1], *restrict const w2 = w[2], *restrict const w3 = w[3];
    int32_t y0 = 0, y1 = 0, y2 = 0, y3 = 0, z0 = 0, z1 = 0, z2 = 0, z3 = 0;
    for (int32_t k = 0; k < length / CD_BLOCK * CD_BLOCK; k++) {
        y0 += a[k] * w0[k];
        y1 += a[k] * w1[k];
        y2 += a[k] * w2[k];
        y3 += a[k] * w3[k];
        z0 += b[k] * w0[k];
        z1 += b[k] * w1[k];
        z2 += b[k] * w2[k];
        z3 += b[k] * w3[k];
    }
    y[0] = y0;
    y[1] = y1;
    y[2] = y2;
    y[3] = y3;
    z[0] = z0;
    z[1] = z1;
    z[2] = z2;
    z[3] = z3;
}

/*
 * Dot products of one or two patches with the weight rows first .. first + count - 1. Four rows at a time; at the end
 * rows repeat, and the surplus lands in elements that the next group overwrites or nobody reads.
 */
static void dot_rows(const cd_conv2d *conv, const int16_t *const *patches, int32_t pixels, int32_t first, int32_t count, int32_t *const *accumulators)
{
    for (int32_t o = first; o < first + count; o += CD_OUTPUTS) {
        const int8_t *rows[CD_OUTPUTS];
        for (int32_t k = 0; k < CD_OUTPUTS; k++) {
            const int32_t row = o + k < first + count ? o + k : first + count - 1;
            rows[k] = conv->weights + row * conv->row_length;
        }
        if (pixels == 2) {
            dot_two(patches[0], patches[1], rows, conv->row_length, accumulators[0] + o, accumulators[1] + o);
        } else {
            dot_one(patches[0], rows, conv->row_length, accumulators[0] + o);
        }
    }
}

/* acc = dot - Zw * sum (x - Zx) + bias for the outputs of one group */
static void add_bias(const cd_conv2d *conv, const int16_t *patch, int32_t taps, int32_t first, int32_t count, int32_t *accumulators)
{
    const int32_t correction = conv->weight_zero_point != 0 ? conv->weight_zero_point * sum_of(patch, taps) : 0;
    for (int32_t o = first; o < first + count; o++) {
        accumulators[o] += conv->bias[o] - correction;
    }
}

void cd_run_conv2d(const cd_network *network, const cd_layer *layer)
{
    const cd_conv2d *const conv = &layer->as.conv2d;
    const cd_window *const window = &conv->window;
    const cd_tensor *const output = &network->tensors[layer->output];
    row_ring ring = make_ring(network, layer, conv->groups);
    const int32_t taps = window->kernel_height * window->kernel_width * ring.inputs;
    const int32_t group_outputs = output->channels / conv->groups;
    int32_t *const accumulators[2] = {network->accumulators, network->accumulators + output->channels + CD_OUTPUTS};
    uint8_t *y = network->arena + output->offset;
    for (int32_t oy = 0; oy < output->height; oy++) {
        advance_ring(network, layer, &ring, oy);
        for (int32_t ox = 0; ox < output->width; ox += 2) {
            const int32_t pixels = output->width - ox < 2 ? 1 : 2;
            for (int32_t g = 0; g < conv->groups; g++) {
                const int16_t *patches[2] = {0, 0};
                for (int32_t p = 0; p < pixels; p++) {
                    patches[p] = gather_patch(&ring, window, oy, ox + p, g, network->patches + p * conv->row_length);
                }
                dot_rows(conv, patches, pixels, g * group_outputs, group_outputs, accumulators);
                for (int32_t p = 0; p < pixels; p++) {
                    add_bias(conv, patches[p], taps, g * group_outputs, group_outputs, accumulators[p]);
                }
            }
            for (int32_t p = 0; p < pixels; p++) {
                cd_requantize_pixel(network->rounding, &conv->scaling, output->channels, accumulators[p], output->zero_point, y);
                y += output->channels;
            }
        }
    }
}

/* Channels of a depthwise layer whose sums stay in registers. */
#define CD_LANES 8

/* Where a depthwise window lies: its rows are in the slots slot, slot + dilation, ... of the ring. */
typedef struct {
    const row_ring *ring;
    const cd_window *window;
    int32_t channels;
    int32_t slot;
    int32_t start; /* of the window's first pixel in a row */
} depthwise_window;

static int32_t next_slot(const depthwise_window *at, int32_t slot)
{
    const int32_t next = slot + at->window->dilation_height;
    return next < at->ring->span ? next : next - at->ring->span;
}

/* acc[c] = bias[c] + sum (x - Zx) * (w - Zw) for the channels c .. c + CD_LANES - 1 */
static void depthwise_lanes(const depthwise_window *at, const int8_t *w, int32_t weight_zero_point, const int32_t *bias, int32_t *acc)
{
    const int32_t rows = at->window->kernel_height, columns = at->window->kernel_width, channels = at->channels;
    const int32_t step = at->window->dilation_width * channels;
    const int16_t zero_point = (int16_t)weight_zero_point;
    int32_t sums[CD_LANES];
    int32_t slot = at->slot;
    memcpy(sums, bias, sizeof sums);
    for (int32_t ky = 0; ky < rows; ky++) {
        const int16_t *x = at->ring->rows + slot * at->ring->slot_length + at->start;
        for (int32_t kx = 0; kx < columns; kx++) {
            for (int32_t lane = 0; lane < CD_LANES; lane++) {
                sums[lane] += x[lane] * (int16_t)(w[lane] - zero_point);
            }
            x += step;
            w += channels;
        }
        slot = next_slot(at, slot);
    }
    memcpy(acc, sums, sizeof sums);
}

/* The same for one channel. */
static int32_t depthwise_channel(const depthwise_window *at, const int8_t *w, int32_t weight_zero_point, int32_t bias)
{
    int32_t sum = bias, slot = at->slot;
    for (int32_t ky = 0; ky < at->window->kernel_height; ky++) {
        const int16_t *x = at->ring->rows + slot * at->ring->slot_length + at->start;
        for (int32_t kx = 0; kx < at->window->kernel_width; kx++) {
            sum += *x * (*w - weight_zero_point);
            x += at->window->dilation_width * at->channels;
            w += at->channels;
        }
        slot = next_slot(at, slot);
    }
    return sum;
}

/* Depthwise, one output per input channel: the channels are the inner loop. */
void cd_run_depthwise_conv2d(const cd_network *network, const cd_layer *layer)
{
    const cd_conv2d *const conv = &layer->as.conv2d;
    const cd_window *const window = &conv->window;
    const cd_tensor *const output = &network->tensors[layer->output];
    const int32_t channels = output->channels, zero_point = conv->weight_zero_point;
    int32_t *const acc = network->accumulators;
    row_ring ring = make_ring(network, layer, 1);
    depthwise_window at = {&ring, window, channels, 0, 0};
    uint8_t *y = network->arena + output->offset;
    for (int32_t oy = 0; oy < output->height; oy++) {
        advance_ring(network, layer, &ring, oy);
        at.slot = oy * window->stride_height % ring.span;
        for (int32_t ox = 0; ox < output->width; ox++) {
            int32_t c = 0;
            at.start = ox * window->stride_width * channels;
            for (; c + CD_LANES <= channels; c += CD_LANES) {
                depthwise_lanes(&at, conv->weights + c, zero_point, conv->bias + c, acc + c);
                at.start += CD_LANES;
            }
            for (; c < channels; c++) {
                acc[c] = depthwise_channel(&at, conv->weights + c, zero_point, conv->bias[c]);
                at.start++;
            }
            cd_requantize_pixel(network->rounding, &conv->scaling, channels, acc, output->zero_point, y);
            y += channels;
        }
    }
}
