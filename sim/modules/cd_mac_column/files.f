hw/engine/cd_mac_column.v
hw/engine/cd_mac_lane.v
hw/engine/cd_mac_pair.v
hw/engine/cd_mac_quad.v
hw/engine/cd_mac_pair_ice40.v
hw/engine/cd_mac16_dual.v
hw/engine/cd_clock_phase.v
