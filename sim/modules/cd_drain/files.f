hw/engine/cd_drain.v
hw/engine/cd_drain_walk.v
hw/engine/cd_drain_position.v
