hw/engine/cd_mac_lane.v
