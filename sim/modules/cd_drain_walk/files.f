hw/engine/cd_drain_walk.v
