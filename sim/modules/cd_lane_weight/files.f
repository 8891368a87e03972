hw/engine/cd_lane_weight.v
