// SPDX-License-Identifier: Apache-2.0
// Pools, element-wise layers and those that only move codes. All bounds are constants of the layer (struct L, layers.hpp);
// LANES channels of a pixel are computed at once. Codes are carried as uint8: a signed code q as q + 128 (SIGN = 128).
#ifndef CD_LAYERS_HPP
#define CD_LAYERS_HPP

#include "cd_arithmetic.hpp"

namespace cd {

// Codes of the network's input as they are carried.
template <class CODE, int SIZE, int SIGN>
void read_codes(const CODE input[SIZE], std::uint8_t carried[SIZE])
{
    for (int i = 0; i < SIZE; i++) {
#pragma HLS pipeline II=1
        carried[i] = static_cast<std::uint8_t>(input[i] + SIGN);
    }
}

template <class CODE, int SIZE, int SIGN>
void write_codes(const std::uint8_t carried[SIZE], CODE output[SIZE])
{
    for (int i = 0; i < SIZE; i++) {
#pragma HLS pipeline II=1
        output[i] = static_cast<CODE>(carried[i] - SIGN);
    }
}

template <class L>
void max_pool(const std::uint8_t x[L::IN_SIZE], std::uint8_t y[L::OUT_SIZE])
{
    for (int oy = 0; oy < L::OUT_HEIGHT; oy++) {
        for (int ox = 0; ox < L::OUT_WIDTH; ox++) {
            for (int c = 0; c < L::OUT_CHANNELS; c += L::LANES) {
                std::uint8_t greatest[L::LANES];
#pragma HLS array_partition variable=greatest type=complete
                for (int l = 0; l < L::LANES; l++) {
#pragma HLS unroll
                    greatest[l] = static_cast<std::uint8_t>(L::LOW); // padding never wins
                }
                for (int ky = 0; ky < L::KERNEL_HEIGHT; ky++) {
                    for (int kx = 0; kx < L::KERNEL_WIDTH; kx++) {
#pragma HLS pipeline II=1
                        const int iy = oy * L::STRIDE_HEIGHT - L::PAD_TOP + ky * L::DILATION_HEIGHT;
                        const int ix = ox * L::STRIDE_WIDTH - L::PAD_LEFT + kx * L::DILATION_WIDTH;
                        for (int l = 0; l < L::LANES; l++) {
#pragma HLS unroll
                            if (iy >= 0 && iy < L::IN_HEIGHT && ix >= 0 && ix < L::IN_WIDTH) {
                                const std::uint8_t code = x[(iy * L::IN_WIDTH + ix) * L::IN_CHANNELS + c + l];
                                greatest[l] = code > greatest[l] ? code : greatest[l];
                            }
                        }
                    }
                }
                for (int l = 0; l < L::LANES; l++) {
#pragma HLS unroll
                    y[(oy * L::OUT_WIDTH + ox) * L::OUT_CHANNELS + c + l] = clamp(greatest[l], L::LOW, L::HIGH);
                }
            }
        }
    }
}

// sum / count to nearest, ties away from zero; count > 0.
inline std::int32_t rounded_mean(std::int32_t sum, std::int32_t count)
{
#pragma HLS inline
    return sum >= 0 ? (sum + count / 2) / count : (sum - count / 2) / count;
}

// The sign of the sum matters for ties, so it is the sum of the model's codes that is divided.
template <class L>
void average_pool(const std::uint8_t x[L::IN_SIZE], std::uint8_t y[L::OUT_SIZE])
{
    for (int oy = 0; oy < L::OUT_HEIGHT; oy++) {
        for (int ox = 0; ox < L::OUT_WIDTH; ox++) {
            for (int c = 0; c < L::OUT_CHANNELS; c += L::LANES) {
                std::int32_t sum[L::LANES];
                std::int32_t count = 0;
#pragma HLS array_partition variable=sum type=complete
                for (int l = 0; l < L::LANES; l++) {
#pragma HLS unroll
                    sum[l] = 0;
                }
                for (int ky = 0; ky < L::KERNEL_HEIGHT; ky++) {
                    for (int kx = 0; kx < L::KERNEL_WIDTH; kx++) {
#pragma HLS pipeline II=1
                        const int iy = oy * L::STRIDE_HEIGHT - L::PAD_TOP + ky * L::DILATION_HEIGHT;
                        const int ix = ox * L::STRIDE_WIDTH - L::PAD_LEFT + kx * L::DILATION_WIDTH;
                        const bool inside = iy >= 0 && iy < L::IN_HEIGHT && ix >= 0 && ix < L::IN_WIDTH;
                        count += inside || L::COUNT_PADDING != 0 ? 1 : 0;
                        for (int l = 0; l < L::LANES; l++) {
#pragma HLS unroll
                            const int padding = L::COUNT_PADDING != 0 ? L::IN_ZERO_POINT - L::SIGN : 0;
                            sum[l] += inside ? x[(iy * L::IN_WIDTH + ix) * L::IN_CHANNELS + c + l] - L::SIGN : padding;
                        }
                    }
                }
                for (int l = 0; l < L::LANES; l++) {
#pragma HLS pipeline
                    const std::int32_t mean = rounded_mean(sum[l], count);
                    y[(oy * L::OUT_WIDTH + ox) * L::OUT_CHANNELS + c + l] = clamp(mean + L::SIGN, L::LOW, L::HIGH);
                }
            }
        }
    }
}

// y = clamp(sum((first((a - Za) * 2^20) + second((b - Zb) * 2^20)) + Zy), each step requantized.
template <class L>
void add(const std::uint8_t a[L::OUT_SIZE], const std::uint8_t b[L::OUT_SIZE], std::uint8_t y[L::OUT_SIZE])
{
    for (int i = 0; i < L::OUT_SIZE; i += L::LANES) {
#pragma HLS pipeline II=1
        for (int l = 0; l < L::LANES; l++) {
#pragma HLS unroll
            const std::int32_t widened_a = (a[i + l] - L::FIRST_ZERO_POINT) * (1 << 20);
            const std::int32_t widened_b = (b[i + l] - L::SECOND_ZERO_POINT) * (1 << 20);
            const std::int64_t scaled_a = requantize<L::MODE>(widened_a, L::FIRST_MULTIPLIER, L::FIRST_SHIFT, L::FIRST_PRESHIFT);
            const std::int64_t scaled_b = requantize<L::MODE>(widened_b, L::SECOND_MULTIPLIER, L::SECOND_SHIFT, L::SECOND_PRESHIFT);
            const std::int32_t sum = static_cast<std::int32_t>(scaled_a + scaled_b);
            const std::int64_t scaled = requantize<L::MODE>(sum, L::SUM_MULTIPLIER, L::SUM_SHIFT, L::SUM_PRESHIFT);
            y[i + l] = clamp(scaled + L::OUT_ZERO_POINT, L::LOW, L::HIGH);
        }
    }
}

// Border of one code around the map.
template <class L>
void pad(const std::uint8_t x[L::IN_SIZE], std::uint8_t y[L::OUT_SIZE])
{
    for (int oy = 0; oy < L::OUT_HEIGHT; oy++) {
        for (int ox = 0; ox < L::OUT_WIDTH; ox++) {
            for (int c = 0; c < L::OUT_CHANNELS; c += L::LANES) {
#pragma HLS pipeline II=1
                const int iy = oy - L::PAD_TOP;
                const int ix = ox - L::PAD_LEFT;
                const bool inside = iy >= 0 && iy < L::IN_HEIGHT && ix >= 0 && ix < L::IN_WIDTH;
                for (int l = 0; l < L::LANES; l++) {
#pragma HLS unroll
                    const int code = inside ? x[(iy * L::IN_WIDTH + ix) * L::IN_CHANNELS + c + l] : L::CODE;
                    y[(oy * L::OUT_WIDTH + ox) * L::OUT_CHANNELS + c + l] = static_cast<std::uint8_t>(code);
                }
            }
        }
    }
}

// y = clamp(requantize(x - Zx) + Zy)
template <class L>
void rescale(
    const std::uint8_t x[L::OUT_SIZE], std::uint8_t y[L::OUT_SIZE], const std::int32_t multipliers[L::OUT_CHANNELS],
    const std::int8_t shifts[L::OUT_CHANNELS])
{
    for (int pixel = 0; pixel < L::OUT_HEIGHT * L::OUT_WIDTH; pixel++) {
        for (int c = 0; c < L::OUT_CHANNELS; c += L::LANES) {
#pragma HLS pipeline II=1
            for (int l = 0; l < L::LANES; l++) {
#pragma HLS unroll
                const int i = pixel * L::OUT_CHANNELS + c + l;
                const std::int64_t scaled = requantize<L::MODE>(x[i] - L::IN_ZERO_POINT, multipliers[c + l], shifts[c + l], L::PRESHIFT);
                y[i] = clamp(scaled + L::OUT_ZERO_POINT, L::LOW, L::HIGH);
            }
        }
    }
}

// The channels of one input of a concatenation, from channel OFFSET of the output on.
template <int PIXELS, int IN_CHANNELS, int OUT_CHANNELS, int OFFSET>
void copy_channels(const std::uint8_t x[PIXELS * IN_CHANNELS], std::uint8_t y[PIXELS * OUT_CHANNELS])
{
    for (int pixel = 0; pixel < PIXELS; pixel++) {
        for (int c = 0; c < IN_CHANNELS; c++) {
#pragma HLS pipeline II=1
            y[pixel * OUT_CHANNELS + OFFSET + c] = x[pixel * IN_CHANNELS + c];
        }
    }
}

} // namespace cd

#endif
