hw/engine/cd_parameter_lane.v
