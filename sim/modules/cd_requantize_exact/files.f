hw/engine/cd_requantize_exact.v
hw/engine/cd_requantize_round.v
