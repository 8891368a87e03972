// SPDX-License-Identifier: Apache-2.0
// Requantization: the accumulator times a real factor, in integers. Every function states its equation.
#ifndef CD_ARITHMETIC_HPP
#define CD_ARITHMETIC_HPP

#include <cstdint>

namespace cd {

static_assert((-1 >> 1) == -1, "right shifts of negative numbers are arithmetic");

// Rounding of the requantization, one for a whole network.
enum class rounding {
    half_up, // one rounding, ties toward plus infinity, multipliers below 2^16
    tflite   // two roundings, multipliers of 31 bits, as TensorFlow Lite
};

inline int minimum(int a, int b) { return a < b ? a : b; }

// min(max(value, low), high)
inline std::uint8_t clamp(std::int64_t value, int low, int high)
{
#pragma HLS inline
    return static_cast<std::uint8_t>(value < low ? low : value > high ? high : value);
}

// half_up:  t = acc >> preshift
//           y = (t * multiplier + 2^(shift-1)) >> shift          shift 1..47, multiplier below 2^16
inline std::int64_t half_up(std::int32_t acc, std::int32_t multiplier, int shift, int preshift)
{
#pragma HLS inline
    const std::int32_t t = acc >> preshift;
    return (static_cast<std::int64_t>(t) * multiplier + (static_cast<std::int64_t>(1) << (shift - 1))) >> shift;
}

// tflite:   high = SaturatingRoundingDoublingHighMul(acc << left, multiplier)     left = max(exponent, 0)
//           y    = RoundingDivideByPOT(high, right)                               right = max(-exponent, 0)
// The first adds 2^30 (1 - 2^30 to a negative product) and divides by 2^31 truncating toward zero, which is
// floor((product + 2^30) / 2^31) for either sign. The second rounds to nearest, ties away from zero.
inline std::int64_t tflite(std::int32_t acc, std::int32_t multiplier, int exponent)
{
#pragma HLS inline
    const int left = exponent > 0 ? exponent : 0;
    const int right = exponent > 0 ? 0 : -exponent;
    const std::int64_t product = static_cast<std::int64_t>(acc * (1 << left)) * multiplier;
    const std::int32_t high = static_cast<std::int32_t>((product + (static_cast<std::int64_t>(1) << 30)) >> 31);
    const std::int32_t mask = static_cast<std::int32_t>((static_cast<std::uint32_t>(1) << right) - 1);
    const std::int32_t threshold = (mask >> 1) + (high < 0 ? 1 : 0);
    return (high >> right) + ((high & mask) > threshold ? 1 : 0);
}

// The step of the network's rounding for one accumulator; tflite has no preshift.
template <rounding MODE>
inline std::int64_t requantize(std::int32_t acc, std::int32_t multiplier, int shift, int preshift)
{
#pragma HLS inline
    return MODE == rounding::half_up ? half_up(acc, multiplier, shift, preshift) : tflite(acc, multiplier, shift);
}

} // namespace cd

#endif
