sim/harness/mac_check.sv
hw/engine/cd_mac_lane.v
hw/engine/cd_mac_pair.v
