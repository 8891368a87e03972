hw/engine/cd_drain.v
