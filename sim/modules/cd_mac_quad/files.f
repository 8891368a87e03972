sim/harness/mac_check.sv
hw/engine/cd_mac_lane.v
hw/engine/cd_clock_phase.v
hw/engine/cd_mac_quad.v
