hw/engine/cd_lane_fold.v
