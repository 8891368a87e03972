/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Integer layers of a convolutional network: what a layer is (tables) and one function per layer kind.
 * Maps are [height, width, channels], channel fastest. All codes are carried as uint8: a signed code q as q + 128
 * (tensor.sign = 128), zero points and clamps likewise; differences code - zero_point are the same either way.
 */
#ifndef CD_LAYERS_H
#define CD_LAYERS_H

#include <stdint.h>

#include "cd_arithmetic.h"

/* Weight rows are padded with zeros to a multiple of this, so that dot products have no tail. */
#define CD_BLOCK 16

/* Outputs that a dot product computes at once; accumulator buffers have this many elements to spare. */
#define CD_OUTPUTS 4

typedef struct {
    const char *name;
    int32_t height;
    int32_t width;
    int32_t channels;
    int32_t offset; /* of its first code in the arena */
    int32_t zero_point;
    int32_t sign; /* carried code - sign = code of the model */
} cd_tensor;

typedef struct {
    int32_t kernel_height;
    int32_t kernel_width;
    int32_t stride_height;
    int32_t stride_width;
    int32_t dilation_height;
    int32_t dilation_width;
    int32_t pad_top;
    int32_t pad_left;
} cd_window;

/* Factors of the output channels: arrays of one multiplier and one shift (tflite: exponent) per channel. */
typedef struct {
    const int32_t *multipliers;
    const int8_t *shifts;
    int32_t preshift;
    int32_t low; /* bounds of the output code */
    int32_t high;
} cd_scaling;

/*
 * acc[o] = bias[o] + sum (x - Zx) * (w - Zw), y = clamp(requantize(acc[o], o) + Zy, low, high).
 * Weights: a row [KH, KW, I] per output channel, row_length bytes apart; depthwise: one block [KH, KW, C].
 */
typedef struct {
    cd_window window;
    int32_t groups;
    int32_t row_length;
    int32_t weight_zero_point;
    const int8_t *weights;
    const int32_t *bias;
    cd_scaling scaling;
} cd_conv2d;

typedef struct {
    cd_window window;
    int32_t count_padding; /* average: padding counts as zero_point */
    int32_t low;
    int32_t high;
} cd_pool;

typedef struct {
    int32_t multiplier;
    int32_t shift;
    int32_t preshift;
} cd_factor;

typedef struct {
    cd_factor first;
    cd_factor second;
    cd_factor sum;
    int32_t low;
    int32_t high;
} cd_add;

typedef struct {
    int32_t top;
    int32_t left;
    int32_t code;
} cd_pad;

typedef struct {
    cd_scaling scaling;
} cd_rescale;

typedef struct {
    const int16_t *inputs; /* tensors */
    int32_t count;
} cd_concat;

/* half_up networks: real numbers. tflite networks: fixed point with the factor of the differences of logits. */
typedef struct {
    double input_scale;
    double output_scale;
    int32_t difference_multiplier;
    int32_t difference_shift;
    int32_t least_difference;
    int32_t low;
    int32_t high;
} cd_softmax;

typedef enum {
    CD_CONV2D,
    CD_DEPTHWISE_CONV2D,
    CD_MAX_POOL,
    CD_AVERAGE_POOL,
    CD_ADD,
    CD_PAD,
    CD_RESCALE,
    CD_CONCAT,
    CD_SOFTMAX
} cd_kind;

typedef struct {
    cd_kind kind;
    int32_t input;  /* tensor */
    int32_t second; /* tensor, of an add */
    int32_t output; /* tensor */
    union {
        cd_conv2d conv2d;
        cd_pool pool;
        cd_add add;
        cd_pad pad;
        cd_rescale rescale;
        cd_concat concat;
        cd_softmax softmax;
    } as;
} cd_layer;

/* Tables of a network and the memory that its layers use. */
typedef struct {
    cd_rounding rounding;
    const cd_tensor *tensors;
    uint8_t *arena;        /* codes of all tensors */
    int16_t *rows;         /* input rows under the window, zero points removed */
    int16_t *patches;      /* what two output pixels see */
    int32_t *accumulators; /* of two output pixels */
} cd_network;

/* Computes the output tensor of a layer from its input tensors. */
void cd_run_layer(const cd_network *network, const cd_layer *layer);

/* One function per layer kind; cd_run_layer chooses. */
void cd_run_conv2d(const cd_network *network, const cd_layer *layer);
void cd_run_depthwise_conv2d(const cd_network *network, const cd_layer *layer);
void cd_run_max_pool(const cd_network *network, const cd_layer *layer);
void cd_run_average_pool(const cd_network *network, const cd_layer *layer);
void cd_run_add(const cd_network *network, const cd_layer *layer);
void cd_run_pad(const cd_network *network, const cd_layer *layer);
void cd_run_rescale(const cd_network *network, const cd_layer *layer);
void cd_run_concat(const cd_network *network, const cd_layer *layer);
void cd_run_softmax(const cd_network *network, const cd_layer *layer);

/* codes[c] = clamp(requantize(accumulators[c], c) + zero_point) for the channels of one pixel. */
void cd_requantize_pixel(
    cd_rounding rounding, const cd_scaling *scaling, int32_t channels, const int32_t *accumulators, int32_t zero_point, uint8_t *codes);

#endif
