hw/engine/cd_requantize_half_up.v
hw/engine/cd_requantize_round.v
