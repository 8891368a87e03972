hw/engine/cd_requantize.v
hw/engine/cd_requantize_half_up.v
hw/engine/cd_requantize_exact.v
hw/engine/cd_requantize_round.v
hw/engine/cd_parameter_lane.v
hw/memory/cd_table_lane.v
