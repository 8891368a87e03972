hw/engine/cd_descriptor_check.v
