sim/harness/mac_check.sv
hw/engine/cd_mac_lane.v
hw/engine/cd_mac16_dual.v
hw/engine/cd_mac_pair_ice40.v
