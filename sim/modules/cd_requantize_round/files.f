hw/engine/cd_requantize_round.v
