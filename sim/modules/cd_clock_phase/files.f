hw/engine/cd_clock_phase.v
