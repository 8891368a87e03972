// SPDX-License-Identifier: Apache-2.0
// Convolution, also grouped, depthwise and dense. All bounds are constants of the layer (struct L, layers.hpp).
//
//   acc[o] = bias[o] + sum (x - Zx) * (w - Zw)        y = clamp(requantize(acc[o], o) + Zy, low, high)
//
// LANES output channels times PIXELS output pixels of a row are computed at once; output channel block b holds the
// channels b * LANES .. b * LANES + LANES - 1, which are one part of a group or several whole groups.
// Codes are carried as uint8: a signed code q as q + 128, zero points likewise.
#ifndef CD_CONVOLUTION_HPP
#define CD_CONVOLUTION_HPP

#include "cd_arithmetic.hpp"

namespace cd {

// One input row into a slot of the line buffer, zero point removed; padding is 0 and contributes nothing.
template <class L>
void load_row(const std::uint8_t x[L::IN_SIZE], int row, std::int16_t slot[L::WIDTH][L::GROUPS][L::INPUTS])
{
    const int y = row - L::PAD_TOP;
    for (int column = 0; column < L::WIDTH; column++) {
        for (int c = 0; c < L::IN_CHANNELS; c += L::LOAD) {
#pragma HLS pipeline II=1
            for (int l = 0; l < L::LOAD; l++) {
#pragma HLS unroll
                const int ix = column - L::PAD_LEFT;
                const bool inside = y >= 0 && y < L::IN_HEIGHT && ix >= 0 && ix < L::IN_WIDTH;
                const int code = inside ? x[(y * L::IN_WIDTH + ix) * L::IN_CHANNELS + c + l] : L::IN_ZERO_POINT;
                slot[column][(c + l) / L::INPUTS][(c + l) % L::INPUTS] = static_cast<std::int16_t>(code - L::IN_ZERO_POINT);
            }
        }
    }
}

// Rows under the window of output row oy that the line buffer does not hold yet.
template <class L>
void load_rows(
    const std::uint8_t x[L::IN_SIZE], int oy, int first_slot, std::int16_t rows[L::SPAN][L::WIDTH][L::GROUPS][L::INPUTS])
{
    for (int k = 0; k < L::SPAN; k++) {
        if (oy == 0 || k + L::STRIDE_HEIGHT >= L::SPAN) {
            const int slot = first_slot + k < L::SPAN ? first_slot + k : first_slot + k - L::SPAN;
            load_row<L>(x, oy * L::STRIDE_HEIGHT + k, rows[slot]);
        }
    }
}

// Accumulators of PIXELS pixels from ox on and of one block of output channels.
template <class L>
void accumulate(
    const std::int16_t rows[L::SPAN][L::WIDTH][L::GROUPS][L::INPUTS], int first_slot, int ox, int block,
    const std::int8_t weights[L::BLOCKS * L::STEPS * L::LANES], const std::int32_t bias[L::OUT_CHANNELS],
    std::int32_t acc[L::PIXELS][L::LANES])
{
#pragma HLS inline
    for (int p = 0; p < L::PIXELS; p++) {
#pragma HLS unroll
        for (int l = 0; l < L::LANES; l++) {
#pragma HLS unroll
            acc[p][l] = bias[block * L::LANES + l];
        }
    }
    int step = block * L::STEPS;
    for (int ky = 0; ky < L::KERNEL_HEIGHT; ky++) {
        for (int kx = 0; kx < L::KERNEL_WIDTH; kx++) {
            for (int i = 0; i < L::INPUTS; i++) {
#pragma HLS pipeline II=1
                const int row = first_slot + ky * L::DILATION_HEIGHT;
                const int slot = row < L::SPAN ? row : row - L::SPAN;
                for (int p = 0; p < L::PIXELS; p++) {
#pragma HLS unroll
                    // Pixels past the end of the row repeat the last one and are not written.
                    const int pixel = minimum(ox + p, L::OUT_WIDTH - 1);
                    const int column = pixel * L::STRIDE_WIDTH + kx * L::DILATION_WIDTH;
                    for (int l = 0; l < L::LANES; l++) {
#pragma HLS unroll
                        const int group = (block * L::LANES + l) / L::OUTPUTS;
                        acc[p][l] += rows[slot][column][group][i] * (weights[step * L::LANES + l] - L::WEIGHT_ZERO_POINT);
                    }
                }
                step++;
            }
        }
    }
}

template <class L>
void convolution(
    const std::uint8_t x[L::IN_SIZE], std::uint8_t y[L::OUT_SIZE], const std::int8_t weights[L::BLOCKS * L::STEPS * L::LANES],
    const std::int32_t bias[L::OUT_CHANNELS], const std::int32_t multipliers[L::OUT_CHANNELS],
    const std::int8_t shifts[L::OUT_CHANNELS])
{
    const int lanes = L::LANES;
    const int banks = L::PIXELS * L::STRIDE_WIDTH;
    const int groups = L::GROUPS_AT_ONCE;
#pragma HLS array_partition variable=weights type=cyclic factor=lanes
#pragma HLS array_partition variable=bias type=cyclic factor=lanes
#pragma HLS array_partition variable=multipliers type=cyclic factor=lanes
#pragma HLS array_partition variable=shifts type=cyclic factor=lanes
    std::int16_t rows[L::SPAN][L::WIDTH][L::GROUPS][L::INPUTS];
#pragma HLS array_partition variable=rows type=complete dim=1
#pragma HLS array_partition variable=rows type=cyclic factor=banks dim=2
#pragma HLS array_partition variable=rows type=cyclic factor=groups dim=3
    (void)lanes;
    (void)banks;
    (void)groups;
    int first_slot = 0;
    for (int oy = 0; oy < L::OUT_HEIGHT; oy++) {
        load_rows<L>(x, oy, first_slot, rows);
        for (int ox = 0; ox < L::OUT_WIDTH; ox += L::PIXELS) {
            for (int block = 0; block < L::BLOCKS; block++) {
                std::int32_t acc[L::PIXELS][L::LANES];
#pragma HLS array_partition variable=acc type=complete dim=0
                accumulate<L>(rows, first_slot, ox, block, weights, bias, acc);
                for (int p = 0; p < L::PIXELS; p++) {
#pragma HLS pipeline II=1
                    for (int l = 0; l < L::LANES; l++) {
#pragma HLS unroll
                        if (ox + p < L::OUT_WIDTH) {
                            const int c = block * L::LANES + l;
                            const std::int64_t scaled = requantize<L::MODE>(acc[p][l], multipliers[c], shifts[c], L::PRESHIFT);
                            y[(oy * L::OUT_WIDTH + ox + p) * L::OUT_CHANNELS + c] = clamp(scaled + L::OUT_ZERO_POINT, L::LOW, L::HIGH);
                        }
                    }
                }
            }
        }
        const int next = first_slot + L::STRIDE_HEIGHT % L::SPAN;
        first_slot = next < L::SPAN ? next : next - L::SPAN;
    }
}

} // namespace cd

#endif
