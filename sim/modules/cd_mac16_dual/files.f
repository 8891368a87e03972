hw/engine/cd_mac16_dual.v
