hw/engine/cd_weight_path.v
hw/engine/cd_weight_operand.v
hw/engine/cd_weight_row.v
hw/engine/cd_lane_weight.v
