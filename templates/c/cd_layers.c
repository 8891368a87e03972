/* SPDX-License-Identifier: Apache-2.0 */
/* Pools, element-wise layers and those that only move codes; the choice by kind. */
#include "cd_layers.h"

#include <string.h>

void cd_run_layer(const cd_network *network, const cd_layer *layer)
{
    switch (layer->kind) {
    case CD_CONV2D: cd_run_conv2d(network, layer); break;
    case CD_DEPTHWISE_CONV2D: cd_run_depthwise_conv2d(network, layer); break;
    case CD_MAX_POOL: cd_run_max_pool(network, layer); break;
    case CD_AVERAGE_POOL: cd_run_average_pool(network, layer); break;
    case CD_ADD: cd_run_add(network, layer); break;
    case CD_PAD: cd_run_pad(network, layer); break;
    case CD_RESCALE: cd_run_rescale(network, layer); break;
    case CD_CONCAT: cd_run_concat(network, layer); break;
    case CD_SOFTMAX: cd_run_softmax(network, layer); break;
    }
}

static void requantize_half_up(
    const cd_scaling *scaling, int32_t channels, const int32_t *restrict accumulators, int32_t zero_point, uint8_t *restrict codes)
{
    const int32_t *const multipliers = scaling->multipliers;
    const int8_t *const shifts = scaling->shifts;
    const int32_t preshift = scaling->preshift, low = scaling->low, high = scaling->high;
    for (int32_t c = 0; c < channels; c++) {
        const int32_t y = cd_half_up(accumulators[c], multipliers[c], shifts[c], preshift);
        codes[c] = (uint8_t)cd_clamp(y + zero_point, low, high);
    }
}

static void requantize_tflite(
    const cd_scaling *scaling, int32_t channels, const int32_t *restrict accumulators, int32_t zero_point, uint8_t *restrict codes)
{
    const int32_t *const multipliers = scaling->multipliers;
    const int8_t *const shifts = scaling->shifts;
    const int32_t low = scaling->low, high = scaling->high;
    for (int32_t c = 0; c < channels; c++) {
        const int32_t y = cd_tflite(accumulators[c], multipliers[c], shifts[c]);
        codes[c] = (uint8_t)cd_clamp(y + zero_point, low, high);
    }
}

void cd_requantize_pixel(
    cd_rounding rounding, const cd_scaling *scaling, int32_t channels, const int32_t *accumulators, int32_t zero_point, uint8_t *codes)
{
    if (rounding == CD_HALF_UP) {
        requantize_half_up(scaling, channels, accumulators, zero_point, codes);
    } else {
        requantize_tflite(scaling, channels, accumulators, zero_point, codes);
    }
}

void cd_run_max_pool(const cd_network *network, const cd_layer *layer)
{
    const cd_pool *const pool = &layer->as.pool;
    const cd_window *const window = &pool->window;
    const cd_tensor *const input = &network->tensors[layer->input];
    const cd_tensor *const output = &network->tensors[layer->output];
    const uint8_t *const x = network->arena + input->offset;
    uint8_t *y = network->arena + output->offset;
    const int32_t channels = input->channels;
    for (int32_t oy = 0; oy < output->height; oy++) {
        for (int32_t ox = 0; ox < output->width; ox++) {
            memset(y, pool->low, (size_t)channels);
            for (int32_t ky = 0; ky < window->kernel_height; ky++) {
                const int32_t iy = oy * window->stride_height - window->pad_top + ky * window->dilation_height;
                for (int32_t kx = 0; kx < window->kernel_width; kx++) {
                    const int32_t ix = ox * window->stride_width - window->pad_left + kx * window->dilation_width;
                    if (iy < 0 || iy >= input->height || ix < 0 || ix >= input->width) {
                        continue; /* padding never wins */
                    }
                    const uint8_t *const pixel = x + (iy * input->width + ix) * channels;
                    for (int32_t c = 0; c < channels; c++) {
                        y[c] = y[c] > pixel[c] ? y[c] : pixel[c];
                    }
                }
            }
            for (int32_t c = 0; c < channels; c++) {
                y[c] = y[c] < pool->high ? y[c] : (uint8_t)pool->high;
            }
            y += channels;
        }
    }
}

/* sum / count to nearest, ties away from zero; count > 0. */
static int32_t rounded_mean(int32_t sum, int32_t count)
{
    return sum >= 0 ? (sum + count / 2) / count : (sum - count / 2) / count;
}

void cd_run_average_pool(const cd_network *network, const cd_layer *layer)
{
    const cd_pool *const pool = &layer->as.pool;
    const cd_window *const window = &pool->window;
    const cd_tensor *const input = &network->tensors[layer->input];
    const cd_tensor *const output = &network->tensors[layer->output];
    const uint8_t *const x = network->arena + input->offset;
    uint8_t *y = network->arena + output->offset;
    int32_t *const sums = network->accumulators;
    const int32_t channels = input->channels;
    const int32_t taps = window->kernel_height * window->kernel_width;
    for (int32_t oy = 0; oy < output->height; oy++) {
        for (int32_t ox = 0; ox < output->width; ox++) {
            int32_t count = 0;
            memset(sums, 0, (size_t)channels * sizeof *sums);
            for (int32_t ky = 0; ky < window->kernel_height; ky++) {
                const int32_t iy = oy * window->stride_height - window->pad_top + ky * window->dilation_height;
                for (int32_t kx = 0; kx < window->kernel_width; kx++) {
                    const int32_t ix = ox * window->stride_width - window->pad_left + kx * window->dilation_width;
                    if (iy < 0 || iy >= input->height || ix < 0 || ix >= input->width) {
                        continue;
                    }
                    const uint8_t *const pixel = x + (iy * input->width + ix) * channels;
                    for (int32_t c = 0; c < channels; c++) {
                        sums[c] += pixel[c];
                    }
                    count++;
                }
            }
            /* The sign of the sum matters for ties, so it is the sum of the model's codes that is divided. */
            const int32_t padding = pool->count_padding != 0 ? (taps - count) * (output->zero_point - output->sign) : 0;
            const int32_t divisor = pool->count_padding != 0 ? taps : count;
            for (int32_t c = 0; c < channels; c++) {
                const int32_t mean = rounded_mean(sums[c] - count * input->sign + padding, divisor);
                y[c] = (uint8_t)cd_clamp(mean + output->sign, pool->low, pool->high);
            }
            y += channels;
        }
    }
}

/* table[code] = requantize((code - zero_point) * 2^20) for every code */
static void rescale_operand(cd_rounding rounding, const cd_factor *factor, int32_t zero_point, int32_t *table)
{
    for (int32_t code = 0; code < 256; code++) {
        const int32_t widened = (code - zero_point) * (1 << 20);
        table[code] = cd_requantize(rounding, widened, factor->multiplier, factor->shift, factor->preshift);
    }
}

static void requantize_sums(cd_rounding rounding, const cd_add *add, int32_t count, const int32_t *restrict sums, int32_t zero_point, uint8_t *restrict y)
{
    const cd_factor factor = add->sum;
    const int32_t low = add->low, high = add->high;
    for (int32_t c = 0; c < count; c++) {
        const int32_t scaled = cd_requantize(rounding, sums[c], factor.multiplier, factor.shift, factor.preshift);
        y[c] = (uint8_t)cd_clamp(scaled + zero_point, low, high);
    }
}

/* y = clamp(sum(first((a - Za) * 2^20) + second((b - Zb) * 2^20)) + Zy), each step requantized. */
void cd_run_add(const cd_network *network, const cd_layer *layer)
{
    const cd_add *const add = &layer->as.add;
    const cd_tensor *const first = &network->tensors[layer->input];
    const cd_tensor *const second = &network->tensors[layer->second];
    const cd_tensor *const output = &network->tensors[layer->output];
    const uint8_t *a = network->arena + first->offset;
    const uint8_t *b = network->arena + second->offset;
    uint8_t *y = network->arena + output->offset;
    int32_t *const table_a = network->accumulators;
    int32_t *const table_b = table_a + 256;
    int32_t *const sums = table_b + 256;
    rescale_operand(network->rounding, &add->first, first->zero_point, table_a);
    rescale_operand(network->rounding, &add->second, second->zero_point, table_b);
    for (int32_t pixel = 0; pixel < output->height * output->width; pixel++) {
        for (int32_t c = 0; c < output->channels; c++) {
            sums[c] = table_a[a[c]] + table_b[b[c]];
        }
        requantize_sums(network->rounding, add, output->channels, sums, output->zero_point, y);
        a += output->channels;
        b += output->channels;
        y += output->channels;
    }
}

void cd_run_pad(const cd_network *network, const cd_layer *layer)
{
    const cd_pad *const pad = &layer->as.pad;
    const cd_tensor *const input = &network->tensors[layer->input];
    const cd_tensor *const output = &network->tensors[layer->output];
    const uint8_t *const x = network->arena + input->offset;
    uint8_t *const y = network->arena + output->offset;
    const int32_t input_row = input->width * input->channels;
    const int32_t output_row = output->width * output->channels;
    memset(y, pad->code, (size_t)(output->height * output_row));
    for (int32_t iy = 0; iy < input->height; iy++) {
        memcpy(y + (iy + pad->top) * output_row + pad->left * output->channels, x + iy * input_row, (size_t)input_row);
    }
}

/* y = clamp(requantize(x - Zx) + Zy) */
void cd_run_rescale(const cd_network *network, const cd_layer *layer)
{
    const cd_tensor *const input = &network->tensors[layer->input];
    const cd_tensor *const output = &network->tensors[layer->output];
    const uint8_t *x = network->arena + input->offset;
    uint8_t *y = network->arena + output->offset;
    int32_t *const differences = network->accumulators;
    const int32_t channels = output->channels;
    for (int32_t pixel = 0; pixel < output->height * output->width; pixel++) {
        for (int32_t c = 0; c < channels; c++) {
            differences[c] = x[c] - input->zero_point;
        }
        cd_requantize_pixel(network->rounding, &layer->as.rescale.scaling, channels, differences, output->zero_point, y);
        x += channels;
        y += channels;
    }
}

void cd_run_concat(const cd_network *network, const cd_layer *layer)
{
    const cd_concat *const concat = &layer->as.concat;
    const cd_tensor *const output = &network->tensors[layer->output];
    uint8_t *y = network->arena + output->offset;
    for (int32_t pixel = 0; pixel < output->height * output->width; pixel++) {
        for (int32_t k = 0; k < concat->count; k++) {
            const cd_tensor *const input = &network->tensors[concat->inputs[k]];
            memcpy(y, network->arena + input->offset + pixel * input->channels, (size_t)input->channels);
            y += input->channels;
        }
    }
}
