hw/engine/cd_clock_phase.v
hw/engine/cd_multiplier_pumped.v
