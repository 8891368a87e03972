hw/engine/cd_clock_phase.v
hw/engine/cd_multiplier_pair.v
hw/engine/cd_multiplier_pumped.v
hw/engine/cd_requantize_exact.v
hw/engine/cd_requantize_round.v
