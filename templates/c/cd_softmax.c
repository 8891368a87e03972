/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Softmax over the channels of each pixel. half_up networks: in double on the dequantized logits. tflite networks: the
 * fixed point of TensorFlow Lite (gemmlowp): Q5.26 differences, exp by a table of factors, a sum with 12 integer
 * bits, the reciprocal by Newton's method. Qm.n below means m integer and n fraction bits.
 */
#include "cd_layers.h"

#include <math.h>
#include <stddef.h>

static uint8_t greatest_of(const uint8_t *codes, int32_t count)
{
    uint8_t greatest = codes[0];
    for (int32_t i = 1; i < count; i++) {
        greatest = codes[i] > greatest ? codes[i] : greatest;
    }
    return greatest;
}

/* exp(S * (x - Z) - S * (max - Z)) */
static double real_exponential(const cd_softmax *softmax, const cd_tensor *input, uint8_t code, uint8_t greatest)
{
    const double logit = softmax->input_scale * (code - input->zero_point);
    return exp(logit - softmax->input_scale * (greatest - input->zero_point));
}

/* code = clamp(round_half_even((e / sum e) / S_out) + Z_out) */
static void softmax_real(const cd_softmax *softmax, const cd_tensor *input, const cd_tensor *output, const uint8_t *x, uint8_t *y)
{
    const uint8_t greatest = greatest_of(x, input->channels);
    double sum = 0.0;
    for (int32_t c = 0; c < input->channels; c++) {
        sum += real_exponential(softmax, input, x[c], greatest);
    }
    for (int32_t c = 0; c < input->channels; c++) {
        const double probability = real_exponential(softmax, input, x[c], greatest) / sum;
        y[c] = (uint8_t)cd_clamp((int32_t)rint(probability / softmax->output_scale) + output->zero_point, softmax->low, softmax->high);
    }
}

/* a * b of two fixed-point numbers: SaturatingRoundingDoublingHighMul */
static int32_t multiply(int32_t a, int32_t b)
{
    if (a == INT32_MIN && b == INT32_MIN) {
        return INT32_MAX;
    }
    return (int32_t)cd_floor_shift((int64_t)a * b + ((int64_t)1 << 30), 31);
}

/* value * 2^bits, saturating */
static int32_t shift_left(int32_t value, int32_t bits)
{
    const int64_t shifted = (int64_t)value * ((int64_t)1 << bits);
    return shifted > INT32_MAX ? INT32_MAX : shifted < INT32_MIN ? INT32_MIN : (int32_t)shifted;
}

/* value / 2^bits to nearest, ties away from zero; 0 from 32 bits on */
static int32_t shift_right(int32_t value, int32_t bits)
{
    if (bits > 31) {
        return 0;
    }
    const int32_t mask = (int32_t)(((uint32_t)1 << bits) - 1);
    const int32_t threshold = (mask >> 1) + (value < 0 ? 1 : 0);
    return (value >> bits) + ((value & mask) > threshold ? 1 : 0);
}

/* exp(a) in Q0.31 for a in [-1/4, 0), Q0.31: Taylor series about -1/8 */
static int32_t exponential_of_quarter(int32_t a)
{
    const int32_t exp_of_minus_eighth = 1895147668;
    const int32_t third = 715827883;
    const int32_t x = a + (1 << 28);
    const int32_t x2 = multiply(x, x);
    const int32_t x3 = multiply(x2, x);
    const int32_t x4 = multiply(x2, x2);
    const int32_t x4_over_4 = shift_right(x4, 2);
    const int32_t tail = shift_right(multiply(x4_over_4 + x3, third) + x2, 1);
    return exp_of_minus_eighth + multiply(exp_of_minus_eighth, x + tail);
}

/* exp(a) in Q0.31 for a <= 0 in Q5.26 */
static int32_t exponential(int32_t a)
{
    /* exp(-2^k) in Q0.31 for k = -2 .. 4 */
    static const int32_t factors[] = {1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242};
    const int32_t quarter = 1 << 24;
    if (a == 0) {
        return INT32_MAX;
    }
    const int32_t remainder = (a & (quarter - 1)) - quarter;
    const int32_t rest = remainder - a;
    int32_t result = exponential_of_quarter(shift_left(remainder, 5));
    for (int32_t k = 0; k < 7; k++) {
        if ((rest & (int32_t)((uint32_t)1 << (24 + k))) != 0) {
            result = multiply(result, factors[k]);
        }
    }
    return result;
}

/* 1 / (1 + a) in Q0.31 for a in [0, 1), Q0.31: three steps of Newton's method in Q2.29 */
static int32_t reciprocal_of_one_plus(int32_t a)
{
    const int32_t half_denominator = (int32_t)(((int64_t)a + INT32_MAX + 1) / 2);
    const int32_t one = 1 << 29;
    int32_t x = 1515870810 + multiply(half_denominator, -1010580540);
    for (int32_t step = 0; step < 3; step++) {
        const int32_t error = one - multiply(half_denominator, x);
        x = x + shift_left(multiply(x, error), 2);
    }
    return shift_left(x, 1);
}

static void softmax_fixed(const cd_softmax *softmax, const cd_tensor *input, const uint8_t *x, uint8_t *y)
{
    const uint8_t greatest = greatest_of(x, input->channels);
    int32_t sum = 0; /* Q12.19 */
    for (int32_t c = 0; c < input->channels; c++) {
        const int32_t difference = x[c] - greatest;
        if (difference >= softmax->least_difference) {
            const int32_t scaled = cd_tflite(difference, softmax->difference_multiplier, softmax->difference_shift);
            sum += shift_right(exponential(scaled), 12);
        }
    }
    int32_t leading_zeros = 0;
    uint32_t normalized = (uint32_t)sum; /* positive: the greatest logit alone adds 1 */
    for (; (normalized & 0x80000000u) == 0; leading_zeros++) {
        normalized <<= 1;
    }
    const int32_t scale = reciprocal_of_one_plus((int32_t)(normalized - 0x80000000u));
    const int32_t bits_over_unit = 12 - leading_zeros;
    for (int32_t c = 0; c < input->channels; c++) {
        const int32_t difference = x[c] - greatest;
        int32_t quotient = 0; /* in units of 1/256 */
        if (difference >= softmax->least_difference) {
            const int32_t scaled = cd_tflite(difference, softmax->difference_multiplier, softmax->difference_shift);
            quotient = shift_right(multiply(scale, exponential(scaled)), bits_over_unit + 31 - 8);
        }
        y[c] = (uint8_t)cd_clamp(quotient, softmax->low, softmax->high);
    }
}

void cd_run_softmax(const cd_network *network, const cd_layer *layer)
{
    const cd_softmax *const softmax = &layer->as.softmax;
    const cd_tensor *const input = &network->tensors[layer->input];
    const cd_tensor *const output = &network->tensors[layer->output];
    for (int32_t pixel = 0; pixel < output->height * output->width; pixel++) {
        const uint8_t *const x = network->arena + input->offset + pixel * input->channels;
        uint8_t *const y = network->arena + output->offset + pixel * output->channels;
        if (network->rounding == CD_HALF_UP) {
            softmax_real(softmax, input, output, x, y);
        } else {
            softmax_fixed(softmax, input, x, y);
        }
    }
}
