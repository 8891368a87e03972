hw/engine/cd_lane_sum.v
