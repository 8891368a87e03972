hw/engine/cd_write_back.v
