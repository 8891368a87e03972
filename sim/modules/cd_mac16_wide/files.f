hw/engine/cd_mac16_wide.v
