/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Requantization: the accumulator times a real factor, in integers. Every function states its equation;
 * shifts of negative numbers are arithmetic (floor), which the first line checks.
 */
#ifndef CD_ARITHMETIC_H
#define CD_ARITHMETIC_H

#include <stdint.h>

typedef char cd_right_shift_is_arithmetic[((-1) >> 1) == -1 ? 1 : -1];

/* Rounding of the requantization, one for a whole network. */
typedef enum {
    CD_HALF_UP, /* one rounding, ties toward plus infinity, multipliers below 2^16 */
    CD_TFLITE   /* two roundings, multipliers of 31 bits, as TensorFlow Lite */
} cd_rounding;

/* min(max(value, low), high) */
static inline int32_t cd_clamp(int32_t value, int32_t low, int32_t high)
{
    const int32_t raised = value > low ? value : low;
    return raised < high ? raised : high;
}

/*
 * floor(value / 2^shift), shift 0..63: ~(~value >> shift) when value is negative. Vector units have the logical
 * shift by a vector of 64-bit counts more often than the arithmetic one.
 */
static inline int64_t cd_floor_shift(int64_t value, int32_t shift)
{
    const int64_t sign = value < 0 ? -1 : 0;
    return (int64_t)((uint64_t)(value ^ sign) >> shift) ^ sign;
}

/*
 * half_up:  t = acc >> preshift
 *           y = (t * multiplier + 2^(shift-1)) >> shift          shift 1..47, multiplier below 2^16
 * computed as ((t * multiplier >> (shift-1)) + 1) >> 1, which is the same number; it fits 31 bits (checked when emitted).
 */
static inline int32_t cd_half_up(int32_t acc, int32_t multiplier, int32_t shift, int32_t preshift)
{
    const int32_t t = acc >> preshift;
    return ((int32_t)cd_floor_shift((int64_t)t * multiplier, shift - 1) + 1) >> 1;
}

/*
 * tflite:   high = SaturatingRoundingDoublingHighMul(acc << left, multiplier)     left = max(exponent, 0)
 *           y    = RoundingDivideByPOT(high, right)                               right = max(-exponent, 0)
 * The first adds 2^30 (1 - 2^30 to a negative product) and divides by 2^31 truncating toward zero, which is
 * floor((product + 2^30) / 2^31) for either sign. The second rounds to nearest, ties away from zero.
 */
static inline int32_t cd_tflite(int32_t acc, int32_t multiplier, int32_t exponent)
{
    const int32_t left = exponent > 0 ? exponent : 0;
    const int32_t right = exponent > 0 ? 0 : -exponent;
    const int32_t shifted = (int32_t)((uint32_t)acc << left);
    const int64_t product = (int64_t)shifted * multiplier;
    const int32_t high = (int32_t)cd_floor_shift(product + ((int64_t)1 << 30), 31);
    const int32_t mask = (int32_t)(((uint32_t)1 << right) - 1);
    const int32_t threshold = (mask >> 1) + (high < 0 ? 1 : 0);
    return (high >> right) + ((high & mask) > threshold ? 1 : 0);
}

/* The step of the network's rounding for one accumulator; tflite has no preshift. */
static inline int32_t cd_requantize(cd_rounding rounding, int32_t acc, int32_t multiplier, int32_t shift, int32_t preshift)
{
    return rounding == CD_HALF_UP ? cd_half_up(acc, multiplier, shift, preshift) : cd_tflite(acc, multiplier, shift);
}

#endif
