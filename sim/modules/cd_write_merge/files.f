hw/engine/cd_write_merge.v
