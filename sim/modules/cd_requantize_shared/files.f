hw/engine/cd_requantize_shared.v
hw/engine/cd_requantize_half_up.v
hw/engine/cd_requantize_round.v
hw/engine/cd_multiplier_pair.v
hw/engine/cd_multiplier_pumped.v
hw/engine/cd_mac16_wide.v
hw/memory/cd_table_lane.v
